"""Running a program from an entry."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ckptlens.interp.calls import call_function
from ckptlens.interp.expressions import evaluate
from ckptlens.interp.imports import run_module
from ckptlens.interp.limits import Budget, LimitReached, Limits
from ckptlens.interp.machine import Frame, Interpreter, Library, Machine, ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.statements import execute
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import FunctionValue, ModuleValue, Namespace, Scope
from ckptlens.syntax.parse import parse_module
from ckptlens.text import Location, Span
from ckptlens.trace import Raised, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ckptlens.program.program import Program
    from ckptlens.stacks import Stack

_INTERPRETER = Interpreter(evaluate, execute)
_HOST_FRAMES = 20_000
"""Python frames that 64 interpreted calls need at most; the default of 1,000 is enough for three."""


@contextmanager
def _deep_recursion() -> Generator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _HOST_FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Run:
    """A program whose module level has been run, from which functions can be run as further entries."""

    def __init__(self, machine: Machine, main: ModuleValue, raised: Raised | None) -> None:
        self.machine = machine
        self.main = main
        self.raised = raised


def run_main(
    program: Program, library: Library, stack: Stack, limits: Limits, check: Callable[[], None] | None, name: str = "__main__"
) -> Run:
    """Run the file of `program` as ``python PATH`` does (or as an import of it, under another `name`). Raises only Cancelled."""
    machine = Machine(program, library, stack, Budget(limits, check), _INTERPRETER)
    main = ModuleValue(name, program.path, Namespace({"__name__": name, "__file__": program.path}))
    machine.modules[name] = main
    raised = _guarded(machine, main, lambda: run_module(machine, main, None))
    return Run(machine, main, raised)


def run_function(run: Run, function: FunctionValue) -> Raised | None:
    """Run one function with its parameters as holes."""
    location = Location(run.main.path, function.code.name_span.shifted(function.scope.base))
    values = {
        p.name: unknown(p.name, "parameter", location)
        for p in function.code.parameters
        if p.kind in ("positional", "normal", "keyword") and p.default is None
    }
    site = Site(function.scope, function.code.body[0])
    frame = Frame(function.scope, None, None)

    def body() -> None:
        with run.machine.entered(frame):
            call_function(run.machine, function, Arguments((), dict(values)), site)

    return _guarded(run.machine, run.main, body)


def run_code(run: Run, code: str) -> Raised | None:
    """Run a piece of Python in the namespace of the module."""
    blocks = parse_module(code).blocks

    def body() -> None:
        for block in blocks:
            scope = Scope(run.main.names, run.main, 0)
            with run.machine.entered(Frame(scope, None, None)):
                execute(run.machine, block.body, scope)

    return _guarded(run.machine, run.main, body)


def trace_of(run: Run, entry: str, raised: Raised | None) -> Trace:
    """The facts noted so far."""
    run.machine.library.finish(run.machine)
    first = run.machine.world.get("raised")
    raised = first if isinstance(first, Raised) else raised
    return run.machine.facts.trace(run.main.path, entry, run.machine.stack.value, raised)


def _guarded(machine: Machine, main: ModuleValue, body: Callable[[], None]) -> Raised | None:
    try:
        with _deep_recursion():
            body()
    except ProgramError as error:
        if error.type == "SystemExit":
            return None
        return error.fact()
    except LimitReached as limit:
        machine.facts.gap(_here(machine, main), f"the analysis stopped here: {limit}")
    except RecursionError:
        machine.facts.gap(_here(machine, main), "the analysis stopped here: calls nest too deeply")
    finally:
        machine.frames.clear()
        machine.conditions, machine.stopped = (), None
    return None


def _here(machine: Machine, main: ModuleValue) -> Location:
    return machine.stopped or machine.place() or Location(main.path, Span(0, 0))
