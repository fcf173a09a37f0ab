"""Iterating over values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.merge import join
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.unknown import INDEX, unknown
from ckptlens.interp.values import (
    ApiValue,
    Choice,
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
    from ckptlens.interp.machine import Machine

Items = tuple[Value, ...] | Many


def iterate(machine: Machine, value: Value, site: Site) -> Items:
    """The items that iterating over `value` gives, or `Many` when their number is not known."""
    if is_tuple(value):
        return value
    match value:
        case ListValue():
            return Many(any_of(machine, value.items)) if value.state.get("open") else value.items
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
            return _collected(machine, value)
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
        case _:
            return Many(unknown("item", "an item of a value that is not iterable", site))


def counted(site: Site, bound: str | None) -> Many:
    """Numbers from 0 up to a bound that is not known."""
    return Many(_index(site, bound), bound)


def _index(site: Site, bound: str | None) -> Unknown:
    return Unknown(Hole(INDEX, "loop", site.location, f"0 <= {INDEX} < {bound}" if bound else None))


def any_of(machine: Machine, items: tuple[Value, ...]) -> Value:
    """A value that covers all items."""
    if not items:
        return unknown("item", "an item of a list that is not known whole", None)
    value = items[0]
    for item in items[1:]:
        value = join(machine, value, item)
    return value


def _collected(machine: Machine, value: GeneratorValue) -> Items:
    from ckptlens.interp.calls import run_generator

    items: list[Value] = []

    def keep(item: Value) -> Value:
        items.append(item)
        return None

    run_generator(machine, value, keep)
    return tuple(items)


def _instance_items(machine: Machine, value: InstanceValue, site: Site) -> Items:
    from ckptlens.interp.access import find_in_class
    from ckptlens.interp.calls import call
    from ckptlens.interp.trail import MISSING

    fields = value.foreign.get("fields")
    if is_tuple(fields):
        return tuple(value.state.get(f) for f in fields)
    method = find_in_class(value.cls, "__iter__")
    if method is MISSING:
        return Many(unknown("item", f"an item of {value.cls.name}", site))
    found = call(machine, method, Arguments((value,)), site)
    return iterate(machine, found, site) if found is not value else Many(unknown("item", f"an item of {value.cls.name}", site))


def _choice_items(machine: Machine, value: Choice, site: Site) -> Items:
    alternatives = [iterate(machine, v, site) for v in value.values if not isinstance(v, (int, float, type(None), ApiValue))]
    if len(alternatives) == 1:
        return alternatives[0]
    elements = tuple(a.element if isinstance(a, Many) else any_of(machine, a) for a in alternatives)
    return Many(any_of(machine, elements))
