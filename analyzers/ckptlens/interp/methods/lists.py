"""Methods of lists and tuples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Concatenate

from ckptlens.interp.host import Registry
from ckptlens.interp.iteration import iterate
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
        put_items(machine, value, change(value.items, *arguments))
        return None


def _appended(items: tuple[Value, ...], value: Value) -> tuple[Value, ...]:
    return (*items, value)


def _inserted(items: tuple[Value, ...], index: Value, value: Value) -> tuple[Value, ...]:
    at = index if isinstance(index, int) else len(items)
    return (*items[:at], value, *items[at:])


def _removed(items: tuple[Value, ...], value: Value) -> tuple[Value, ...]:
    index = next((i for i, item in enumerate(items) if item is value or item == value), None)
    return items if index is None else (*items[:index], *items[index + 1 :])


_list_change("append", _appended)
_list_change("insert", _inserted)
_list_change("remove", _removed)
_list_change("reverse", lambda items: tuple(reversed(items)))
_list_change("clear", lambda items: ())


@METHODS.model("extend")
def _extend(machine: Machine, site: Site, value: ListValue, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        machine.trail.set(value.state, "open", value=True)
        items = (items.element,)
    put_items(machine, value, (*value.items, *items))
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
    if not isinstance(index, int) or not -len(items) <= index < len(items):
        return unknown("item", "an item popped at an index that is not known", site)
    place = index % len(items)
    put_items(machine, value, (*items[:place], *items[place + 1 :]))
    return items[place]


@METHODS.model("index")
def _index(machine: Machine, site: Site, value: Value, wanted: Value) -> Value:
    items = iterate(machine, value, site)
    if isinstance(items, Many) or wanted not in items:
        return unknown("index", "the index of a value that is not known", site)
    return items.index(wanted)


@METHODS.model("count")
def _count(machine: Machine, site: Site, value: Value, wanted: Value) -> Value:
    items = iterate(machine, value, site)
    return unknown("count", "a count that is not known", site) if isinstance(items, Many) else items.count(wanted)


@METHODS.model("copy")
def _copy(machine: Machine, site: Site, value: ListValue) -> Value:
    return ListValue(dict(value.state))
