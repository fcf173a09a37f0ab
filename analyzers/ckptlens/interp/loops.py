"""Running loops: turn by turn when the items are known, else once for all turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.assign import assign
from ckptlens.interp.branching import settle
from ckptlens.interp.generators import for_each
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Flow, Jumped, Machine
from ckptlens.interp.merge import join
from ckptlens.interp.trail import MISSING, Counters, Write, Writes
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import GeneratorValue, Many, Scope, Unknown, Value, is_tuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.site import Site
    from ckptlens.syntax import ir


def run_for(machine: Machine, node: ir.For, scope: Scope) -> Flow:
    """``for target in iterable``."""
    iterable = machine.evaluate(machine, node.iterable, scope)
    conditions, since = machine.conditions, len(machine.frame.pending)
    if isinstance(iterable, GeneratorValue):
        flow = _generated(machine, iterable, node, scope)
    else:
        items = iterate(machine, iterable, machine.site(node.iterable, scope))
        flow = _symbolic(machine, node, items, scope) if isinstance(items, Many) else _turns(machine, node, items, scope)
    return _ended(machine, node.orelse, scope, flow, since, conditions)


def _generated(machine: Machine, generator: GeneratorValue, node: ir.For, scope: Scope) -> Flow:
    """Run the body for each value of a generator, before the generator goes on."""
    flow: Flow = None
    turns = Turns(machine, machine.site(node, scope))

    def visit(item: Value) -> bool:
        nonlocal flow

        def turn() -> Flow:
            assign(machine, node.target, item, scope)
            return _turn(machine, node.body, scope)

        flow = turn()
        if flow is None and not turns.go_on():
            flow = turns.rest(turn)
        return flow is None

    for_each(machine, generator, visit, machine.site(node.iterable, scope))
    return flow


class Turns:
    """Counts the turns of a loop whose length is not known beforehand, and says when to stop.

    A loop that makes nothing is taken for a training loop; one that makes something in every turn is a gap from some turn on.
    """

    __slots__ = ("_facts", "_machine", "_quiet", "_site", "_steps", "_turn", "_waiting")

    def __init__(self, machine: Machine, site: Site) -> None:
        self._machine, self._site = machine, site
        self._turn, self._quiet = 0, 0
        self._facts, self._waiting, self._steps = machine.facts.mark(), len(machine.frame.pending), machine.budget.left

    def go_on(self) -> bool:
        """Whether to run another turn, after one."""
        machine, limits = self._machine, self._machine.limits
        facts, waiting = machine.facts.mark(), len(machine.frame.pending)
        self._turn += 1
        self._quiet = self._quiet + 1 if facts == self._facts else 0
        is_open = waiting > self._waiting
        self._facts = facts
        if self._quiet >= (limits.open_turns if is_open else limits.quiet_turns):
            return not is_open and self._steps - machine.budget.left < limits.quiet_steps
        if self._turn < (limits.quiet_turns if is_open else limits.loop_turns):
            return True
        machine.gap(self._site, f"only the first {self._turn} turns of this loop were followed")
        return False

    def rest(self, turn: Callable[[], Flow]) -> Flow:
        """How a loop ends that was not run to its end: after one more turn for all, when it makes nothing."""
        flow = _for_the_rest(self._machine, turn) if self._quiet else None
        return flow or Jumped("break")


def _turns(machine: Machine, node: ir.For, items: tuple[Value, ...], scope: Scope) -> Flow:
    before = machine.facts.mark()
    for turn, item in enumerate(items):
        if turn == machine.limits.quiet_turns // 2:
            before = machine.facts.mark()
        if turn == machine.limits.quiet_turns and len(items) > machine.limits.long_loop and machine.facts.mark() == before:
            return _last_turn(machine, node, items[-1], scope)
        if turn >= machine.limits.loop_turns:
            machine.gap(machine.site(node, scope), f"only the first {turn} turns of this loop were followed")
            return None
        assign(machine, node.target, item, scope)
        flow = _turn(machine, node.body, scope)
        if flow is not None:
            return flow
    return None


def _last_turn(machine: Machine, node: ir.For, item: Value, scope: Scope) -> Flow:
    def turn() -> Flow:
        assign(machine, node.target, item, scope)
        return _turn(machine, node.body, scope)

    return _for_the_rest(machine, turn)


def _for_the_rest(machine: Machine, turn: Callable[[], Flow]) -> Flow:
    """One turn that stands for all that a loop would still run: what it changes is not known afterwards."""
    mark, waiting = machine.trail.mark(), len(machine.frame.pending)
    flow = turn()
    if len(machine.frame.pending) == waiting:
        machine.trail.apply(_widened(machine, machine.trail.undo(mark)))
    # Else a path out of the loop is waiting on the state inside it: the state of this one turn is kept.
    machine.trail.release()
    return flow


def _turn(machine: Machine, body: tuple[ir.Stmt, ...], scope: Scope) -> Flow:
    conditions, since = machine.conditions, len(machine.frame.pending)
    flow = settle(machine, machine.frame, since, machine.execute(machine, body, scope), "continue")
    if len(machine.frame.pending) == since:
        machine.conditions = conditions
    return None if flow == Jumped("continue") else flow


def _symbolic(machine: Machine, node: ir.For, items: Many, scope: Scope) -> Flow:
    """One turn that stands for all; then once more when names made in it depend on how often it ran."""
    before = machine.facts.mark()
    flow = _one_for_all(machine, node, items, scope)
    if any(not v.name.holes for v in machine.facts.variables() if v.uid >= before):
        flow = _one_for_all(machine, node, items, scope)
    return flow


def _one_for_all(machine: Machine, node: ir.For, items: Many, scope: Scope) -> Flow:
    flow = _last_turn(machine, node, items.element, scope)
    return None if flow == Jumped("break") else flow


def _widened(machine: Machine, writes: Writes) -> Writes:
    return {place: Write(w.state, w.key, _wide(machine, w)) for place, w in writes.items()} | _opened(writes)


def _wide(machine: Machine, write: Write) -> Value:
    before = write.state.get(write.key, MISSING)
    if isinstance(write.state, Counters):
        return unknown("n", "how often a loop ran", None)
    if before is MISSING or write.value is MISSING or write.key == "items" or is_tuple(write.value) or isinstance(write.value, Unknown):
        return write.value
    if isinstance(before, (int, float, str)) and not isinstance(before, bool) and before != write.value:
        return unknown(str(write.key), "changed in a loop of unknown length", None)
    return join(machine, before, write.value) if isinstance(before, (int, float, str)) else write.value


def _opened(writes: Writes) -> Writes:
    lists = [w for w in writes.values() if w.key == "items"]
    return {(id(w.state), "open"): Write(w.state, "open", value=True) for w in lists}


def run_while(machine: Machine, node: ir.While, scope: Scope) -> Flow:
    """``while test``."""
    conditions, since = machine.conditions, len(machine.frame.pending)
    turns = Turns(machine, machine.site(node, scope))
    while (decided := truth(machine, machine.evaluate(machine, node.test, scope))) is True:
        flow = _turn(machine, node.body, scope)
        if flow is None and not turns.go_on():
            flow = turns.rest(lambda: _turn(machine, node.body, scope))
        if flow is not None:
            return _ended(machine, node.orelse, scope, flow, since, conditions)
    flow = None
    if decided is None:
        with machine.either_way(machine.site(node.test, scope)):
            flow = _turn(machine, node.body, scope)
    return _ended(machine, node.orelse, scope, flow, since, conditions)


def _ended(machine: Machine, orelse: tuple[ir.Stmt, ...], scope: Scope, flow: Flow, since: int, conditions: tuple[str, ...]) -> Flow:
    if flow is None and orelse:
        flow = machine.execute(machine, orelse, scope)
    elif flow == Jumped("break"):
        flow = None
    flow = settle(machine, machine.frame, since, flow, "break")
    if len(machine.frame.pending) == since:
        machine.conditions = conditions
    return flow
