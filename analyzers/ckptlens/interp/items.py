"""Items and slices."""

from __future__ import annotations

from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.merge import chosen
from ckptlens.interp.payload import plain
from ckptlens.interp.presence import is_sure, whole_list
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import derived, unknown
from ckptlens.interp.values import (
    MEMBERS,
    ApiValue,
    Choice,
    ClassValue,
    DictValue,
    HostFunction,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    SliceValue,
    Unknown,
    Value,
    Wrapper,
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
        case Template() if isinstance(index, SliceValue) and index.step is None:
            from ckptlens.interp.methods.texts import sliced

            cut = sliced(value, index.lower, index.upper)
            return cut if cut is not None else unknown("text", "a part of a text with holes", site)
        case Many():
            return value if isinstance(index, SliceValue) else value.element
        case Unknown():
            written = index if isinstance(index, (str, int)) else "…"
            return derived(value, f"[{written}]", value.hole.reason, site)
        case Choice():
            found = [(subscript(machine, v, index, site), when) for v, when in value.alternatives if v is not None]
            return chosen(machine, found) if found else None
        case ClassValue():
            return _class_item(machine, value, index, site)
        case ApiValue() | HostFunction():
            return value
        case _:
            return unknown("item", "an item of a value that is not known", site)


def held_item(machine: Machine, value: Value, index: Value, site: Site) -> Value:
    """An item of the builtin value inside an object; dicts ask ``__missing__``."""
    inner = plain(value)
    if isinstance(value, InstanceValue) and isinstance(inner, DictValue) and not inner.open and index not in inner.state:
        missing = find_in_class(value.cls, "__missing__")
        if missing is not MISSING:
            return _called(machine, missing, Arguments((value, index)), site)
    if isinstance(inner, InstanceValue):
        return unknown("item", f"an item of {inner.cls.name}", site, callable_gap=True)
    return subscript(machine, inner, index, site)


def _called(machine: Machine, function: Value, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.calls import call

    return call(machine, function, arguments, site)


def _own_item(machine: Machine, value: InstanceValue, index: Value, site: Site) -> Value:
    method = find_in_class(value.cls, "__getitem__")
    if method is not MISSING:
        return _called(machine, method, Arguments((value, index)), site)
    return held_item(machine, value, index, site)


def _class_item(machine: Machine, value: ClassValue, index: Value, site: Site) -> Value:
    members = find_in_class(value, MEMBERS)
    if isinstance(members, DictValue):
        return _dict_item(machine, members, index, site)
    method = find_in_class(value.metaclass, "__getitem__") if value.metaclass is not None else MISSING
    if method is not MISSING:
        return _called(machine, method, Arguments((value, index)), site)
    own = find_in_class(value, "__class_getitem__")
    function = own.function if isinstance(own, Wrapper) else own
    return value if own is MISSING else _called(machine, function, Arguments((value, index)), site)


def _dict_item(machine: Machine, value: DictValue, index: Value, site: Site) -> Value:
    if index in value.state:
        return value.state[index]
    if isinstance(index, InstanceValue):
        found = _equal_key(machine, value, index, site)
        if found is not MISSING:
            return found
    if isinstance(index, (Unknown, Choice, Template)) or value.open:
        name = index.hole.name if isinstance(index, Unknown) else index if isinstance(index, str) else "…"
        return unknown(f"item[{name}]", "an item under a key that is not known", site, callable_gap=True)
    if value.default is not None:
        made = _called(machine, value.default, Arguments(), site)
        machine.trail.set(value.state, index, made)
        return made
    raise ProgramError("KeyError", str(index), site.location)


def _equal_key(machine: Machine, value: DictValue, index: InstanceValue, site: Site) -> Value:
    """The item under a key that equals an object, as objects with their own equality do."""
    from ckptlens.interp.equality import equal

    held = {key: equal(machine, index, key, site) for key in value.state}
    found = next((key for key, same in held.items() if same), MISSING)
    if found is not MISSING:
        return value.state[found]
    return unknown("item", "an item under a key that is not known", site, callable_gap=True) if None in held.values() else MISSING


_ALL = SliceValue(None, None, None)
_Sequence = tuple[Value, ...] | str | bytes | range


def _sequence_item(machine: Machine, value: Value, items: _Sequence, index: Value, site: Site) -> Value:
    is_open = isinstance(value, ListValue) and bool(value.state.get("open"))
    if isinstance(index, SliceValue):
        return _sliced(value, items, index, site, is_open=is_open or (index != _ALL and not whole_list(machine, value)))
    if isinstance(index, (int, bool)):
        if isinstance(value, ListValue) and not is_sure(machine, value.items[: index + 1] if index >= 0 else value.items[index:]):
            return unknown("item", "an item of a list in which one before it may be missing", site)
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
