"""Running loops: turn by turn when the items are known, else once for all turns."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.assign import assign
from ckptlens.interp.branching import branch, settle, where
from ckptlens.interp.generators import for_each
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Flow, Jumped, Machine
from ckptlens.interp.presence import presence
from ckptlens.interp.several import over_each
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Choice, GeneratorValue, Many, Scope, Value, is_tuple
from ckptlens.interp.widening import loosen, makes_later, tried, widened

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.site import Site
    from ckptlens.syntax import ir
    from ckptlens.trace import Condition


def run_for(machine: Machine, node: ir.For, scope: Scope) -> Flow:
    """``for target in iterable``."""
    return _over(machine, machine.evaluate(machine, node.iterable, scope), node, scope)


def _over(machine: Machine, iterable: Value, node: ir.For, scope: Scope) -> Flow:
    """Run a loop over the items of a value; over those of each of several on a path of its own."""
    if isinstance(iterable, Choice):
        return over_each(machine, iterable, lambda value: _over(machine, value, node, scope), machine.site(node.iterable, scope))
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

        flow = where(machine, presence(machine, item), turn)
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
            some = _loosened(item, machine.site(node.iterable, scope))
            if not makes_later(machine, partial(_one_turn, machine, node, some, scope), scope):
                return _for_the_rest(machine, partial(_one_turn, machine, node, items[-1], scope))
        if turn >= machine.limits.loop_turns:
            machine.gap(machine.site(node, scope), f"only the first {turn} turns of this loop were followed")
            return None
        flow = _one_turn(machine, node, item, scope)
        if flow is not None:
            return flow
    return None


def _loosened(item: Value, site: Site) -> Value:
    """Any item, where this one is one of many."""
    if is_tuple(item):
        return tuple(_loosened(part, site) for part in item)
    return unknown("item", "one of the items of a long loop", site)


def _one_turn(machine: Machine, node: ir.For, item: Value, scope: Scope) -> Flow:
    def turn() -> Flow:
        assign(machine, node.target, item, scope)
        return _turn(machine, node.body, scope)

    return where(machine, presence(machine, item), turn)


def _for_the_rest(machine: Machine, turn: Callable[[], Flow]) -> Flow:
    """One turn that stands for all that a loop would still run: what it changes is not known afterwards."""
    mark, waiting = machine.trail.mark(), len(machine.frame.pending)
    outer = machine.repeated
    machine.repeated = machine.facts.mark() if outer is None else outer
    try:
        flow = turn()
    finally:
        machine.repeated = outer
    if len(machine.frame.pending) == waiting:
        machine.trail.apply(widened(machine, machine.trail.undo(mark)))
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
    """One turn that stands for all; before it the first one, when names made in it depend on how often it ran."""
    turn = partial(_one_turn, machine, node, items.element, scope)
    if any(not v.name.holes for v in tried(machine, turn)[1]):
        _for_the_rest(machine, turn)
    loosen(machine, turn, scope)
    flow = _for_the_rest(machine, turn)
    return None if flow == Jumped("break") else flow


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
    flow = _any_turns(machine, node, scope) if decided is None else None
    return _ended(machine, node.orelse, scope, flow, since, conditions)


def _any_turns(machine: Machine, node: ir.While, scope: Scope) -> Flow:
    """The turns of a loop whose test is not decided: none, or one that stands for all."""
    variables = len(machine.facts.variables())

    def some() -> Flow:
        turn = partial(_turn, machine, node.body, scope)
        loosen(machine, turn, scope)
        return _for_the_rest(machine, turn)

    flow = branch(machine, node.test_text, some, lambda: None)
    if len(machine.facts.variables()) != variables:
        machine.gap(machine.site(node.test, scope), "what is made here depends on a condition that is not known")
    return flow


def _ended(machine: Machine, orelse: tuple[ir.Stmt, ...], scope: Scope, flow: Flow, since: int, conditions: tuple[Condition, ...]) -> Flow:
    if flow is None and orelse:
        flow = machine.execute(machine, orelse, scope)
    elif flow == Jumped("break"):
        flow = None
    flow = settle(machine, machine.frame, since, flow, "break")
    if len(machine.frame.pending) == since:
        machine.conditions = conditions
    return flow
