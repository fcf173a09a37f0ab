"""``with`` statements."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.access import find_in_class
from ckptlens.interp.assign import assign
from ckptlens.interp.branching import Alternative, on_every_path, one_of
from ckptlens.interp.calls import call, run_generator
from ckptlens.interp.errors import exception_type
from ckptlens.interp.generators import advance, throw
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import derived, unknown
from ckptlens.interp.values import Choice, ContextValue, HostObject, InstanceValue, Scope, Unknown, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Flow, Machine
    from ckptlens.syntax import ir

Body = Callable[[Value], "Flow"]
"""What runs inside a context manager, given the value that entering it gives."""


def run_with(machine: Machine, node: ir.With, scope: Scope) -> Flow:
    """``with items: body``."""
    return _enter(machine, node, 0, scope)


def _enter(machine: Machine, node: ir.With, index: int, scope: Scope) -> Flow:
    if index == len(node.items):
        return machine.execute(machine, node.body, scope)
    item = node.items[index]
    manager = machine.evaluate(machine, item.context, scope)
    site = machine.site(item.context, scope)

    def body(value: Value) -> Flow:
        if item.target is not None:
            assign(machine, item.target, value, scope)
        return _enter(machine, node, index + 1, scope)

    return within(machine, manager, body, site)


def within(machine: Machine, manager: Value, body: Body, site: Site) -> Flow:
    """Run `body` inside a context manager. An exception that the manager swallows ends the body."""
    if isinstance(manager, Choice):
        return _within_either(machine, manager, body, site)
    if isinstance(manager, ContextValue):
        return _generator(machine, manager, body, site)
    value = enter(machine, manager, site)
    since, depth, conditions = len(machine.frame.pending), len(machine.frames), machine.conditions
    try:
        flow = _watched(machine, manager, partial(body, value))
    except ProgramError as error:
        del machine.frames[depth:]
        swallowed = on_every_path(machine, since, partial(leave, machine, manager, error, site))
        if swallowed is not True:
            raise
        machine.conditions = conditions
        return None
    except BaseException:
        leave(machine, manager, None, site)
        raise
    on_every_path(machine, since, partial(leave, machine, manager, None, site))
    return flow


def _within_either(machine: Machine, managers: Choice, body: Body, site: Site) -> Flow:
    """Run `body` inside each of several context managers, on a path of its own. Beside a known one, what is not known is taken for it:
    ``graph or tf.get_default_graph()``."""
    possible = [(v, when) for v, when in managers.alternatives if v is not None]
    known = [pair for pair in possible if not isinstance(pair[0], Unknown)]
    if len(known) == 1:
        return within(machine, known[0][0], body, site)

    def run(manager: Value) -> Flow:
        return within(machine, manager, body, site)

    return one_of(machine, [Alternative(when, f"context {n} is entered", partial(run, v)) for n, (v, when) in enumerate(possible, start=1)])


def _watched(machine: Machine, manager: Value, body: Callable[[], Flow]) -> Flow:
    """Run the body of a context manager that may swallow errors as ``contextlib.suppress`` does: a ``try`` around it."""
    if not isinstance(manager, HostObject):
        return body()
    machine.tries.append(lambda error: manager.swallows(machine, error) is not False)
    try:
        return body()
    finally:
        machine.tries.pop()


def enter(machine: Machine, manager: Value, site: Site) -> Value:
    """``manager.__enter__()``."""
    match manager:
        case HostObject():
            return manager.enter(machine, site)
        case ContextValue():
            value = advance(machine, manager.generator, None, site)
            if value is MISSING:
                raise ProgramError("RuntimeError", "generator didn't yield", site.location)
            return value
        case InstanceValue():
            method = find_in_class(manager.cls, "__enter__")
            return call(machine, method, Arguments((manager,)), site) if method is not MISSING else manager
        case Unknown():
            if manager.callable_gap:
                machine.gap(site, f"entering {manager.hole.name} is not followed: {manager.hole.reason}")
            return derived(manager, "", "entered", site)
        case _:
            return unknown("entered", "an unknown context manager", site)


def leave(machine: Machine, manager: Value, error: ProgramError | None, site: Site) -> bool | None:
    """``manager.__exit__(...)``: whether it swallows the error, None when that is not known."""
    match manager:
        case HostObject():
            manager.leave(machine)
            return error is not None and manager.swallows(machine, error)
        case ContextValue():
            return _leave_generator(machine, manager, error, site)
        case InstanceValue():
            method = find_in_class(manager.cls, "__exit__")
            if method is MISSING:
                return False
            thrown = (None, None, None) if error is None else (exception_type(error), error.value, None)
            return truth(machine, call(machine, method, Arguments((manager, *thrown)), site))
        case _:
            return False


def _leave_generator(machine: Machine, manager: ContextValue, error: ProgramError | None, site: Site) -> bool:
    """Let the generator end after its ``yield``, or raise the error there; True when it handles that."""
    try:
        more = advance(machine, manager.generator, None, site) if error is None else throw(machine, manager.generator, error, site)
    except ProgramError as raised:
        if raised is not error:
            raise
        return False
    if more is not MISSING:
        raise ProgramError("RuntimeError", "generator didn't stop", site.location)
    return error is not None


def _generator(machine: Machine, manager: ContextValue, body: Body, site: Site) -> Flow:
    """A generator made a context manager: the body runs where the generator yields."""
    flows: list[Flow] = []
    entered = False
    outer = machine.frame

    def yielded(value: Value) -> Value:
        nonlocal entered
        entered = True
        # The body belongs to the frame of the `with` statement, whose names and jumps it uses.
        machine.frames.append(outer)
        try:
            flows.append(body(value))
        finally:
            machine.frames.pop()
        return None

    run_generator(machine, manager.generator, yielded)
    if not entered:
        raise ProgramError("RuntimeError", "generator didn't yield", site.location)
    return flows[0] if flows else None
