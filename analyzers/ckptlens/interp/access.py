"""Attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import derived, unknown
from ckptlens.interp.values import (
    ApiValue,
    BoundMethod,
    Choice,
    ClassValue,
    DictValue,
    FunctionValue,
    HostObject,
    InstanceValue,
    ModuleValue,
    SuperValue,
    Unknown,
    Value,
    Wrapper,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def attribute(machine: Machine, value: Value, name: str, site: Site) -> Value:
    """``value.name``. Raises ProgramError AttributeError when the program would."""
    found = find_attribute(machine, value, name, site)
    if found is MISSING:
        kind = value.cls.name if isinstance(value, InstanceValue) else type(value).__name__
        raise ProgramError("AttributeError", f"'{kind}' object has no attribute '{name}'", site.location)
    return found


def find_attribute(machine: Machine, value: Value, name: str, site: Site) -> Value:
    """``value.name``, MISSING when there is none."""
    match value:
        case ModuleValue():
            return _module_attribute(machine, value, name, site)
        case InstanceValue():
            return _instance_attribute(machine, value, name, site)
        case ClassValue():
            return _class_attribute(machine, value, name, site)
        case ApiValue():
            return machine.library.attribute(machine, value, name, site)
        case SuperValue():
            return _super_attribute(machine, value, name)
        case HostObject():
            return value.attribute(machine, name)
        case Unknown():
            return derived(value, f".{name}", value.hole.reason, site)
        case Choice():
            return _choice_attribute(machine, value, name, site)
        case FunctionValue():
            return value.state.get(name, _function_attribute(value, name))
        case _:
            from ckptlens.interp.methods.lookup import method_of

            return method_of(value, name)


def _module_attribute(machine: Machine, module: ModuleValue, name: str, site: Site) -> Value:
    from ckptlens.interp.imports import submodule

    if name in module.names.state:
        return module.names.state[name]
    found = submodule(machine, module, name, site)
    if found is None and module.names.state.get("__incomplete__"):
        return unknown(f"{module.name}.{name}", "a name of a module that could not be read whole", site, callable_gap=True)
    return found if found is not None else MISSING


def find_in_class(cls: ClassValue, name: str) -> Value:
    """An attribute of a class or of its bases in the program, as stored; MISSING when there is none."""
    for base in cls.lineage:
        if name in base.names.state:
            return base.names.state[name]
    return MISSING


def _instance_attribute(machine: Machine, value: InstanceValue, name: str, site: Site) -> Value:
    stored = find_in_class(value.cls, name)
    if isinstance(stored, Wrapper) and stored.kind == "property":
        from ckptlens.interp.calls import call

        return call(machine, stored.function, Arguments((value,)), site)
    if name in value.state:
        return value.state[name]
    if stored is not MISSING:
        return bound(stored, value, value.cls)
    inherited = _inherited(machine, value, name)
    if inherited is not MISSING:
        return inherited
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return DictValue(value.state)
    return _fallback(machine, value, name, site)


def _inherited(machine: Machine, value: InstanceValue, name: str) -> Value:
    for base in _api_bases(value):
        found = machine.library.instance_attribute(machine, base, value, name)
        if found is not MISSING:
            return found
    return MISSING


def _api_bases(value: InstanceValue) -> Iterator[ApiValue]:
    return (base for cls in value.cls.lineage for base in cls.bases if isinstance(base, ApiValue))


def _fallback(machine: Machine, value: InstanceValue, name: str, site: Site) -> Value:
    getter = find_in_class(value.cls, "__getattr__")
    if getter is not MISSING:
        from ckptlens.interp.calls import call

        return call(machine, getter, Arguments((value, name)), site)
    foreign = next((b for base in value.cls.lineage for b in base.bases if isinstance(b, Unknown)), None)
    if foreign is not None:
        return unknown(f"self.{name}", f"an attribute inherited from {foreign.hole.name}", site, callable_gap=True)
    if value.state.get("__open__"):
        return unknown(f"self.{name}", "an attribute set under a name that is not known", site)
    return MISSING


def bound(stored: Value, receiver: Value, cls: ClassValue) -> Value:
    """What a class attribute becomes when it is read through an object."""
    if isinstance(stored, FunctionValue):
        return BoundMethod(stored, receiver)
    if isinstance(stored, Wrapper):
        if stored.kind == "staticmethod":
            return stored.function
        if stored.kind == "classmethod":
            return BoundMethod(stored.function, cls)
    if isinstance(stored, HostObject) and getattr(stored, "binds", False):
        return BoundMethod(stored, receiver)
    return stored


def _class_attribute(machine: Machine, value: ClassValue, name: str, site: Site) -> Value:
    stored = find_in_class(value, name)
    if isinstance(stored, Wrapper) and stored.kind in ("staticmethod", "classmethod"):
        return bound(stored, value, value)
    if stored is not MISSING:
        return stored
    if name == "__name__":
        return value.name
    for base in value.lineage:
        for parent in base.bases:
            if isinstance(parent, ApiValue):
                return machine.library.attribute(machine, parent, name)
            if isinstance(parent, Unknown):
                return derived(parent, f".{name}", "inherited from a class that is not known", site)
    return MISSING


def _super_attribute(machine: Machine, value: SuperValue, name: str) -> Value:
    receiver = value.receiver
    cls = receiver.cls if isinstance(receiver, InstanceValue) else receiver
    lineage = cls.lineage if isinstance(cls, ClassValue) else ()
    after = lineage[lineage.index(value.cls) + 1 :] if value.cls in lineage else ()
    for base in after:
        if name in base.names.state:
            return bound(base.names.state[name], receiver, base)
    for base in lineage:
        for parent in base.bases:
            if isinstance(parent, ApiValue) and isinstance(receiver, InstanceValue):
                found = machine.library.instance_attribute(machine, parent, receiver, name)
                if found is not MISSING:
                    return found
    from ckptlens.interp.classes import object_method

    return object_method(machine, lineage, name)


def _function_attribute(value: FunctionValue, name: str) -> Value:
    return {"__name__": value.name, "__qualname__": value.name, "__doc__": None, "__module__": value.scope.module.name}.get(name, MISSING)


def _choice_attribute(machine: Machine, value: Choice, name: str, site: Site) -> Value:
    from ckptlens.interp.merge import join

    found = [f for v in value.values if v is not None and (f := find_attribute(machine, v, name, site)) is not MISSING]
    result = found[0] if found else MISSING
    for other in found[1:]:
        result = join(machine, result, other)
    return result


def set_attribute(machine: Machine, holder: Value, name: str, value: Value, site: Site) -> None:
    """``holder.name = value``."""
    match holder:
        case InstanceValue():
            stored = find_in_class(holder.cls, name)
            if isinstance(stored, Wrapper) and stored.setter is not None:
                from ckptlens.interp.calls import call

                call(machine, stored.setter, Arguments((holder, value)), site)
            elif not any(machine.library.instance_set(machine, base, holder, name, value, site) for base in _api_bases(holder)):
                machine.trail.set(holder.state, name, value)
        case ClassValue() | ModuleValue():
            machine.trail.set(holder.names.state, name, value)
        case FunctionValue():
            machine.trail.set(holder.state, name, value)
        case HostObject():
            if not holder.set_attribute(machine, name, value, site):
                machine.gap(site, f"setting the attribute {name} is not followed")
        case Choice():
            for alternative in holder.values:
                set_attribute(machine, alternative, name, value, site)
        case _:
            return
