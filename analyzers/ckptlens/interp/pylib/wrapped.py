"""``wrapt``: decorators that are told what they wrap, and the object that a method was called on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import BoundMethod, DictValue, FunctionValue, HostFunction, HostObject, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class Wrapped(HostObject):
    """A function behind a wrapper that is called with (wrapped, instance, args, kwargs)."""

    __slots__ = ("binds", "instance", "wrapped", "wrapper")

    def __init__(self, wrapper: Value, wrapped: Value, instance: Value = None) -> None:
        self.wrapper = wrapper
        self.wrapped = wrapped
        self.instance = instance if instance is not None else wrapped.receiver if isinstance(wrapped, BoundMethod) else None
        self.binds = True

    def bound_to(self, receiver: Value) -> Wrapped:
        """It as a method of an object."""
        inner = self.wrapped.bound_to(receiver) if isinstance(self.wrapped, Wrapped) else BoundMethod(self.wrapped, receiver)
        return Wrapped(self.wrapper, inner, receiver)

    def attribute(self, machine: Machine, name: str) -> Value:
        from ckptlens.interp.functions import function_attribute

        inner = self.wrapped.function if isinstance(self.wrapped, BoundMethod) else self.wrapped
        if name == "__wrapped__":
            return self.wrapped
        if isinstance(inner, FunctionValue):
            return inner.state.get(name, function_attribute(machine, inner, name))
        return inner.attribute(machine, name) if isinstance(inner, Wrapped) else MISSING

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call

        if arguments.open:
            machine.gap(site, "a wrapped function is called with arguments that are not known whole")
        passed: tuple[Value, ...] = (self.wrapped, self.instance, arguments.positional, DictValue({**arguments.keywords}))
        return call(machine, self.wrapper, Arguments(passed), site)


def _decorator(machine: Machine, arguments: Arguments, site: Site) -> Value:
    wrapper = arguments.get(0, "wrapper")
    if wrapper is None:
        return FUNCTIONS["wrapt.decorator"]

    def decorate(machine: Machine, given: Arguments, site: Site) -> Value:
        return Wrapped(wrapper, given.get(0, "wrapped"))

    return HostFunction("wrapt.decorator", decorate)


FUNCTIONS["wrapt.decorator"] = HostFunction("wrapt.decorator", _decorator)
