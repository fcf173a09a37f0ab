"""Joining the values and the states of two paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.presence import Conditions, excluded, left_by
from ckptlens.interp.trail import MISSING, OPEN, Collections, Counters, Entries, Growing, Write, Writes
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Choice, Unknown, Value, is_tuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine


Sides = tuple[Conditions, Conditions]
"""What holds on each of two paths that come together."""


def join(machine: Machine, left: Value, right: Value, sides: Sides | None = None) -> Value:
    """A value that covers both: one of them when they are equal, else a choice, or an unknown when there are too many."""
    if same(left, right):
        return left
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        return _joined_unknowns(left, right)
    alternatives: list[Value] = []
    when: list[Conditions] = []
    lefts, rights = sides or ((), ())
    for value, conditions in (*_alternatives(left, lefts), *_alternatives(right, rights)):
        known = next((i for i, other in enumerate(alternatives) if same(value, other)), None)
        if known is None:
            alternatives.append(value)
            when.append(conditions)
        else:
            when[known] = tuple(c for c in when[known] if c in conditions)
    if len(alternatives) > machine.limits.choice:
        return unknown("value", f"more than {machine.limits.choice} alternatives", None)
    return Choice(tuple(alternatives), tuple(when))


def chosen(machine: Machine, alternatives: list[tuple[Value, Conditions]]) -> Value:
    """One of several values, each with the conditions on which it is that one (none where they are not known)."""
    (result, before), *others = alternatives
    for other, when in others:
        result = join(machine, result, other, (before, when))
        before = ()
    return result


def on_each(machine: Machine, values: tuple[Value, ...], function: Callable[..., Value]) -> Value:
    """What a function without effects gives, where some of its arguments are one of several values: one for each that go together."""
    rows: list[tuple[tuple[Value, ...], Conditions]] = [((), ())]
    for value in values:
        rows = [((*row, v), when) for row, before in rows for v, when in _alternatives(value, before)]
    return chosen(machine, [(function(*row), when) for row, when in rows])


def _joined_unknowns(left: Unknown, right: Unknown) -> Unknown:
    """One unknown for both: what either may be, and only what both promise."""
    return Unknown(
        left.hole,
        maybe_none=left.maybe_none or right.maybe_none,
        callable_gap=left.callable_gap or right.callable_gap,
        pure=left.pure and right.pure,
        detail=left.detail if left.detail == right.detail else None,
    )


def same(left: Value, right: Value) -> bool:
    """Whether two values are the same for every purpose: equal constants of one type, or one object."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if is_tuple(left) and is_tuple(right):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    return left == right


def _alternatives(value: Value, conditions: Conditions) -> list[tuple[Value, Conditions]]:
    """The values that this one may be, each with what holds where it is that."""
    if not isinstance(value, Choice):
        return [(value, conditions)]
    held = value.alternatives
    possible = [(v, when) for v, when in held if not excluded(when, conditions)] or held
    return [(v, (*when, *(c for c in conditions if c not in when))) for v, when in possible]


def merged(machine: Machine, left: Writes, right: Writes, sides: Sides) -> Writes:
    """The writes that cover two paths from the present state, each given by its own writes."""
    result: Writes = {}
    for place in dict.fromkeys([*left, *right]):
        write = left.get(place) or right[place]
        now = write.state.get(write.key, MISSING)
        values = [w.value if (w := side.get(place)) is not None else now for side in (left, right)]
        result[place] = Write(write.state, write.key, _join_entry(machine, write, values[0], values[1], sides))
        if isinstance(write.state, Entries) and _on_one_path(machine, values[0], values[1]):
            write.state.unsure.add(write.key)
        if _grows(write) and _grew_apart(machine, values[0], values[1]):
            result[id(write.state), OPEN] = Write(write.state, OPEN, value=True)
    return result


def _grows(write: Write) -> bool:
    return isinstance(write.state, Growing) and write.key in write.state.tuples


def _on_one_path(machine: Machine, left: Value, right: Value) -> bool:
    """Whether an entry is there on one of two paths only, and is no variable, which knows its condition."""
    if (left is MISSING) == (right is MISSING):
        return False
    return not machine.facts.conditions_of(getattr(right if left is MISSING else left, "uid", None))


def _grew_apart(machine: Machine, left: Value, right: Value) -> bool:
    """Whether two paths put different items to a list. Variables made on one of them do not count: they know their condition."""
    lefts, rights = (side if is_tuple(side) else () for side in (left, right))
    common = _common_start(lefts, rights)
    apart = (*lefts[common:], *rights[common:])
    return any(not machine.facts.conditions_of(getattr(item, "uid", None)) for item in apart)


def _join_entry(machine: Machine, write: Write, left: Value, right: Value, sides: Sides) -> Value:
    if isinstance(write.state, Counters):
        left, right = (_counted(v, conditions) for v, conditions in zip((left, right), sides, strict=True))
        return join(machine, left, right, sides)
    if left is MISSING or right is MISSING:
        return right if left is MISSING else left
    if (_grows(write) or isinstance(write.state, Collections)) and is_tuple(left) and is_tuple(right):
        return joined_items(left, right)
    return join(machine, left, right, sides)


def _counted(count: Value, conditions: Conditions) -> Value:
    if count is MISSING:
        return 0
    return left_by(count, conditions) if isinstance(count, Choice) else count


def joined_items(left: tuple[Value, ...], right: tuple[Value, ...]) -> tuple[Value, ...]:
    """The items of a list that two paths grew differently: the common start, then those of either path."""
    return (*left, *right[_common_start(left, right) :])


def _common_start(left: tuple[Value, ...], right: tuple[Value, ...]) -> int:
    pairs = zip(left, right, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if not same(a, b)), min(len(left), len(right)))
