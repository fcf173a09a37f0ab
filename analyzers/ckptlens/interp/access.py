"""Attributes of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.trail import MISSING, SetAside
from ckptlens.interp.unknown import derived, unknown
from ckptlens.interp.values import (
    ApiValue,
    Choice,
    ClassValue,
    ContextValue,
    FunctionValue,
    HostFunction,
    HostObject,
    InstanceValue,
    Many,
    ModuleValue,
    SuperValue,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from ckptlens.interp.site import Arguments, Site

__all__ = ["attribute", "delete_attribute", "find_attribute", "find_in_class", "set_attribute"]


def attribute(machine: Machine, value: Value, name: str, site: Site) -> Value:
    """``value.name``. Raises ProgramError AttributeError when the program would."""
    found = find_attribute(machine, value, name, site)
    if found is MISSING:
        refused = value.refuses(name) if isinstance(value, HostObject) else None
        if refused is not None:
            raise ProgramError("AttributeError", refused, site.location, api=name)
        from ckptlens.interp.types import type_name

        owner = f"module '{value.name}'" if isinstance(value, ApiValue) else f"'{type_name(value)}' object"
        raise ProgramError("AttributeError", f"{owner} has no attribute '{name}'", site.location)
    return found


def find_attribute(machine: Machine, value: Value, name: str, site: Site) -> Value:
    """``value.name``, MISSING when there is none."""
    match value:
        case ModuleValue():
            return _module_attribute(machine, value, name, site)
        case InstanceValue():
            from ckptlens.interp.instances import instance_attribute

            return instance_attribute(machine, value, name, site)
        case ClassValue():
            from ckptlens.interp.class_attributes import class_attribute

            return class_attribute(machine, value, name, site)
        case ApiValue():
            patched = machine.world.get(("patched", f"{value.name}.{name}"), MISSING)
            return machine.library.attribute(machine, value, name, site) if patched is MISSING else patched
        case SuperValue():
            from ckptlens.interp.class_attributes import super_attribute

            return super_attribute(machine, value, name, site)
        case HostObject():
            found = value.attribute(machine, name)
            return context_method(value, name) if found is MISSING and name in ("__enter__", "__exit__") else found
        case ContextValue():
            return context_method(value, name)
        case Unknown():
            return derived(value, f".{name}", value.hole.reason, site)
        case Many():
            return unknown(f"value.{name}", "an attribute of a sequence that is not known whole", site)
        case Choice():
            return _choice_attribute(machine, value, name, site)
        case FunctionValue():
            return value.state.get(name, _function_attribute(machine, value, name))
        case _:
            from ckptlens.interp.methods.lookup import method_of

            return method_of(value, name)


def context_method(manager: Value, name: str) -> Value:
    """``__enter__`` or ``__exit__`` of a modelled context manager, for calls by hand."""
    from ckptlens.interp.contexts import enter, leave

    def entered(machine: Machine, arguments: Arguments, site: Site) -> Value:
        return enter(machine, manager, site)

    def left(machine: Machine, arguments: Arguments, site: Site) -> Value:
        inside = getattr(manager, "entered", None)
        if isinstance(inside, SetAside) and not inside.state:
            raise ProgramError("AttributeError", "this context was not entered", site.location)
        return leave(machine, manager, None, site)

    return {"__enter__": HostFunction(name, entered), "__exit__": HostFunction(name, left)}.get(name, MISSING)


def _module_attribute(machine: Machine, module: ModuleValue, name: str, site: Site) -> Value:
    from ckptlens.interp.imports import submodule
    from ckptlens.interp.values import DictValue

    if name in module.names.state:
        return module.names.state[name]
    if name == "__dict__":
        return DictValue(module.names.state)
    found = submodule(machine, module, name, site)
    if found is None and module.names.state.get("__incomplete__"):
        return unknown(f"{module.name}.{name}", "a name of a module that could not be read whole", site, callable_gap=True)
    return found if found is not None else MISSING


def _function_attribute(machine: Machine, value: FunctionValue, name: str) -> Value:
    from ckptlens.interp.functions import function_attribute

    return function_attribute(machine, value, name)


def _choice_attribute(machine: Machine, value: Choice, name: str, site: Site) -> Value:
    from ckptlens.interp.merge import chosen

    known = [(v, when) for v, when in value.alternatives if v is not None]
    found = [(f, when) for v, when in known if (f := find_attribute(machine, v, name, site)) is not MISSING]
    return chosen(machine, found) if found else MISSING


def set_attribute(machine: Machine, holder: Value, name: str, value: Value, site: Site) -> None:
    """``holder.name = value``."""
    match holder:
        case InstanceValue():
            from ckptlens.interp.instances import set_instance_attribute

            set_instance_attribute(machine, holder, name, value, site)
        case ClassValue() | ModuleValue():
            machine.trail.set(holder.names.state, name, value)
        case FunctionValue():
            machine.trail.set(holder.state, name, value)
        case HostObject():
            if not holder.set_attribute(machine, name, value, site):
                machine.gap(site, f"setting the attribute {name} is not followed")
        case ApiValue():
            _patch(machine, holder, name, value, site)
        case Choice():
            for alternative in holder.values:
                set_attribute(machine, alternative, name, value, site)
        case _:
            return


def _patch(machine: Machine, holder: ApiValue, name: str, value: Value, site: Site) -> None:
    """Replace a function of a library module for all that look it up by that name; what the library itself calls stays.

    What a method of a class does to its objects is not followed; a text or number beside them is nothing that they call.
    """
    if holder.name.rpartition(".")[2][:1].isupper() and not isinstance(value, (str, int, float)):
        machine.gap(site, f"replacing {holder.name}.{name} is not followed")
    machine.trail.set(machine.world, ("patched", f"{holder.name}.{name}"), value)


def delete_attribute(machine: Machine, holder: Value, name: str, site: Site) -> None:
    """``del holder.name``."""
    match holder:
        case InstanceValue():
            from ckptlens.interp.instances import delete_instance_attribute

            delete_instance_attribute(machine, holder, name, site)
        case ClassValue() | ModuleValue():
            machine.trail.remove(holder.names.state, name)
        case FunctionValue():
            machine.trail.remove(holder.state, name)
        case Unknown():
            return
        case HostObject() if holder.delete_attribute(machine, name):
            return
        case _:
            machine.gap(site, f"deleting the attribute {name} is not followed")
