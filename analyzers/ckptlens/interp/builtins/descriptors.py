"""super, property, staticmethod and classmethod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    ClassValue,
    FunctionValue,
    InstanceValue,
    SuperValue,
    Value,
    Wrapper,
)

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Scope
    from ckptlens.syntax import ir

from ckptlens.interp.builtins.registry import MODELS


@MODELS.model("super")
def _super(machine: Machine, site: Site, cls: Value = None, receiver: Value = None) -> Value:
    if isinstance(cls, ClassValue):
        return SuperValue(cls, receiver)
    scope = site.scope
    while scope is not None:
        function = _running(machine, scope)
        if function is not None:
            first = function.parameters[0].name if function.parameters else "self"
            found = scope.names.state.get(first)
            owner = _of_body(found, scope) or _owner(found, function)
            if owner is not None:
                return SuperValue(owner, found)
        scope = scope.parent
    return unknown("super()", "super outside a method", site, callable_gap=True)


def _running(machine: Machine, scope: Scope) -> ir.Function | None:
    return next((f.code for f in reversed(machine.frames) if f.scope is scope), None)


def _of_body(receiver: Value, scope: Scope) -> ClassValue | None:
    """The class in whose body the running function was defined, also when a decorator stands in its place there."""
    body = scope.parent
    cls = receiver.cls if isinstance(receiver, InstanceValue) else receiver
    if body is None or body.kind != "class" or not isinstance(cls, ClassValue):
        return None
    above = cls.metaclass.lineage if cls.metaclass is not None else ()
    return next((base for base in (*cls.lineage, *above) if base.names.state is body.names.state), None)


def _owner(receiver: Value, function: object) -> ClassValue | None:
    """The class in whose body the running method stands, looked for from the type of its first argument."""
    cls = receiver.cls if isinstance(receiver, InstanceValue) else receiver
    if not isinstance(cls, ClassValue):
        return None
    above = cls.metaclass.lineage if cls.metaclass is not None else ()
    return next((base for base in (*cls.lineage, *above) if any(_defines(m, function) for m in base.names.state.values())), None)


def _defines(member: Value, function: object) -> bool:
    if isinstance(member, Wrapper):
        return any(_defines(part, function) for part in (member.function, member.setter, member.deleter))
    inner = getattr(member, "wrapped", None)
    if inner is not None:
        return _defines(inner, function)
    return isinstance(member, FunctionValue) and (member.code is function or _defines(member.state.get("__wrapped__"), function))


@MODELS.model("property")
def _property(machine: Machine, site: Site, fget: Value = None, fset: Value = None, fdel: Value = None, doc: Value = None) -> Value:
    return Wrapper("property", fget, fset, fdel)


@MODELS.model("staticmethod")
def _staticmethod(machine: Machine, site: Site, function: Value) -> Value:
    return Wrapper("staticmethod", function)


@MODELS.model("classmethod")
def _classmethod(machine: Machine, site: Site, function: Value) -> Value:
    return Wrapper("classmethod", function)
