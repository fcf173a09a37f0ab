"""Under which conditions the items of a list are there.

A collection that two paths grew differently holds the items of both. A variable among them knows the branches on which it was made,
and whatever is done for it is done there alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Choice, ListValue, Unknown, Value, is_tuple

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.trail import Counters
    from ckptlens.trace import Condition

Conditions = tuple["Condition", ...]


def presence(machine: Machine, item: Value) -> Conditions:
    """The conditions under which an item is there, but for those that hold here: those of the variables and gradients in it."""
    if is_tuple(item):
        return tuple(dict.fromkeys(c for part in item for c in presence(machine, part)))
    found = machine.facts.conditions_of(getattr(item, "uid", None)) or getattr(item, "there", ())
    return tuple(c for c in found if c not in machine.conditions) if found else ()


def is_sure(machine: Machine, items: tuple[Value, ...]) -> bool:
    """Whether all items are there on every path."""
    return not any(presence(machine, item) for item in items)


def first_unsure(machine: Machine, items: tuple[Value, ...]) -> int:
    """The place from which on an item may stand elsewhere, as one before it may be missing; the number of items if there is none."""
    return next((place + 1 for place, item in enumerate(items) if presence(machine, item)), len(items))


def whole_list(machine: Machine, value: Value) -> bool:
    """Whether a value is no list, or one whose items are all there on every path."""
    return not isinstance(value, ListValue) or is_sure(machine, value.items)


def count_here(machine: Machine, counters: Counters, key: object) -> int | Unknown:
    """How often something was used on the path that runs here."""
    count = counters.get(key, 0)
    if isinstance(count, Choice):
        count = left_by(count, machine.conditions)
    return count if isinstance(count, (int, Unknown)) else unknown("n", "how often a name was used before", None)


def left_by(value: Choice, conditions: Conditions) -> Value:
    """What is left of a choice where these conditions hold: the choice itself, or the one alternative that they do not exclude."""
    kept = [v for v, when in zip(value.values, value.when, strict=False) if not excluded(when, conditions)]
    return kept[0] if len(kept) == 1 else value


def excluded(some: Conditions, others: Conditions) -> bool:
    """Whether conditions cannot hold together with others: they ask for the two sides of one branch."""
    for one in some:
        for other in others:
            if one.branch == other.branch and one.text != other.text:
                return True
    return False
