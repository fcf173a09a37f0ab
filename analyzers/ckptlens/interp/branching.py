"""Running both sides of an undecided condition, and bringing their states together again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ckptlens.interp.machine import Flow, Frame, Jumped, Machine, Pending, ProgramError, Returned
from ckptlens.interp.merge import Sides, join, merged
from ckptlens.interp.presence import Conditions, excluded
from ckptlens.trace import Condition

Path = Callable[[], Flow]


def branch(machine: Machine, test: str, then: Path, orelse: Path) -> Flow:
    """Run two paths from the same state and leave the state that covers both.

    A path that raises cannot lead to a checkpoint: it is forgotten, and the other one holds without a condition; it is a gap
    when a ``try`` catches the error.
    When one path leaves the block early, it is put aside until the block ends (`settle`) and the other one goes on.
    """
    taken, other = machine.sides(test)
    return _either(machine, (taken,), (other,), then, orelse)


def where(machine: Machine, conditions: Conditions, path: Path) -> Flow:
    """Run a path only where conditions hold that branches before have set; not at all where these exclude what holds here."""
    if not conditions:
        return path()
    if excluded(conditions, machine.conditions):
        return None
    return _either(machine, conditions, (opposite(machine, conditions),), path, lambda: None)


class Alternative(NamedTuple):
    """One of several paths: the conditions on which it is the one (none if they are not known), what they are called then, and how
    it runs."""

    when: Conditions
    text: str
    run: Path


def one_of(machine: Machine, alternatives: list[Alternative]) -> Flow:
    """Run each of several paths from the same state, and leave the state that covers all."""
    first, *others = alternatives
    if others and excluded(first.when, machine.conditions):
        return one_of(machine, others)
    asked = tuple(condition for condition in first.when if condition not in machine.conditions)
    if not others or (first.when and not asked):
        return first.run()

    def rest() -> Flow:
        return one_of(machine, others)

    if asked:
        return _either(machine, asked, (opposite(machine, asked),), first.run, rest)
    return branch(machine, first.text, first.run, rest)


def opposite(machine: Machine, conditions: Conditions) -> Condition:
    """What holds where not all of these conditions do."""
    if len(conditions) != 1:
        machine.branches += 1
        return Condition(f"not ({' and '.join(c.text for c in conditions)})", machine.branches)
    text, branch = conditions[0].text, conditions[0].branch
    return Condition(text[5:-1] if text.startswith("not (") and text.endswith(")") else f"not ({text})", branch)


def _either(machine: Machine, taken: Conditions, other: Conditions, then: Path, orelse: Path) -> Flow:
    trail, frame = machine.trail, machine.frame
    mark, facts, waiting = trail.mark(), machine.facts.mark(), len(frame.pending)
    try:
        with machine.under(*taken):
            first = then()
    except ProgramError as error:
        _forget(machine, frame, mark, facts, waiting)
        _note_caught(machine, error)
        return orelse()
    _rebase(machine, frame.pending[waiting:], mark)
    writes = trail.undo(mark)
    second_facts, second_waiting = machine.facts.mark(), len(frame.pending)
    try:
        with machine.under(*other):
            second = orelse()
    except ProgramError as error:
        drop_pending(machine, frame, second_waiting)
        trail.undo(mark)
        machine.facts.take_back(second_facts)
        _forget(machine, frame, mark, facts, waiting)
        _note_caught(machine, error)
        return then()
    aside = Pending(mark, first or _NORMAL, writes, (*machine.conditions, *taken))
    return _together(machine, aside, first, second, (*machine.conditions, *other))


def _note_caught(machine: Machine, error: ProgramError) -> None:
    if any(catches(error) for catches in machine.tries):
        machine.gap(error.location, f"whether {error.type} is raised here and caught depends on a condition that is not known")


_NORMAL = Jumped("normal")


def _together(machine: Machine, aside: Pending, first: Flow, second: Flow, negated: tuple[Condition, ...]) -> Flow:
    trail, frame = machine.trail, machine.frame
    if _alike(first, second):
        _rebase(machine, [p for p in frame.pending if p.mark > aside.mark], aside.mark)
        trail.apply(merged(machine, aside.writes, trail.undo(aside.mark), (aside.conditions, negated)))
        trail.release()
        return _joined(machine, first, second, (aside.conditions, negated))
    if first is None:
        # The first path goes on; the second one is put aside in its place.
        _rebase(machine, [p for p in frame.pending if p.mark > aside.mark], aside.mark)
        writes = trail.undo(aside.mark)
        trail.apply(aside.writes)
        assert second is not None
        frame.pending.append(Pending(aside.mark, second, writes, negated))
        machine.conditions = aside.conditions
        return None
    frame.pending.append(aside)
    machine.conditions = negated
    return second


def _alike(first: Flow, second: Flow) -> bool:
    if first is None or second is None:
        return first is second
    return type(first) is type(second) and (isinstance(first, Returned) or first == second)


def _joined(machine: Machine, first: Flow, second: Flow, sides: Sides) -> Flow:
    if isinstance(first, Returned) and isinstance(second, Returned):
        return Returned(join(machine, first.value, second.value, sides))
    return first


def settle(machine: Machine, frame: Frame, since: int, flow: Flow, kind: str | None) -> Flow:
    """Bring back the paths put aside since a block began.

    `kind` is the jump that this block ends (``continue``, ``break``), None at the end of a function, which ends all.
    """
    for index in range(len(frame.pending) - 1, since - 1, -1):
        pending = frame.pending[index]
        if kind is not None and pending.flow != Jumped(kind):
            continue
        _rebase(machine, frame.pending[index + 1 :], pending.mark)
        if kind is not None and flow is not None and flow != Jumped(kind):
            _change_places(machine, pending, flow)
            flow = None
            continue
        del frame.pending[index]
        sides = (pending.conditions, machine.conditions)
        machine.trail.apply(merged(machine, pending.writes, machine.trail.undo(pending.mark), sides))
        machine.trail.release()
        flow = _joined(machine, pending.flow, flow or Returned(None), sides) if kind is None else None
    return flow


def _change_places(machine: Machine, pending: Pending, flow: Returned | Jumped) -> None:
    """Take up a path that was put aside, and put aside the one that leaves further than it."""
    writes, conditions = machine.trail.undo(pending.mark), machine.conditions
    machine.trail.apply(pending.writes)
    machine.conditions = pending.conditions
    pending.flow, pending.writes, pending.conditions = flow, writes, conditions


def on_every_path(machine: Machine, since: int, action: Callable[[], object]) -> object:
    """Run an action on the path that goes on, and on each path put aside since a block began; what it gives on the first."""
    aside = machine.frame.pending[since:]
    if aside:
        mark = min(pending.mark for pending in aside)
        _rebase(machine, aside, mark)
        now = machine.trail.undo(mark)
        for pending in aside:
            machine.trail.apply(pending.writes)
            action()
            pending.writes = machine.trail.undo(mark)
        machine.trail.apply(now)
    return action()


def rescue(machine: Machine, frame: Frame) -> Returned | None:
    """The path put aside last, when the path that went on raised; None when there is none."""
    if not frame.pending:
        return None
    pending = frame.pending.pop()
    machine.trail.undo(pending.mark)
    machine.trail.apply(pending.writes)
    machine.trail.release()
    flow = settle(machine, frame, 0, pending.flow, None)
    return flow if isinstance(flow, Returned) else Returned(None)


def _forget(machine: Machine, frame: Frame, mark: int, facts: int, waiting: int) -> None:
    drop_pending(machine, frame, waiting)
    machine.trail.undo(mark)
    machine.trail.release()
    machine.facts.take_back(facts)


def drop_pending(machine: Machine, frame: Frame, since: int) -> None:
    """Forget the paths put aside since a block began."""
    for _ in frame.pending[since:]:
        machine.trail.release()
    del frame.pending[since:]


def _rebase(machine: Machine, pendings: list[Pending], mark: int) -> None:
    """Make paths that were put aside later relative to an earlier mark."""
    for pending in pendings:
        if pending.mark > mark:
            pending.writes = {**machine.trail.net(mark, pending.mark), **pending.writes}
            pending.mark = mark
