"""What a loop changes from turn to turn, and turns that are only tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ckptlens.interp.branching import drop_pending
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.merge import join, same
from ckptlens.interp.trail import MISSING, OPEN, Counters, Growing, Write, Writes
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, InstanceValue, Scope, Unknown, Value, is_tuple
from ckptlens.template import Template

if TYPE_CHECKING:
    from ckptlens.interp.machine import Flow, Machine
    from ckptlens.interp.trail import State
    from ckptlens.trace import Variable

Turn = Callable[[], "Flow"]
_CHANGED = "changed in a loop of unknown length"


def tried(machine: Machine, turn: Turn) -> tuple[Writes, list[Variable]]:
    """What a turn would change, and the variables that it would make; the turn leaves no trace."""
    mark, facts, gaps = machine.trail.mark(), machine.facts.mark(), dict(machine.facts.gaps)
    waiting, conditions = len(machine.frame.pending), machine.conditions
    depth, trying, machine.trying = len(machine.frames), machine.trying, True
    try:
        turn()
    except ProgramError:
        del machine.frames[depth:]
    finally:
        machine.trying = trying
    made = [v for v in machine.facts.variables() if v.uid >= facts]
    drop_pending(machine, machine.frame, waiting)
    writes = machine.trail.undo(mark)
    machine.trail.release()
    machine.facts.take_back(facts)
    machine.facts.gaps, machine.conditions = gaps, conditions
    return writes, made


def makes_later(machine: Machine, turn: Turn, scope: Scope) -> bool:
    """Whether some later turn of a loop, of which nothing is known, would make a variable."""

    def any_turn() -> Flow:
        loosen(machine, turn, scope)
        return turn()

    return bool(tried(machine, any_turn)[1])


def loosen(machine: Machine, turn: Turn, scope: Scope) -> None:
    """Make the names that a turn hands on to the next one unknown, before the turn that stands for all."""
    writes, _ = tried(machine, turn)
    names = _states(scope)
    for write in writes.values():
        before = write.state.get(write.key, MISSING)
        if id(write.state) in names and before is not MISSING and write.value is not MISSING:
            loose = _loose(before, write)
            if loose is not before:
                machine.trail.set(write.state, write.key, loose)


def _states(scope: Scope) -> set[int]:
    """The names and the attributes of ``self`` that code of this scope changes by assignment."""
    found: list[State] = []
    current: Scope | None = scope
    while current is not None:
        found.append(current.names.state)
        this = current.names.state.get("self")
        if isinstance(this, InstanceValue):
            found.append(this.state)
        current = current.parent
    return {id(state) for state in found}


def _loose(before: Value, write: Write) -> Value:
    after = write.value
    if same(before, after) or isinstance(before, bool):
        return before
    if isinstance(before, HostObject) and isinstance(after, HostObject):
        return before.widened(after)
    if isinstance(before, (int, float, str, Template)):
        return unknown(str(write.key), _CHANGED, None)
    return before


def widened(machine: Machine, writes: Writes) -> Writes:
    """The changes of any number of turns, from those of one."""
    return {place: Write(w.state, w.key, _wide(machine, w)) for place, w in writes.items()} | _opened(writes)


def _wide(machine: Machine, write: Write) -> Value:
    before = write.state.get(write.key, MISSING)
    if isinstance(write.state, Counters):
        return unknown("n", "how often a loop ran", None)
    if before is MISSING or write.value is MISSING or _lists(write) or is_tuple(write.value) or isinstance(write.value, Unknown):
        return write.value
    if isinstance(before, (int, float, str)) and not isinstance(before, bool) and before != write.value:
        return unknown(str(write.key), _CHANGED, None)
    return join(machine, before, write.value) if isinstance(before, (int, float, str)) else write.value


def _opened(writes: Writes) -> Writes:
    lists = [w for w in writes.values() if _lists(w)]
    return {(id(w.state), OPEN): Write(w.state, OPEN, value=True) for w in lists}


def _lists(write: Write) -> bool:
    """Whether a write is one of the items of a list."""
    return isinstance(write.state, Growing) and write.key == "items"
