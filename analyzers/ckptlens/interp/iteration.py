"""Iterating over values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.merge import join
from ckptlens.interp.payload import plain
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import INDEX, unknown
from ckptlens.interp.values import (
    MEMBERS,
    ApiValue,
    Choice,
    ClassValue,
    DictValue,
    GeneratorValue,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    SetValue,
    Unknown,
    Value,
    is_tuple,
)
from ckptlens.template import Hole

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine

Items = tuple[Value, ...] | Many


def iterate(machine: Machine, value: Value, site: Site) -> Items:
    """The items that iterating over `value` gives, or `Many` when their number is not known."""
    if is_tuple(value):
        return value
    match value:
        case ListValue():
            return _open_items(machine, value) if value.state.get("open") else value.items
        case range():
            # The length of a range may be more than `len` can give, that of a slice of it cannot.
            few = value[: machine.limits.list_items + 1]
            return tuple(few) if len(few) <= machine.limits.list_items else Many(_index(site, None))
        case str() | bytes():
            return tuple(value)
        case SetValue():
            return tuple(value.state)
        case DictValue():
            return tuple(value.state) if not value.open else Many(unknown("key", "a key of a dict that is not known whole", site))
        case Many():
            return value
        case GeneratorValue():
            return _collected(machine, value, site)
        case HostObject():
            found = value.iterate(machine)
            return found if found is not None else Many(unknown("item", f"an item of {type(value).__name__}", site))
        case InstanceValue():
            return _instance_items(machine, value, site)
        case Unknown():
            hole = Hole(f"{value.hole.name}[]", value.hole.reason, value.hole.origin)
            return Many(Unknown(hole, callable_gap=value.callable_gap, pure=value.pure), value.hole.name)
        case Choice():
            return _choice_items(machine, value, site)
        case ClassValue():
            return _class_items(machine, value, site)
        case _:
            return Many(unknown("item", "an item of a value that is not iterable", site))


def _open_items(machine: Machine, value: ListValue) -> Many:
    bound = value.state.get("open")
    return Many(any_of(machine, value.items), bound if isinstance(bound, str) else None)


def counted(site: Site, bound: str | None) -> Many:
    """Numbers from 0 up to a bound that is not known."""
    return Many(_index(site, bound), bound)


def _index(site: Site, bound: str | None) -> Unknown:
    return Unknown(Hole(INDEX, "loop", site.location, f"0 <= {INDEX} < {bound}" if bound else None))


def any_of(machine: Machine, items: tuple[Value, ...]) -> Value:
    """A value that covers all items."""
    if not items:
        return unknown("item", "an item of a list that is not known whole", None)
    if len(items) > machine.limits.loop_turns:
        return unknown("item", "one of very many items", None, callable_gap=True)
    value = items[0]
    for item in items[1:]:
        known = not isinstance(value, Unknown) and not isinstance(item, Unknown)
        value = join(machine, value, item)
        if known and isinstance(value, Unknown):
            return value
    return value


def _collected(machine: Machine, value: GeneratorValue, site: Site) -> Items:
    from ckptlens.interp.generators import for_each

    items: list[Value] = []

    def keep(item: Value) -> bool:
        items.append(item)
        return len(items) < machine.limits.loop_turns

    for_each(machine, value, keep, site)
    if len(items) == machine.limits.loop_turns:
        return Many(any_of(machine, tuple(items[: machine.limits.choice])), None)
    return tuple(items)


def _instance_items(machine: Machine, value: InstanceValue, site: Site) -> Items:
    from ckptlens.interp.calls import call

    method, inner = find_in_class(value.cls, "__iter__"), plain(value)
    if method is MISSING and inner is not value:
        return iterate(machine, inner, site)
    if method is MISSING:
        return _by_index(machine, value, site)
    found = call(machine, method, Arguments((value,)), site)
    return iterate(machine, found, site) if found is not value else _by_next(machine, value, site)


def _by_index(machine: Machine, value: InstanceValue, site: Site) -> Items:
    """The items that ``__getitem__`` gives from 0 on, until it raises."""
    method = find_in_class(value.cls, "__getitem__")
    if method is MISSING:
        return Many(unknown("item", f"an item of {value.cls.name}", site))
    return _until(machine, "IndexError", lambda turn: Arguments((value, turn)), method, value, site)


def _by_next(machine: Machine, value: InstanceValue, site: Site) -> Items:
    method = find_in_class(value.cls, "__next__")
    if method is MISSING:
        method = find_in_class(value.cls, "next")
    if method is MISSING:
        return Many(unknown("item", f"an item of {value.cls.name}", site))
    return _until(machine, "StopIteration", lambda turn: Arguments((value,)), method, value, site)


def _until(machine: Machine, end: str, arguments: Callable[[int], Arguments], method: Value, value: InstanceValue, site: Site) -> Items:
    from ckptlens.interp.calls import call

    items: list[Value] = []
    for turn in range(machine.limits.loop_turns):
        try:
            items.append(call(machine, method, arguments(turn), site))
        except ProgramError as error:
            if error.type != end:
                raise
            return tuple(items)
    return Many(unknown("item", f"an item of {value.cls.name}, which has many", site))


def _class_items(machine: Machine, value: ClassValue, site: Site) -> Items:
    from ckptlens.interp.calls import call

    members = find_in_class(value, MEMBERS)
    if isinstance(members, DictValue):
        return tuple(dict.fromkeys(members.state.values()))
    method = find_in_class(value.metaclass, "__iter__") if value.metaclass is not None else MISSING
    if method is not MISSING:
        return iterate(machine, call(machine, method, Arguments((value,)), site), site)
    return Many(unknown("item", f"an item of the class {value.name}", site))


def can_have_items(value: Value) -> bool:
    """Whether one of several values may be iterated: the others are those of paths that do not come here."""
    return not isinstance(value, (int, float, type(None), ApiValue))


def _choice_items(machine: Machine, value: Choice, site: Site) -> Items:
    alternatives = [iterate(machine, v, site) for v in value.values if can_have_items(v)]
    if len(alternatives) == 1:
        return alternatives[0]
    elements = tuple(a.element if isinstance(a, Many) else any_of(machine, a) for a in alternatives)
    return Many(any_of(machine, elements))
