"""Further entries of a file: functions that nothing called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.limits import Budget
from ckptlens.interp.run import Run, run_code, run_function, trace_of
from ckptlens.interp.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckptlens.trace import Raised, Trace


def unreached_functions(run: Run) -> Iterator[FunctionValue]:
    """Functions of the file that were not called, those defined last first: callers stand below what they call."""
    for value in reversed(list(run.main.names.state.values())):
        if isinstance(value, FunctionValue) and value.scope.module is run.main and id(value.code) not in run.machine.reached:
            yield value


def function_traces(run: Run, check: Callable[[], None] | None) -> Iterator[Trace]:
    """One trace for each unreached function that makes variables or touches checkpoints, from the state after the module level.

    When the steps for all of them are spent, each function that is left gives a trace with a gap.
    """
    limits = run.machine.limits
    left = limits.all_functions_steps
    for function in unreached_functions(run):
        budget = Budget(limits, check, min(left, limits.function_steps))
        trace = _from_here(run, function.name, budget, lambda f=function: run_function(run, f))
        left -= budget.steps - max(0, budget.left)
        if trace.variables or trace.saves or trace.restores or trace.makers or not left:
            yield trace


def code_trace(run: Run, code: str, check: Callable[[], None] | None) -> Trace:
    """The trace of an entry written by the user."""
    return _from_here(run, code, Budget(run.machine.limits, check), lambda: run_code(run, code))


def _from_here(run: Run, entry: str, budget: Budget, body: Callable[[], Raised | None]) -> Trace:
    machine = run.machine
    machine.budget = budget
    known, gaps = machine.facts.mark(), dict(machine.facts.gaps)
    mark = machine.trail.mark()
    raised = body()
    trace = trace_of(run, entry, raised)
    machine.trail.undo(mark)
    machine.trail.release()
    machine.facts.take_back(known)
    machine.facts.gaps = gaps
    return trace
