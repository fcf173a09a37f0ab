"""Iterators that remember how far they are: ``iter``, ``itertools.count`` and their kin."""

from __future__ import annotations

import math
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.builtins.iterators import columns_of
from ckptlens.interp.host import host_function
from ckptlens.interp.iteration import any_of, iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.truth import truth
from ckptlens.interp.values import HostObject, Many, Value, is_tuple, new_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class IteratorValue(HostObject, Struct, eq=False):
    """An endless iterator: ``state["turn"]`` counts the values taken, `value_at` gives them."""

    value_at: Callable[[int], Value]
    state: State

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in ("__next__", "next"):
            return host_function(name, lambda machine, site: self.taken(machine))
        return MISSING

    def taken(self, machine: Machine) -> Value:
        """The next value."""
        turn = self.state["turn"]
        if not isinstance(turn, int):
            return turn
        machine.trail.set(self.state, "turn", turn + 1)
        return self.value_at(turn)

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        turn = self.state["turn"]
        if not isinstance(turn, int):
            return Many(turn)
        return tuple(self.value_at(turn + i) for i in range(machine.limits.loop_turns))


@FUNCTIONS.model("itertools.count")
def _count(machine: Machine, site: Site, start: Value = 0, step: Value = 1) -> Value:
    if not isinstance(start, (int, float)) or not isinstance(step, (int, float)):
        return Many(start)
    return IteratorValue(lambda turn: start + step * turn, {"turn": 0})


@FUNCTIONS.model("itertools.cycle")
def _cycle(machine: Machine, site: Site, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many) or not items:
        return items
    return IteratorValue(lambda turn: items[turn % len(items)], {"turn": 0})


@FUNCTIONS.model("itertools.accumulate")
def _accumulate(machine: Machine, site: Site, iterable: Value, func: Value = None, *, initial: Value = None) -> Value:
    from ckptlens.interp.calls import call
    from ckptlens.interp.operators import binary

    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return items
    values = items if initial is None else (initial, *items)
    found: list[Value] = []
    for value in values:
        if not found:
            found.append(value)
        elif func is None:
            found.append(binary(machine, "+", found[-1], value, site))
        else:
            found.append(call(machine, func, Arguments((found[-1], value)), site))
    return tuple(found)


@FUNCTIONS.model("itertools.zip_longest", "six.moves.zip_longest", "itertools.izip_longest")
def _zip_longest(machine: Machine, site: Site, *iterables: Value, fillvalue: Value = None) -> Value:
    columns = columns_of(machine, iterables, site)
    known = [c for c in columns if not isinstance(c, Many)]
    if len(known) < len(columns):
        return Many(tuple(c.element if isinstance(c, Many) else any_of(machine, c) for c in columns))
    longest = max((len(c) for c in known), default=0)
    return tuple(tuple(c[i] if i < len(c) else fillvalue for c in known) for i in range(longest))


@FUNCTIONS.model("itertools.tee")
def _tee(machine: Machine, site: Site, iterable: Value, n: Value = 2) -> Value:
    items = iterate(machine, iterable, site)
    return (items,) * n if isinstance(n, int) and 0 <= n <= machine.limits.loop_turns else Many(items)


@FUNCTIONS.model("itertools.starmap")
def _starmap(machine: Machine, site: Site, function: Value, iterable: Value) -> Value:
    from ckptlens.interp.calls import call

    rows = iterate(machine, iterable, site)
    if isinstance(rows, Many):
        given = rows.element if is_tuple(rows.element) else (rows.element,)
        return Many(call(machine, function, Arguments(given), site), rows.bound)
    found: list[Value] = []
    for row in rows:
        given = iterate(machine, row, site)
        found.append(call(machine, function, Arguments((), {}, open=True) if isinstance(given, Many) else Arguments(tuple(given)), site))
    return tuple(found)


def _while(name: str, *, takes: bool) -> None:
    @FUNCTIONS.model(f"itertools.{name}")
    def run(machine: Machine, site: Site, predicate: Value, iterable: Value) -> Value:
        from ckptlens.interp.calls import call

        items = iterate(machine, iterable, site)
        if isinstance(items, Many):
            return items
        for place, item in enumerate(items):
            held = truth(machine, call(machine, predicate, Arguments((item,)), site))
            if held is None:
                return Many(any_of(machine, items))
            if not held:
                return items[:place] if takes else items[place:]
        return items if takes else ()


_while("takewhile", takes=True)
_while("dropwhile", takes=False)


@FUNCTIONS.model("itertools.groupby")
def _groupby(machine: Machine, site: Site, iterable: Value, key: Value = None) -> Value:
    from ckptlens.interp.calls import call
    from ckptlens.interp.equality import equal

    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return Many((items.element, items))
    groups: list[tuple[Value, list[Value]]] = []
    for item in items:
        own = item if key is None else call(machine, key, Arguments((item,)), site)
        same = equal(machine, groups[-1][0], own, site) if groups else False
        if same is None:
            return Many((own, Many(any_of(machine, items))))
        if same:
            groups[-1][1].append(item)
        else:
            groups.append((own, [item]))
    return tuple((own, new_list(tuple(members))) for own, members in groups)


def _choose(name: str, choose: Callable[[tuple[Value, ...], int], Iterable[Value]], size: Callable[[int, int], int]) -> None:
    @FUNCTIONS.model(f"itertools.{name}")
    def run(machine: Machine, site: Site, iterable: Value, r: Value = None) -> Value:
        items = iterate(machine, iterable, site)
        if isinstance(items, Many) or not (r is None or isinstance(r, int)):
            return Many(items.element if isinstance(items, Many) else any_of(machine, items))
        count = len(items) if r is None else r
        if count < 0:
            raise ProgramError("ValueError", "r must be non-negative", site.location)
        if size(len(items), count) > machine.limits.loop_turns:
            return Many((any_of(machine, items),) * min(count, machine.limits.choice))
        return tuple(choose(tuple(items), count))


_choose("permutations", permutations, math.perm)
_choose("combinations", combinations, math.comb)
