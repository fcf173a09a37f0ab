"""Items and slices."""

from __future__ import annotations

from ckptlens.interp.access import find_in_class
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import derived, unknown
from ckptlens.interp.values import (
    ApiValue,
    Choice,
    ClassValue,
    DictValue,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    SliceValue,
    Unknown,
    Value,
    is_tuple,
    new_list,
)
from ckptlens.template import Hole, Template


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
