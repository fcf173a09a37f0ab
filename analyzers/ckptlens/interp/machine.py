"""The state of one run, handed to every function of the interpreter."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, cast

from msgspec import Struct, field

from ckptlens.interp.facts import Facts
from ckptlens.interp.limits import Budget, LimitReached, Limits
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import Trail, Writes
from ckptlens.text import Location
from ckptlens.trace import Condition, Raised

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ckptlens.interp.values import ApiValue, GeneratorValue, InstanceValue, ModuleValue, Scope, Value
    from ckptlens.program.program import Program
    from ckptlens.stacks import Stack
    from ckptlens.syntax import ir


class Library(Protocol):
    """Models of code that is not in the workspace: TensorFlow, the standard library, numpy."""

    def import_module(self, machine: Machine, name: str) -> Value | None:
        """The module of this dotted name: None when it is not modelled, MISSING when the stack is known not to have it."""
        ...

    def attribute(self, machine: Machine, api: ApiValue, name: str, site: Site | None = None) -> Value:
        """``api.name``. Raises ProgramError where that name is known to be absent, if it is told where it stands."""
        ...

    def call(self, machine: Machine, api: ApiValue, arguments: Arguments, site: Site) -> Value:
        """``api(arguments)``."""
        ...

    def instance_attribute(self, machine: Machine, base: ApiValue, instance: InstanceValue, name: str) -> Value:
        """An attribute that an object of the program inherits from an API class; MISSING when there is none."""
        ...

    def instance_call(self, machine: Machine, base: ApiValue, instance: InstanceValue, arguments: Arguments, site: Site) -> Value:
        """Calling an object whose class inherits ``__call__`` from an API class."""
        ...

    def instance_set(self, machine: Machine, base: ApiValue, instance: InstanceValue, name: str, value: Value, site: Site) -> bool:
        """``instance.name = value`` by an API class that has an assignment of its own; False when it has none."""
        ...

    def finish(self, machine: Machine) -> None:
        """Called when a run is over, before its facts are read."""
        ...

    def instance_delete(self, machine: Machine, base: ApiValue, instance: InstanceValue, name: str) -> None:
        """What an API class does before ``del instance.name``."""
        ...


class Interpreter(Struct, frozen=True):
    """The two functions that all parts of the interpreter come back to."""

    evaluate: Callable[[Machine, ir.Expr, Scope], Value]
    execute: Callable[[Machine, tuple[ir.Stmt, ...], Scope], Flow]


class ProgramError(Exception):
    """The program raises. `type` is the exception's class name, `value` the exception object if there is one.

    `api` is the modelled API that raises, None for Python itself and for a ``raise`` of the program.
    """

    def __init__(self, type_: str, message: str, location: Location, value: Value = None, api: str | None = None) -> None:
        super().__init__(f"{type_}: {message}")
        self.type = type_
        self.message = message
        self.location = location
        self.value = value
        self.api = api

    def raised_by(self, api: str, call: Location) -> None:
        """Note the API whose `call` raises; an error that comes from further inside keeps what it has."""
        if self.api is None and self.location == call:
            self.api = api

    def fact(self) -> Raised:
        """The error as a fact of the run."""
        return Raised(self.location, self.type, self.message, self.api)


class Abandoned(Exception):  # noqa: N818  # control flow inside the interpreter
    """The consumer of a generator wants no more values: the generator ends where it yields."""

    def __init__(self, generator: GeneratorValue) -> None:
        super().__init__()
        self.generator = generator


class Returned(Struct, frozen=True):
    """A function returns this value."""

    value: Value


class Jumped(Struct, frozen=True):
    """``break`` or ``continue``."""

    kind: str


Flow = Returned | Jumped | None
"""How a statement ends: None goes on to the next one."""


class Pending(Struct):
    """A path that left a block early under an undecided condition, put aside until its block ends."""

    mark: int
    flow: Returned | Jumped
    writes: Writes
    conditions: tuple[Condition, ...]
    """All conditions under which this path is taken, outermost first."""


class Frame(Struct):
    """One call that is being run."""

    scope: Scope
    code: ir.Function | None
    call: Location | None
    statement: ir.Stmt | None = None
    pending: list[Pending] = field(default_factory=list[Pending])
    yields: Callable[[Value], Value] | None = None
    handled: ProgramError | None = None
    arguments: tuple[Value, ...] = ()
    behind: Site | None = None
    """The call of the program that led into code of a modelled library."""


class Machine:
    """One run: its program, its state, and the facts noted so far."""

    def __init__(self, program: Program, library: Library, stack: Stack, budget: Budget, interpreter: Interpreter) -> None:
        self.program = program
        self.assumptions = dict(program.assumptions)
        self.supposed: dict[str, Value] = {}
        """The values of the assumptions that were asked for: one object each, as the unknown is one."""
        self.evaluate = interpreter.evaluate
        self.execute = interpreter.execute
        self.library = library
        self.stack = stack
        self.budget = budget
        self.trail = Trail()
        self.facts = Facts()
        self.frames: list[Frame] = []
        self.trying = False
        """Whether what runs is only tried and will be taken back."""
        self.stopped: Location | None = None
        """Where a bound was hit that ends the run."""
        self.module_states: dict[object, object] = {}
        """The imported modules of the workspace, by dotted name."""
        self.conditions: tuple[Condition, ...] = ()
        self.branches = 0
        """How many branches that are not decided were begun; never taken back, so that no two have one number."""
        self.nesting = 0
        """How many branches that are not decided are being run, one inside the other."""
        self.repeated: int | None = None
        """The mark of the facts at which the outermost turn began that stands for all of a loop; None outside of such a turn."""
        self.tries: list[Callable[[ProgramError], bool]] = []
        """For each ``try`` whose body is being run, whether it catches an error."""
        self.stacks: list[object] = []
        """Generators that stop in the middle, kept to the end of the run: one that is let go would leave its contexts."""
        self.graphs = 0
        """How many graphs were made; never taken back, so that no two have one number."""
        self.reached: set[int] = set()
        """``id`` of every `ir.Function` that was called."""
        self.world: dict[object, object] = {}
        """State of the API models, written through the trail."""
        self.written: dict[str, ModuleValue] = {}
        """Modules of a library that are written in Python, once they are loaded; they are not changed afterwards."""

    @property
    def modules(self) -> dict[str, ModuleValue]:
        """The imported modules of the workspace, by dotted name; write to `module_states` through the trail."""
        return cast("dict[str, ModuleValue]", self.module_states)

    @property
    def limits(self) -> Limits:
        return self.budget.limits

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    def site(self, node: ir.Node, scope: Scope) -> Site:
        frame = self.frames[-1] if self.frames else None
        return Site(scope, node, frame.statement if frame else None, frame.behind if frame and scope.module.modelled else None)

    def gap(self, site: Site | Location, reason: str) -> None:
        """Note a place that could not be followed."""
        self.facts.gap(site.location if isinstance(site, Site) else site, reason)

    @contextmanager
    def either_way(self, site: Site) -> Generator[None]:
        """Run alternatives one after the other on one state: sound while they note no facts, else a gap."""
        before = self.facts.mark()
        yield
        if self.facts.mark() != before:
            self.gap(site, "what is made here depends on a condition that is not known")

    def calls(self) -> tuple[Location, ...]:
        """Where the calls stand that led here, innermost last."""
        found = [f for f in self.frames if f.call is not None]
        inside = [f.call for f, before in zip(found[1:], found, strict=False) if not (f.call == before.call and before.behind)]
        return tuple(call for call in (*(f.call for f in found[:1]), *inside) if call is not None)

    @contextmanager
    def entered(self, frame: Frame) -> Generator[None]:
        """Run a call. Raises LimitReached when calls nest too deeply."""
        if len(self.frames) >= self.limits.frames:
            raise LimitReached(f"more than {self.limits.frames} calls inside each other")
        self.frames.append(frame)
        try:
            yield
        except (LimitReached, RecursionError):
            if self.stopped is None:
                self.stopped = self.place()
            raise
        finally:
            self.frames.pop()

    def place(self) -> Location | None:
        """Where in the program the run is."""
        for frame in reversed(self.frames):
            if frame.statement is not None and not frame.scope.module.modelled:
                return Location(frame.scope.module.path, frame.statement.span.shifted(frame.scope.base))
        return None

    def sides(self, test: str) -> tuple[Condition, Condition]:
        """The two sides of a new branch whose test is not decided."""
        self.branches += 1
        return Condition(test, self.branches), Condition(f"not ({test})", self.branches)

    @contextmanager
    def under(self, *conditions: Condition) -> Generator[None]:
        """Run one side of a branch."""
        before = self.conditions
        self.conditions = (*before, *conditions)
        self.nesting += 1
        try:
            yield
        finally:
            self.nesting -= 1
            self.conditions = before
