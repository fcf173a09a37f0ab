"""List, set, dict and generator comprehensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.assign import assign
from ckptlens.interp.iteration import iterate
from ckptlens.interp.trail import Entries
from ckptlens.interp.truth import truth
from ckptlens.interp.values import DictValue, Many, Namespace, Scope, Value, new_list, new_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.syntax import ir


def comprehension(machine: Machine, node: ir.Comprehension, scope: Scope) -> Value:
    """The value of a comprehension; `Many` or an open dict when a clause runs over an unknown number of items."""
    inner = Scope(Namespace(), scope.module, scope.base, scope, "comprehension")
    pairs: list[tuple[Value, Value]] = []

    def note() -> None:
        key = machine.evaluate(machine, node.element, inner)
        pairs.append((key, machine.evaluate(machine, node.value, inner) if node.value is not None else None))

    whole = _clauses(machine, node.clauses, inner, note, scope)
    items = tuple(key for key, _ in pairs)
    if node.kind == "dict":
        return DictValue(Entries(dict(pairs)), open=not whole)
    if not whole:
        return _some(machine, items, node)
    if node.kind == "set":
        return new_set(items)
    # A generator expression is run at once: what it yields is what is looked at.
    return new_list(items) if node.kind == "list" else items


def _some(machine: Machine, items: tuple[Value, ...], node: ir.Comprehension) -> Value:
    if len(items) == 1:
        return Many(items[0])
    found = new_list(items)
    found.state["open"] = True
    return found


def _clauses(machine: Machine, clauses: tuple[ir.Clause, ...], scope: Scope, note: Callable[[], None], first: Scope | None = None) -> bool:
    """Run the clauses; Python evaluates the iterable of the first in the scope around, which is `first`."""
    if not clauses:
        note()
        return True
    clause, rest = clauses[0], clauses[1:]
    around = first or scope
    items = iterate(machine, machine.evaluate(machine, clause.iterable, around), machine.site(clause.iterable, around))
    whole = not isinstance(items, Many)
    for item in (items.element,) if isinstance(items, Many) else items:
        machine.budget.step()
        assign(machine, clause.target, item, scope)
        held = [truth(machine, machine.evaluate(machine, c, scope)) for c in clause.conditions]
        if None in held and False not in held:
            with machine.either_way(machine.site(clause.iterable, scope)):
                _clauses(machine, rest, scope, note)
            whole = False
        elif False not in held:
            whole = _clauses(machine, rest, scope, note) and whole
    return whole
