"""``with`` statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ckptlens.interp.access import find_in_class
from ckptlens.interp.assign import assign
from ckptlens.interp.branching import Path, on_every_path
from ckptlens.interp.calls import call, run_generator
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import derived, unknown
from ckptlens.interp.values import ContextValue, HostObject, InstanceValue, Scope, Unknown, Value

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
    """Run `body` inside a context manager."""
    if isinstance(manager, HostObject):
        value = manager.enter(machine, site)
        return _closing(machine, lambda: body(value), lambda: manager.leave(machine))
    if isinstance(manager, ContextValue):
        return _generator(machine, manager, body, site)
    if isinstance(manager, InstanceValue):
        return _own(machine, manager, body, site)
    if isinstance(manager, Unknown) and manager.callable_gap:
        machine.gap(site, f"entering {manager.hole.name} is not followed: {manager.hole.reason}")
    entered = (
        derived(manager, "", "entered", site) if isinstance(manager, Unknown) else unknown("entered", "an unknown context manager", site)
    )
    return body(entered)


def _generator(machine: Machine, manager: ContextValue, body: Body, site: Site) -> Flow:
    """A generator made a context manager: the body runs where the generator yields."""
    flows: list[Flow] = []
    outer = machine.frame

    def yielded(value: Value) -> Value:
        # The body belongs to the frame of the `with` statement, whose names and jumps it uses.
        machine.frames.append(outer)
        try:
            flows.append(body(value))
        finally:
            machine.frames.pop()
        return None

    run_generator(machine, manager.generator, yielded)
    if not flows:
        raise ProgramError("RuntimeError", "generator didn't yield", site.location)
    return flows[0]


def _own(machine: Machine, manager: InstanceValue, body: Body, site: Site) -> Flow:
    enter, leave = find_in_class(manager.cls, "__enter__"), find_in_class(manager.cls, "__exit__")
    value = call(machine, enter, Arguments((manager,)), site) if enter is not MISSING else manager
    if leave is MISSING:
        return body(value)
    return _closing(machine, lambda: body(value), lambda: call(machine, leave, Arguments((manager, None, None, None)), site))


def _closing(machine: Machine, body: Path, leave: Callable[[], object]) -> Flow:
    """Run a body, and leave its context on every path out of it: those put aside in the body as well."""
    since = len(machine.frame.pending)
    try:
        return body()
    finally:
        on_every_path(machine, since, leave)
