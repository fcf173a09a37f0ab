"""arg_scope: default arguments for functions of slim, and for those of the program that are decorated for it.

Source: ``tensorflow/contrib/framework/python/ops/arg_scope.py`` (1.15), ``tf_slim/ops/arg_scope.py`` (1.1.0).
Cases: tf115_contrib_conv_bn_arg_scope, slim_arg_scopes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.machine import Flow, Machine, ProgramError, Returned
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import ApiValue, DictValue, HostFunction, HostObject, ListValue, Unknown, Value, is_tuple
from ckptlens.tf_api.registry import MODELS, Call, Model, api, signature

if TYPE_CHECKING:
    from collections.abc import Callable

_STACK = "arg scopes"
SCOPED: set[str] = set()
"""Public names of the models that take arguments from an arg_scope."""


def scoped_api(*names: str) -> Callable[[Model], Model]:
    """Register the model of a function that is decorated with add_arg_scope."""
    SCOPED.update(names)
    return api(*names)


def current(machine: Machine) -> DictValue:
    """The innermost arg_scope: a dict of each function's key to its arguments."""
    stack = machine.world.get(_STACK, ())
    found = stack[-1] if is_tuple(stack) and stack else None
    return found if isinstance(found, DictValue) else DictValue({})


def with_defaults(machine: Machine, key: Value, arguments: Arguments) -> Arguments:
    """The arguments of a call, with those that the arg_scope gives behind them."""
    found = current(machine).state.get(key)
    if not isinstance(found, DictValue):
        return arguments
    given = {k: v for k, v in found.state.items() if isinstance(k, str)}
    return Arguments(arguments.positional, {**given, **arguments.keywords}, arguments.open or found.open)


def key_of(function: Value) -> Value:
    """What stands for a function in an arg_scope; MISSING when it is not decorated."""
    if isinstance(function, ApiValue):
        return function.name if function.name in SCOPED else MISSING
    return function.function if isinstance(function, ArgScoped) else MISSING


class ArgScoped(HostObject, Struct, eq=False):
    """A function of the program decorated with ``add_arg_scope``."""

    function: Value
    binds: bool = True

    def attribute(self, machine: Machine, name: str) -> Value:
        from ckptlens.interp.access import find_attribute

        return self.function if name == "__wrapped__" else find_attribute(machine, self.function, name, _NOWHERE)

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call

        return call(machine, self.function, with_defaults(machine, self.function, arguments), site)

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        return MISSING


_NOWHERE: Site = None  # pyright: ignore[reportAssignmentType]


class ArgScopeContext(HostObject, Struct, eq=False):
    """``with arg_scope(functions, **arguments)`` or ``with arg_scope(earlier)``. It is a decorator too."""

    functions: Value
    given: DictValue
    outer: list[Value] = field(default_factory=list[Value])

    def attribute(self, machine: Machine, name: str) -> Value:
        return MISSING

    def enter(self, machine: Machine, site: Site) -> Value:
        made = self._made(machine, site)
        stack = machine.world.get(_STACK, ())
        self.outer.append(stack)
        machine.trail.set(machine.world, _STACK, (*stack, made) if is_tuple(stack) else (made,))
        return made

    def leave(self, machine: Machine) -> None:
        machine.trail.set(machine.world, _STACK, self.outer.pop())

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        return HostFunction("decorated", lambda machine, inner, site: self._decorated(machine, arguments.get(0, "func"), inner, site))

    def _decorated(self, machine: Machine, function: Value, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call
        from ckptlens.interp.contexts import within

        def body(_: Value) -> Flow:
            return Returned(call(machine, function, arguments, site))

        flow = within(machine, ArgScopeContext(self.functions, self.given), body, site)
        return flow.value if isinstance(flow, Returned) else None

    def _made(self, machine: Machine, site: Site) -> DictValue:
        if isinstance(self.functions, DictValue):
            return _reentered(self.functions, self.given, site)
        listed = self.functions.items if isinstance(self.functions, ListValue) else self.functions
        if not is_tuple(listed):
            return _not_listed(machine, listed, site)
        before = current(machine)
        state = dict(before.state)
        for function in listed:
            key = _checked(machine, function, site)
            older = state.get(key)
            kept = older.state if isinstance(older, DictValue) else {}
            state[key] = DictValue({**kept, **self.given.state}, open=self.given.open or (isinstance(older, DictValue) and older.open))
        return DictValue(state)


def _reentered(scope: DictValue, given: DictValue, site: Site) -> DictValue:
    if given.state:
        raise ProgramError("ValueError", "When attempting to re-use a scope by suppling adictionary, kwargs must be empty.", site.location)
    return DictValue(dict(scope.state), open=scope.open)


def _not_listed(machine: Machine, value: Value, site: Site) -> DictValue:
    if not isinstance(value, (Unknown, HostObject)):
        raise ProgramError("TypeError", "list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict)", site.location)
    machine.gap(site, "the functions of this arg_scope are not known")
    return DictValue(dict(current(machine).state))


def _checked(machine: Machine, function: Value, site: Site) -> Value:
    """The key of a function. Raises ValueError for one that is known not to be decorated."""
    key = key_of(function)
    if key is not MISSING:
        return key
    known = isinstance(function, ApiValue) and function.name in MODELS
    if known or not isinstance(function, (ApiValue, HostObject, Unknown)):
        raise ProgramError("ValueError", f"{function} is not decorated with @add_arg_scope", site.location)
    machine.gap(site, "a function of this arg_scope is not known")
    return function


@api("tf.contrib.framework.arg_scope")
def arg_scope(call: Call, list_ops_or_scope: Value, **kwargs: Value) -> Value:
    """Default arguments for the listed functions inside a with block."""
    return ArgScopeContext(list_ops_or_scope, DictValue({**kwargs}, open=call.arguments.open))


@api("tf.contrib.framework.add_arg_scope")
def add_arg_scope(call: Call, func: Value) -> Value:
    """The function, which now takes arguments from an arg_scope."""
    return func if key_of(func) is not MISSING else ArgScoped(func)


@api("tf.contrib.framework.current_arg_scope")
def current_arg_scope(call: Call) -> Value:
    """The innermost arg_scope."""
    return current(call.machine)


@api("tf.contrib.framework.has_arg_scope")
def has_arg_scope(call: Call, func: Value) -> Value:
    """Whether a function is decorated with add_arg_scope."""
    return key_of(func) is not MISSING


@api("tf.contrib.framework.arg_scope_func_key")
def arg_scope_func_key(call: Call, op: Value) -> Value:
    """What stands for a function in an arg_scope."""
    key = key_of(op)
    return op if key is MISSING else key


@api("tf.contrib.framework.arg_scoped_arguments")
def arg_scoped_arguments(call: Call, func: Value) -> Value:
    """The names of the arguments that an arg_scope may give: those with defaults."""
    from ckptlens.interp.values import FunctionValue

    if isinstance(func, ApiValue) and func.name in SCOPED:
        return tuple(p.name for p in list(signature(func.name).parameters.values())[1:] if p.default is not p.empty)
    inner = func.function if isinstance(func, ArgScoped) else None
    return tuple(name for name, _ in inner.defaults) if isinstance(inner, FunctionValue) else ()
