"""Attributes and items."""

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
    ListValue,
    Many,
    ModuleValue,
    SliceValue,
    SuperValue,
    Unknown,
    Value,
    Wrapper,
    is_tuple,
    new_list,
)
from ckptlens.template import Hole, Template

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
            return machine.library.attribute(machine, value, name)
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
            from ckptlens.interp.methods import method_of

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


def subscript(machine: Machine, value: Value, index: Value, site: Site) -> Value:
    """``value[index]``."""
    if is_tuple(value):
        return _sequence_item(machine, value, value, index, site)
    match value:
        case HostObject():
            found = value.item(machine, index, site)
            return found if found is not MISSING else unknown("item", f"an item of {type(value).__name__}", site)
        case InstanceValue():
            return _own_item(machine, value, index, site)
        case DictValue():
            return _dict_item(machine, value, index, site)
        case ListValue():
            return _sequence_item(machine, value, value.items, index, site)
        case str() | bytes() | range():
            return _sequence_item(machine, value, value, index, site)
        case Many():
            return value if isinstance(index, SliceValue) else value.element
        case Unknown():
            written = index if isinstance(index, (str, int)) else "…"
            return derived(value, f"[{written}]", value.hole.reason, site)
        case Choice():
            from ckptlens.interp.merge import join

            found = [subscript(machine, v, index, site) for v in value.values if v is not None]
            result = found[0] if found else None
            for other in found[1:]:
                result = join(machine, result, other)
            return result
        case ApiValue() | ClassValue():
            return value
        case _:
            return unknown("item", "an item of a value that is not known", site)


def _own_item(machine: Machine, value: InstanceValue, index: Value, site: Site) -> Value:
    from ckptlens.interp.calls import call

    fields = value.foreign.get("fields")
    if is_tuple(fields):
        items = tuple(value.state.get(f) for f in fields)
        return _sequence_item(machine, items, items, index, site)
    method = find_in_class(value.cls, "__getitem__")
    if method is MISSING:
        return unknown("item", f"an item of {value.cls.name}", site, callable_gap=True)
    return call(machine, method, Arguments((value, index)), site)


def _dict_item(machine: Machine, value: DictValue, index: Value, site: Site) -> Value:
    if index in value.state:
        return value.state[index]
    if isinstance(index, (Unknown, Choice, Template)) or value.open:
        name = index.hole.name if isinstance(index, Unknown) else index if isinstance(index, str) else "…"
        return unknown(f"item[{name}]", "an item under a key that is not known", site, callable_gap=True)
    if value.default is not None:
        from ckptlens.interp.calls import call

        made = call(machine, value.default, Arguments(), site)
        machine.trail.set(value.state, index, made)
        return made
    raise ProgramError("KeyError", str(index), site.location)


_Sequence = tuple[Value, ...] | str | bytes | range


def _sequence_item(machine: Machine, value: Value, items: _Sequence, index: Value, site: Site) -> Value:
    is_open = isinstance(value, ListValue) and bool(value.state.get("open"))
    if isinstance(index, SliceValue):
        return _sliced(value, items, index, site, is_open=is_open)
    if isinstance(index, (int, bool)):
        try:
            return items[index]
        except IndexError:
            if is_open:
                return items[-1] if items else unknown("item", "an item of a list that is not known whole", site)
            raise ProgramError("IndexError", "index out of range", site.location) from None
    if isinstance(items, tuple) and items:
        from ckptlens.interp.iteration import any_of

        return any_of(machine, items)
    return unknown("item", "an item at an index that is not known", site)


def _sliced(value: Value, items: _Sequence, index: SliceValue, site: Site, *, is_open: bool) -> Value:
    bounds = [b for b in (index.lower, index.upper, index.step) if b is None or isinstance(b, int)]
    if len(bounds) < 3:
        if isinstance(items, tuple) and items:
            return Many(items[0])
        return Unknown(Hole("slice", "a slice with bounds that are not known", site.location))
    if bounds[2] == 0:
        raise ProgramError("ValueError", "slice step cannot be zero", site.location)
    cut = items[slice(*bounds)]
    if not isinstance(value, ListValue):
        return cut
    assert isinstance(cut, tuple)
    result = new_list(cut)
    if is_open:
        result.state["open"] = True
    return result


def set_item(machine: Machine, container: Value, index: Value, value: Value, site: Site) -> None:
    """``container[index] = value``."""
    match container:
        case DictValue():
            if isinstance(index, (Unknown, Choice)):
                machine.trail.set(container.state, index, value)
                container.open = True
            else:
                machine.trail.set(container.state, index, value)
        case ListValue():
            items = list(container.items)
            if isinstance(index, int) and -len(items) <= index < len(items):
                items[index] = value
                machine.trail.set(container.state, "items", tuple(items))
            elif not isinstance(index, int):
                machine.trail.set(container.state, "open", value=True)
        case InstanceValue():
            method = find_in_class(container.cls, "__setitem__")
            if method is not MISSING:
                from ckptlens.interp.calls import call

                call(machine, method, Arguments((container, index, value)), site)
        case HostObject():
            if not container.set_attribute(machine, "[]", (index, value), site):
                machine.gap(site, "setting an item of this object is not followed")
        case _:
            return


def delete_item(machine: Machine, container: Value, index: Value, site: Site) -> None:
    """``del container[index]``."""
    if isinstance(container, DictValue):
        machine.trail.remove(container.state, index)
    elif isinstance(container, ListValue) and isinstance(index, int) and -len(container.items) <= index < len(container.items):
        items = list(container.items)
        del items[index]
        machine.trail.set(container.state, "items", tuple(items))
    elif not isinstance(container, Unknown):
        machine.gap(site, "this deletion is not followed")
