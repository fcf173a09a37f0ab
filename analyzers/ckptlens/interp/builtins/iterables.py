"""Builtin functions over iterables."""

from __future__ import annotations

import builtins
from typing import Any

from ckptlens.interp.builtins.iterators import ItemsIterator, columns_of, items_iterator
from ckptlens.interp.builtins.registry import MODELS, NUMBERS
from ckptlens.interp.iteration import any_of, counted, iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.payload import plain
from ckptlens.interp.presence import first_unsure, is_sure, presence, whole_list
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    DictValue,
    GeneratorValue,
    HostFunction,
    HostObject,
    InstanceValue,
    Many,
    SetValue,
    Unknown,
    Value,
    is_tuple,
    new_list,
)


@MODELS.model("len", each=True)
def _len(machine: Machine, site: Site, value: Value) -> Value:
    if isinstance(value, (DictValue, SetValue)) and not getattr(value, "open", False):
        return len(value.state)
    if isinstance(value, InstanceValue):
        from ckptlens.interp.calls import call
        from ckptlens.interp.lineage import find_in_class

        method = find_in_class(value.cls, "__len__")
        if method is not MISSING:
            return call(machine, method, Arguments((value,)), site)
        if plain(value) is not value:
            return _len(machine, site, plain(value))
    if value is None or isinstance(value, NUMBERS):
        raise ProgramError("TypeError", f"object of type '{type(value).__name__}' has no len()", site.location)
    items = iterate(machine, value, site)
    if isinstance(items, Many) or not whole_list(machine, value):
        bound = items.bound if isinstance(items, Many) else None
        return unknown(bound or "len", "the length of a value that is not known whole", site)
    return len(items)


@MODELS.model("range", "xrange", each=True)
def _range(machine: Machine, site: Site, start: Value, stop: Value = MISSING, step: Value = 1) -> Value:
    low, high = (0, start) if stop is MISSING else (start, stop)
    if isinstance(low, int) and isinstance(high, int) and isinstance(step, int) and step:
        return range(low, high, step)
    return counted(site, high.hole.name if isinstance(high, Unknown) else str(high) if isinstance(high, int) else None)


@MODELS.model("enumerate", each=True)
def _enumerate(machine: Machine, site: Site, iterable: Value, start: Value = 0) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return Many((counted(site, items.bound).element, items.element), items.bound)
    first, sure = start if isinstance(start, int) else 0, first_unsure(machine, items)
    index = counted(site, None).element
    return items_iterator(tuple((first + i if i < sure else index, item) for i, item in enumerate(items)))


@MODELS.model("zip", each=True)
def _zip(machine: Machine, site: Site, *iterables: Value, strict: Value = False) -> Value:
    rows = _rows(machine, site, iterables)
    return rows if isinstance(rows, Many) else items_iterator(rows)


def _rows(machine: Machine, site: Site, iterables: tuple[Value, ...]) -> tuple[Value, ...] | Many:
    """The items of several iterables side by side."""
    columns = columns_of(machine, iterables, site)
    columns = [c if isinstance(c, Many) or is_sure(machine, c) else _in_step(machine, c, columns) for c in columns]
    known = [c for c in columns if not isinstance(c, Many)]
    if len(known) == len(columns):
        return tuple(zip(*known, strict=False))
    if known:
        rows = range(min(len(c) for c in known))
        return tuple(tuple(c.element if isinstance(c, Many) else c[i] for c in columns) for i in rows)
    return Many(tuple(c.element for c in columns if isinstance(c, Many)), next((c.bound for c in columns if isinstance(c, Many)), None))


def _in_step(machine: Machine, column: tuple[Value, ...], columns: list[tuple[Value, ...] | Many]) -> tuple[Value, ...] | Many:
    """A column with items that may be missing: itself where those of all columns are missing together."""
    known = [c for c in columns if not isinstance(c, Many)]
    rows = [{presence(machine, item) for item in row if item is not None} for row in zip(*known, strict=False)]
    return column if all(len(row) <= 1 for row in rows) else Many(any_of(machine, column))


