"""Context managers of contextlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.errors import caught
from ckptlens.interp.host import host_function
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.values import HostObject, Value, is_tuple

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine, ProgramError


class NullContext(HostObject):
    """``contextlib.nullcontext(value)``."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def enter(self, machine: Machine, site: Site) -> Value:
        return self.value


class Suppress(HostObject):
    """``contextlib.suppress(*types)``."""

    __slots__ = ("types",)

    def __init__(self, types: tuple[Value, ...]) -> None:
        self.types = types

    def enter(self, machine: Machine, site: Site) -> Value:
        return None

    def swallows(self, machine: Machine, error: ProgramError) -> bool | None:
        return caught(machine, self.types, error)


class ExitStack(HostObject):
    """``contextlib.ExitStack()``: contexts and calls, left in reverse order. `state` holds them, written through the trail."""

    __slots__ = ("site", "state")

    def __init__(self, site: Site) -> None:
        self.site = site
        self.state: State = {"left": ()}

    def attribute(self, machine: Machine, name: str) -> Value:
        model = {"enter_context": self._enter_context, "push": self._push, "callback": self._callback, "close": self._close}.get(name)
        if name == "pop_all":
            return host_function(name, self._pop_all)
        return host_function(name, model) if model is not None else MISSING

    def _enter_context(self, machine: Machine, site: Site, manager: Value) -> Value:
        from ckptlens.interp.contexts import enter

        value = enter(machine, manager, site)
        self._add(machine, ("context", manager, Arguments()))
        return value

    def _push(self, machine: Machine, site: Site, manager: Value) -> Value:
        self._add(machine, ("context", manager, Arguments()))
        return manager

    def _callback(self, machine: Machine, site: Site, function: Value, *arguments: Value, **named: Value) -> Value:
        self._add(machine, ("call", function, Arguments(arguments, named)))
        return function

    def _close(self, machine: Machine, site: Site) -> Value:
        self.leave(machine)
        return None

    def _pop_all(self, machine: Machine, site: Site) -> Value:
        other = ExitStack(site)
        machine.trail.set(other.state, "left", self.state["left"])
        machine.trail.set(self.state, "left", ())
        return other

    def _add(self, machine: Machine, item: tuple[str, Value, Arguments]) -> None:
        items = self.state["left"]
        assert is_tuple(items)
        machine.trail.set(self.state, "left", (*items, item))

    def leave(self, machine: Machine) -> None:
        from ckptlens.interp.calls import call
        from ckptlens.interp.contexts import leave

        items = self.state["left"]
        machine.trail.set(self.state, "left", ())
        for item in reversed(items) if is_tuple(items) else ():
            if is_tuple(item) and isinstance(item[2], Arguments):
                if item[0] == "call":
                    call(machine, item[1], item[2], self.site)
                else:
                    leave(machine, item[1], None, self.site)


@FUNCTIONS.model("contextlib.nullcontext")
def _null(machine: Machine, site: Site, enter_result: Value = None) -> Value:
    return NullContext(enter_result)


@FUNCTIONS.model("contextlib.suppress")
def _suppress(machine: Machine, site: Site, *types: Value) -> Value:
    return Suppress(types)


@FUNCTIONS.model("contextlib.ExitStack")
def _exit_stack(machine: Machine, site: Site) -> Value:
    return ExitStack(site)
