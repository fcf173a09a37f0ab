"""Running loops: turn by turn when the items are known, else once for all turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.assign import assign
from ckptlens.interp.branching import settle
from ckptlens.interp.iteration import Items, iterate
from ckptlens.interp.machine import Flow, Jumped, Machine
from ckptlens.interp.merge import join
from ckptlens.interp.trail import MISSING, Counters, Write, Writes
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import GeneratorValue, Many, Scope, Unknown, Value, is_tuple

if TYPE_CHECKING:
    from ckptlens.syntax import ir


def run_for(machine: Machine, node: ir.For, scope: Scope) -> Flow:
    """``for target in iterable``."""
    iterable = machine.evaluate(machine, node.iterable, scope)
    conditions, since = machine.conditions, len(machine.frame.pending)
    items: Items = (
        _generated(machine, iterable, node, scope)
        if isinstance(iterable, GeneratorValue)
        else iterate(machine, iterable, machine.site(node.iterable, scope))
    )
    flow = _symbolic(machine, node, items, scope) if isinstance(items, Many) else _turns(machine, node, items, scope)
    return _ended(machine, node.orelse, scope, flow, since, conditions)


def _generated(machine: Machine, generator: GeneratorValue, node: ir.For, scope: Scope) -> Items:
    return iterate(machine, generator, machine.site(node.iterable, scope))


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
    assign(machine, node.target, item, scope)
    return _turn(machine, node.body, scope)


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
    mark, waiting = machine.trail.mark(), len(machine.frame.pending)
    assign(machine, node.target, items.element, scope)
    flow = _turn(machine, node.body, scope)
    if len(machine.frame.pending) > waiting:
        # A path out of the loop is waiting on the state inside it: keep the state of this one turn.
        machine.trail.release()
        return flow
    machine.trail.apply(_widened(machine, machine.trail.undo(mark)))
    machine.trail.release()
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
    before = machine.facts.mark()
    flow: Flow = None
    for turn in range(machine.limits.loop_turns):
        if turn == machine.limits.quiet_turns:
            before = machine.facts.mark()
        decided = truth(machine, machine.evaluate(machine, node.test, scope))
        if decided is False:
            break
        if decided is None:
            with machine.either_way(machine.site(node.test, scope)):
                flow = _turn(machine, node.body, scope)
            break
        flow = _turn(machine, node.body, scope)
        if flow is not None:
            break
    else:
        if machine.facts.mark() != before:
            machine.gap(machine.site(node, scope), f"only the first {machine.limits.loop_turns} turns of this loop were followed")
    return _ended(machine, node.orelse, scope, flow, since, conditions)


def _ended(machine: Machine, orelse: tuple[ir.Stmt, ...], scope: Scope, flow: Flow, since: int, conditions: tuple[str, ...]) -> Flow:
    flow = settle(machine, machine.frame, since, flow, "break")
    if len(machine.frame.pending) == since:
        machine.conditions = conditions
    if flow == Jumped("break"):
        return None
    return machine.execute(machine, orelse, scope) if flow is None and orelse else flow
