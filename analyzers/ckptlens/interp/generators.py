"""Running generators: each value is used before the generator goes on, as in Python.

A ``for`` loop runs its body where the generator yields, on the generator's own call, so that a branch of the generator that is
not decided surrounds the body too. ``next`` and ``send`` need a generator that stops in the middle: it runs on a stack of its
own (a greenlet).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from greenlet import greenlet

from ckptlens.interp.calls import run_generator
from ckptlens.interp.limits import LimitReached
from ckptlens.interp.machine import Abandoned, ProgramError
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown

if TYPE_CHECKING:
    from ckptlens.interp.machine import Frame, Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import GeneratorValue, Value

Visit = Callable[["Value"], bool]
"""Uses one value; False when no more are wanted."""


def for_each(machine: Machine, generator: GeneratorValue, visit: Visit, site: Site) -> None:
    """Give the values of a generator one after the other to `visit`, while it wants more."""
    if "run" in generator.state:
        _rest(machine, generator, visit, site)
        return
    machine.trail.set(generator.state, "run", "done")
    outer, nesting, wanted = machine.frame, machine.nesting, True

    def yielded(value: Value) -> Value:
        nonlocal wanted
        if not wanted:
            return None
        # The visitor belongs to the frame of the loop, whose names and jumps it uses.
        machine.frames.append(outer)
        try:
            wanted = visit(value)
        finally:
            machine.frames.pop()
        if not wanted and machine.nesting == nesting:
            raise Abandoned(generator)
        if not wanted:
            machine.gap(site, "a generator is left where it yields under a condition that is not known")
        return None

    try:
        run_generator(machine, generator, yielded)
    except Abandoned as left:
        if left.generator is not generator:
            raise


def _rest(machine: Machine, generator: GeneratorValue, visit: Visit, site: Site) -> None:
    while (value := advance(machine, generator, None, site)) is not MISSING:
        if not visit(value):
            return


def advance(machine: Machine, generator: GeneratorValue, sent: Value, site: Site) -> Value:
    """The next value of a generator; MISSING when it has ended.

    What a generator did cannot be taken back: advanced under a condition that is not known, it is sound while it notes no facts.
    """
    stack = generator.state.get("run")
    if machine.trying:
        return unknown("item", "an item of a generator", site)
    if stack == "done":
        return MISSING
    if not isinstance(stack, _Stack):
        stack = _Stack(machine, generator)
        machine.trail.set(generator.state, "run", stack)
    if machine.nesting > stack.made_in:
        with machine.either_way(site):
            value = stack.resume(sent)
    else:
        value = stack.resume(sent)
    if value is MISSING:
        machine.trail.set(generator.state, "run", "done")
    return value


def delegate(machine: Machine, generator: GeneratorValue, handler: Callable[[Value], Value], site: Site) -> Value:
    """``yield from generator``: its values go to `handler`, and what is sent goes to it; gives what it returns."""
    if "run" not in generator.state:
        machine.trail.set(generator.state, "run", "done")
        return run_generator(machine, generator, handler)
    sent: Value = None
    while (value := advance(machine, generator, sent, site)) is not MISSING:
        sent = handler(value)
    return unknown("returned", "what a generator returns", site)


def throw(machine: Machine, generator: GeneratorValue, error: ProgramError, site: Site) -> Value:
    """Raise an error where a generator waits: its next value, MISSING when it ends."""
    if not isinstance(generator.state.get("run"), _Stack):
        machine.trail.set(generator.state, "run", "done")
        raise error
    try:
        return advance(machine, generator, error, site)
    except ProgramError:
        machine.trail.set(generator.state, "run", "done")
        raise


def close(machine: Machine, generator: GeneratorValue, site: Site) -> None:
    """``generator.close()``: what it holds open is left."""
    try:
        throw(machine, generator, ProgramError("GeneratorExit", "", site.location), site)
    except ProgramError as error:
        if error.type != "GeneratorExit":
            raise


class _Stack:
    """A generator that stops in the middle, on a stack of its own."""

    __slots__ = ("_frames", "_generator", "_greenlet", "_machine", "_nesting", "_tries", "made_in")

    def __init__(self, machine: Machine, generator: GeneratorValue) -> None:
        self.made_in = machine.nesting
        self._machine = machine
        self._generator = generator
        self._frames: list[Frame] = []
        self._nesting = 0
        self._tries: list[Callable[[ProgramError], bool]] = []
        self._greenlet = greenlet(self._run)
        machine.stacks.append(self)

    def resume(self, sent: Value) -> Value:
        """Run to the next ``yield``: its value, MISSING at the end. Raises what the generator raises."""
        machine, conditions = self._machine, self._machine.conditions
        depth, tries, nesting = len(machine.frames), len(machine.tries), machine.nesting
        machine.frames += self._frames
        machine.tries += self._tries
        machine.nesting += self._nesting
        if len(machine.frames) > machine.limits.frames:
            raise LimitReached(f"more than {machine.limits.frames} calls inside each other")
        try:
            return MISSING if self._greenlet.dead else self._switched(sent)
        finally:
            self._frames, self._tries = machine.frames[depth:], machine.tries[tries:]
            self._nesting = machine.nesting - nesting
            del machine.frames[depth:], machine.tries[tries:]
            machine.conditions, machine.nesting = conditions, nesting

    def _switched(self, sent: Value) -> Value:
        self._greenlet.parent = greenlet.getcurrent()
        return self._greenlet.switch(sent)

    def _run(self, sent: Value) -> Value:
        run_generator(self._machine, self._generator, self._yielded)
        return MISSING

    def _yielded(self, value: Value) -> Value:
        consumer = self._greenlet.parent
        assert consumer is not None
        sent = consumer.switch(value)
        if isinstance(sent, ProgramError):
            raise sent
        return sent
