"""List, set, dict and generator comprehensions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.assign import assign
from ckptlens.interp.branching import where
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Returned
from ckptlens.interp.presence import Conditions, presence
from ckptlens.interp.several import over_each
from ckptlens.interp.trail import Entries
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Choice, DictValue, HostObject, Many, Namespace, Scope, Value, new_list, new_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.syntax import ir


def comprehension(machine: Machine, node: ir.Comprehension, scope: Scope) -> Value:
    """The value of a comprehension; `Many` or an open dict when a clause runs over an unknown number of items."""
    # Python evaluates the iterable of the first clause in the scope around.
    return _over(machine, machine.evaluate(machine, node.clauses[0].iterable, scope), node, scope)


def _over(machine: Machine, iterable: Value, node: ir.Comprehension, scope: Scope) -> Value:
    """The value of a comprehension over the items of a value; over those of each of several on a path of its own."""
    if isinstance(iterable, Choice):
        site = machine.site(node.clauses[0].iterable, scope)
        flow = over_each(machine, iterable, lambda value: Returned(_over(machine, value, node, scope)), site)
        return flow.value if isinstance(flow, Returned) else unknown("items", "a comprehension over one of several values", site)
    inner = Scope(Namespace(), scope.module, scope.base, scope, "comprehension")
    around = len(machine.conditions)
    pairs: list[tuple[Value, Value]] = []
    when: list[Conditions] = []

    def note() -> None:
        key = _placed(machine, machine.evaluate(machine, node.element, inner), machine.conditions[around:])
        pairs.append((key, machine.evaluate(machine, node.value, inner) if node.value is not None else None))
        when.append(machine.conditions[around:])

    whole = _clause(machine, node.clauses, iterable, inner, note, machine.site(node.clauses[0].iterable, scope))
    items = tuple(key for key, _ in pairs)
    unsure = [pair[0] for pair, conditions in zip(pairs, when, strict=True) if not set(conditions) <= {*presence(machine, pair)}]
    if node.kind == "dict":
        entries = Entries(dict(pairs))
        entries.unsure.update(unsure)
        return DictValue(entries, open=not whole)
    if not whole or unsure:
        return _some(machine, items, node)
    if node.kind == "set":
        return new_set(items)
    # A generator expression is run at once: what it yields is what is looked at.
    return new_list(items) if node.kind == "list" else items


def _placed(machine: Machine, value: Value, conditions: Conditions) -> Value:
    """An item that is there under conditions only: one that knows them, where its kind can."""
    return (value.placed(conditions) or value) if conditions and isinstance(value, HostObject) else value


def _some(machine: Machine, items: tuple[Value, ...], node: ir.Comprehension) -> Value:
    if len(items) == 1:
        return Many(items[0])
    found = new_list(items)
    found.state["open"] = True
    return found


def _clauses(machine: Machine, clauses: tuple[ir.Clause, ...], scope: Scope, note: Callable[[], None]) -> bool:
    """Run the clauses that are left, or note an item; whether it is known how much they give."""
    if not clauses:
        note()
        return True
    iterable = clauses[0].iterable
    return _clause(machine, clauses, machine.evaluate(machine, iterable, scope), scope, note, machine.site(iterable, scope))


def _clause(machine: Machine, clauses: tuple[ir.Clause, ...], iterable: Value, scope: Scope, note: Callable[[], None], site: Site) -> bool:
    clause, rest = clauses[0], clauses[1:]
    items = iterate(machine, iterable, site)
    whole = not isinstance(items, Many)
    for item in (items.element,) if isinstance(items, Many) else items:
        machine.budget.step()
        turn = partial(_turn, machine, clause, rest, scope, note, item)
        done: list[bool] = []
        where(machine, presence(machine, item), lambda: done.append(turn()))  # noqa: B023  # it runs at once
        whole = whole and False not in done
    return whole


def _turn(machine: Machine, clause: ir.Clause, rest: tuple[ir.Clause, ...], scope: Scope, note: Callable[[], None], item: Value) -> bool:
    """One turn of a clause; whether it is known how much it gives."""
    assign(machine, clause.target, item, scope)
    held = [truth(machine, machine.evaluate(machine, c, scope)) for c in clause.conditions]
    if False in held:
        return True
    if None not in held:
        return _clauses(machine, rest, scope, note)
    with machine.either_way(machine.site(clause.iterable, scope)):
        _clauses(machine, rest, scope, note)
    return False
