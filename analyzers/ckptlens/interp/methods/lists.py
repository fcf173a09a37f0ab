"""Methods of lists and tuples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Concatenate

from ckptlens.interp.equality import equal
from ckptlens.interp.growth import grow
from ckptlens.interp.host import Registry
from ckptlens.interp.iteration import any_of, iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ListValue, Many, Value, put_items

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine


METHODS = Registry()


def _list_change(name: str, change: Callable[Concatenate[tuple[Value, ...], ...], tuple[Value, ...]]) -> None:
    @METHODS.model(name)
    def run(machine: Machine, site: Site, value: ListValue, *arguments: Value) -> Value:
        grow(machine, value, change(value.items, *arguments), site)
        return None


def _appended(items: tuple[Value, ...], value: Value) -> tuple[Value, ...]:
    return (*items, value)


def _inserted(items: tuple[Value, ...], index: Value, value: Value) -> tuple[Value, ...]:
    at = index if isinstance(index, int) else len(items)
    return (*items[:at], value, *items[at:])


@METHODS.model("remove")
def _remove(machine: Machine, site: Site, value: ListValue, wanted: Value) -> Value:
    place = _place(machine, value.items, wanted, site)
    if place is not None:
        put_items(machine, value, (*value.items[:place], *value.items[place + 1 :]))
    elif value.state.get("open") or not _sure(machine, value.items, wanted, site):
        machine.trail.set(value.state, "open", value=True)
    else:
        raise ProgramError("ValueError", "list.remove(x): x not in list", site.location)
    return None


def _place(machine: Machine, items: tuple[Value, ...], wanted: Value, site: Site) -> int | None:
    """Where the first equal item is; None when there is none that is surely equal."""
    return next((i for i, item in enumerate(items) if item is wanted or equal(machine, item, wanted, site) is True), None)


def _sure(machine: Machine, items: tuple[Value, ...], wanted: Value, site: Site) -> bool:
    return all(equal(machine, item, wanted, site) is False for item in items)


_list_change("append", _appended)
_list_change("insert", _inserted)
_list_change("reverse", lambda items: tuple(reversed(items)))
_list_change("clear", lambda items: ())


@METHODS.model("extend")
def _extend(machine: Machine, site: Site, value: ListValue, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        machine.trail.set(value.state, "open", value=True)
        items = (items.element,)
    grow(machine, value, (*value.items, *items), site)
    return None


@METHODS.model("sort")
def _sort(machine: Machine, site: Site, value: ListValue, key: Value = None, reverse: Value = False) -> Value:
    from ckptlens.interp.builtins.registry import MODELS
    from ckptlens.interp.calls import call

    ordered = call(machine, MODELS["sorted"], Arguments((value,), {"key": key, "reverse": reverse}), site)
    if isinstance(ordered, ListValue):
        put_items(machine, value, ordered.items)
    return None


@METHODS.model("pop")
def _pop(machine: Machine, site: Site, value: ListValue, index: Value = -1) -> Value:
    items = value.items
    if value.state.get("open") and items:
        return items[index] if isinstance(index, int) and -len(items) <= index < len(items) else any_of(machine, items)
    if isinstance(index, int) and not -len(items) <= index < len(items) and not value.state.get("open"):
        raise ProgramError("IndexError", "pop index out of range" if items else "pop from empty list", site.location)
    if not isinstance(index, int) or not items:
        machine.trail.set(value.state, "open", value=True)
        return any_of(machine, items)
    place = index % len(items)
    put_items(machine, value, (*items[:place], *items[place + 1 :]))
    return items[place]


@METHODS.model("popleft")
def _popleft(machine: Machine, site: Site, value: ListValue) -> Value:
    return _pop(machine, site, value, 0)


@METHODS.model("appendleft")
def _appendleft(machine: Machine, site: Site, value: ListValue, item: Value) -> Value:
    put_items(machine, value, (item, *value.items))
    return None


@METHODS.model("extendleft")
def _extendleft(machine: Machine, site: Site, value: ListValue, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    added = (items.element,) if isinstance(items, Many) else tuple(reversed(items))
    grow(machine, value, (*added, *value.items), site)
    if isinstance(items, Many):
        machine.trail.set(value.state, "open", value=True)
    return None


@METHODS.model("rotate")
def _rotate(machine: Machine, site: Site, value: ListValue, n: Value = 1) -> Value:
    items = value.items
    if isinstance(n, int) and items:
        cut = -n % len(items)
        put_items(machine, value, (*items[cut:], *items[:cut]))
    return None


@METHODS.model("index")
def _index(machine: Machine, site: Site, value: Value, wanted: Value, start: Value = 0, stop: Value = None) -> Value:
    items = iterate(machine, value, site)
    if isinstance(items, Many) or not isinstance(start, int) or not (stop is None or isinstance(stop, int)):
        return unknown("index", "the index of a value that is not known", site)
    place = _place(machine, items[slice(start, stop)], wanted, site)
    if place is not None:
        return place + start
    if _sure(machine, items, wanted, site):
        raise ProgramError("ValueError", "x is not in list", site.location)
    return unknown("index", "the index of a value that is not known", site)


@METHODS.model("count")
def _count(machine: Machine, site: Site, value: Value, wanted: Value) -> Value:
    items = iterate(machine, value, site)
    held: list[bool | None] = [None] if isinstance(items, Many) else [equal(machine, item, wanted, site) for item in items]
    return unknown("count", "a count that is not known", site) if None in held else held.count(True)


@METHODS.model("copy")
def _copy(machine: Machine, site: Site, value: ListValue) -> Value:
    return ListValue(dict(value.state))