@MODELS.model("reversed", each=True)
def _reversed(machine: Machine, site: Site, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    return items if isinstance(items, Many) else items_iterator(tuple(reversed(items)))


@MODELS.model("sorted", each=True)
def _sorted(machine: Machine, site: Site, iterable: Value, key: Value = None, reverse: Value = False) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return items
    keys: list[Any] = [plain(k) for k in _keys(machine, items, key, site)]
    if not all(isinstance(k, NUMBERS) for k in keys) and not all(isinstance(k, str) for k in keys) and not _are_rows(keys):
        return _unsure_order(machine, items, keys, site, reverse=reverse is True)
    try:
        order = sorted(range(len(items)), key=lambda i: keys[i], reverse=reverse is True)
    except TypeError:
        return new_list(tuple(items))
    return new_list(tuple(items[i] for i in order))


def _unsure_order(machine: Machine, items: tuple[Value, ...], keys: list[Any], site: Site, *, reverse: bool) -> Value:
    """The items sorted by their own ``<`` where they decide it, else in their order."""
    from functools import cmp_to_key

    from ckptlens.interp.comparison import compare

    def order(a: int, b: int) -> int:
        if truth(machine, compare(machine, "<", keys[a], keys[b], site)):
            return -1
        return 1 if truth(machine, compare(machine, "<", keys[b], keys[a], site)) else 0

    found = sorted(range(len(items)), key=cmp_to_key(order), reverse=reverse)
    return new_list(tuple(items[i] for i in found))


@MODELS.model("map")
def _map(machine: Machine, site: Site, function: Value, *iterables: Value) -> Value:
    from ckptlens.interp.calls import call

    rows = _rows(machine, site, iterables)
    if isinstance(rows, Many):
        arguments = rows.element if is_tuple(rows.element) else (rows.element,)
        return Many(call(machine, function, Arguments(arguments), site), rows.bound)
    if not is_sure(machine, rows):
        machine.gap(site, "whether an item is in the list that this goes through depends on a condition that is not known")
    return items_iterator(tuple(call(machine, function, Arguments(row), site) for row in rows if is_tuple(row)))


@MODELS.model("filter")
def _filter(machine: Machine, site: Site, function: Value, iterable: Value) -> Value:
    from ckptlens.interp.calls import call

    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return items
    held = [truth(machine, item if function is None else call(machine, function, Arguments((item,)), site)) for item in items]
    kept = tuple(item for item, keep in zip(items, held, strict=True) if keep is not False)
    if None not in held:
        return items_iterator(kept)
    unsure = new_list(kept)
    unsure.state["open"] = True
    return unsure


def _extreme(name: str) -> None:
    function = getattr(builtins, name)

    @MODELS.model(name, each=True)
    def run(machine: Machine, site: Site, *values: Value, key: Value = None, default: Value = MISSING) -> Value:
        items = iterate(machine, values[0], site) if len(values) == 1 else values
        if isinstance(items, Many):
            return unknown(name, f"{name} of values that are not known", site)
        if not items:
            if default is not MISSING:
                return default
            raise ProgramError("ValueError", f"{name}() arg is an empty sequence", site.location)
        keys = [plain(item) for item in _keys(machine, items, key, site)]
        if not all(isinstance(k, NUMBERS) for k in keys) and not all(isinstance(k, str) for k in keys) and not _are_rows(keys):
            return any_of(machine, items)
        try:
            return items[keys.index(function(keys))]
        except TypeError:
            return any_of(machine, items)


def _keys(machine: Machine, items: tuple[Value, ...], key: Value, site: Site) -> list[Any]:
    from ckptlens.interp.calls import call

    return [call(machine, key, Arguments((item,)), site) if key is not None else item for item in items]


def _are_rows(keys: list[Any]) -> bool:
    return all(is_tuple(k) and all(isinstance(part, (*NUMBERS, str)) for part in k) for k in keys)


for _name in ("max", "min"):
    _extreme(_name)


@MODELS.model("sum", each=True)
def _sum(machine: Machine, site: Site, iterable: Value, start: Value = 0) -> Value:
    from ckptlens.interp.operators import binary

    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return unknown("sum", "sum of values that are not known", site)
    if isinstance(start, NUMBERS) and all(isinstance(i, NUMBERS) for i in items):
        return sum((i for i in items if isinstance(i, NUMBERS)), start)
    total = start
    for item in items:
        total = binary(machine, "+", total, item, site)
    return total


@MODELS.model("any")
def _any(machine: Machine, site: Site, iterable: Value) -> Value:
    return _all_of(machine, site, iterable, wanted=True)


@MODELS.model("all")
def _all(machine: Machine, site: Site, iterable: Value) -> Value:
    return _all_of(machine, site, iterable, wanted=False)


def _all_of(machine: Machine, site: Site, iterable: Value, *, wanted: bool) -> Value:
    items = iterate(machine, iterable, site)
    held = [None] if isinstance(items, Many) else [truth(machine, i) for i in items]
    if wanted in held:
        return wanted
    return unknown("condition", "an undecided condition", site) if None in held else not wanted


def _own_method(machine: Machine, value: Value, name: str, site: Site) -> Value:
    """What a modelled object's own ``__iter__`` or ``__next__`` gives, MISSING when it has none."""
    from ckptlens.interp.calls import call

    method = value.attribute(machine, name) if isinstance(value, HostObject) else MISSING
    return call(machine, method, Arguments(()), site) if isinstance(method, HostFunction) else MISSING


@MODELS.model("iter")
def _iter(machine: Machine, site: Site, iterable: Value, *rest: Value) -> Value:
    if isinstance(iterable, (GeneratorValue, ItemsIterator)):
        return iterable
    own = _own_method(machine, iterable, "__iter__", site)
    if own is not MISSING:
        return own
    items = iterate(machine, iterable, site)
    return items if isinstance(items, Many) else items_iterator(tuple(items))


def _next_of(machine: Machine, site: Site, iterator: GeneratorValue | ItemsIterator, default: Value) -> Value:
    from ckptlens.interp.generators import advance

    value = iterator.next_item(machine) if isinstance(iterator, ItemsIterator) else advance(machine, iterator, None, site)
    if value is not MISSING:
        return value
    if default is not MISSING:
        return default
    raise ProgramError("StopIteration", "", site.location)


@MODELS.model("next")
def _next(machine: Machine, site: Site, iterator: Value, default: Value = MISSING) -> Value:
    if isinstance(iterator, (GeneratorValue, ItemsIterator)):
        return _next_of(machine, site, iterator, default)
    own = _own_method(machine, iterator, "__next__", site)
    if own is not MISSING:
        return own
    if isinstance(iterator, HostObject) and (taken := getattr(iterator, "taken", None)) is not None:
        return taken(machine)
    found = iterate(machine, iterator, site)
    if isinstance(found, Many):
        return found.element
    return found[0] if found else default
