"""Decorators of functools: wraps, caches, properties that are computed once, dispatch by type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.host import host_function, one_argument
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    BoundMethod,
    ClassValue,
    FunctionValue,
    HostObject,
    Unknown,
    Value,
    Wrapper,
)

if TYPE_CHECKING:
    from ckptlens.interp.site import Arguments, Site

_COPIED = ("__name__", "__qualname__", "__doc__", "__module__")


def _updated(machine: Machine, site: Site, wrapper: Value, wrapped: Value) -> Value:
    """What ``functools.update_wrapper`` does."""
    from ckptlens.interp.access import find_attribute, set_attribute

    if not isinstance(wrapper, FunctionValue):
        return wrapper
    for name in _COPIED:
        found = MISSING if isinstance(wrapped, Unknown) else find_attribute(machine, wrapped, name, site)
        if found is not MISSING:
            set_attribute(machine, wrapper, name, found, site)
    if isinstance(wrapped, FunctionValue):
        for name, value in list(wrapped.state.items()):
            machine.trail.set(wrapper.state, name, value)
    machine.trail.set(wrapper.state, "__wrapped__", wrapped)
    return wrapper


@FUNCTIONS.model("functools.wraps", "six.wraps")
def _wraps(machine: Machine, site: Site, wrapped: Value, *rest: Value, **named: Value) -> Value:
    return one_argument("wraps", lambda machine, site, function: _updated(machine, site, function, wrapped))


@FUNCTIONS.model("functools.update_wrapper")
def _update(machine: Machine, site: Site, wrapper: Value, wrapped: Value, *rest: Value, **named: Value) -> Value:
    return _updated(machine, site, wrapper, wrapped)


class _Decorated(HostObject):
    """A function of the program behind a decorator; it binds to objects as a function does."""

    __slots__ = ("binds", "wrapped")

    def __init__(self, wrapped: Value) -> None:
        self.wrapped = wrapped
        self.binds = True

    def attribute(self, machine: Machine, name: str) -> Value:
        if name == "__wrapped__":
            return self.wrapped
        if isinstance(self.wrapped, FunctionValue):
            from ckptlens.interp.functions import function_attribute

            return self.wrapped.state.get(name, function_attribute(machine, self.wrapped, name))
        return MISSING


class CachedFunction(_Decorated):
    """``functools.lru_cache``: a call with arguments that were passed before gives what it gave then."""

    __slots__ = ("results",)

    def __init__(self, wrapped: Value) -> None:
        super().__init__(wrapped)
        self.results: State = {}

    def attribute(self, machine: Machine, name: str) -> Value:
        if name == "cache_clear":
            return host_function(name, self._clear)
        if name in ("cache_info", "cache_parameters"):
            return host_function(name, lambda machine, site: unknown(name, "what a cache holds", site))
        return super().attribute(machine, name)

    def _clear(self, machine: Machine, site: Site) -> Value:
        for key in list(self.results):
            machine.trail.remove(self.results, key)
        return None

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call

        key = (arguments.positional, tuple(sorted(arguments.keywords.items(), key=_first)))
        if key in self.results and not arguments.open:
            return self.results[key]
        found = call(machine, self.wrapped, arguments, site)
        machine.trail.set(self.results, key, found)
        return found


def _first(pair: tuple[str, Value]) -> str:
    return pair[0]


@FUNCTIONS.model("functools.lru_cache", "functools.cache")
def _cache(machine: Machine, site: Site, maxsize: Value = 128, typed: Value = False) -> Value:
    if isinstance(maxsize, (FunctionValue, BoundMethod, HostObject, ClassValue)):
        return CachedFunction(maxsize)
    return one_argument("lru_cache", lambda machine, site, function: CachedFunction(function))


@FUNCTIONS.model("functools.cached_property")
def _cached_property(machine: Machine, site: Site, func: Value) -> Value:
    return Wrapper("cached_property", func)


class DispatchValue(HostObject, Struct, eq=False):
    """``functools.singledispatch``: `state` maps types to functions."""

    default: Value
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        if name == "register":
            return host_function(name, self._register)
        if name == "dispatch":
            return one_argument(name, lambda machine, site, cls: self.state.get(cls, self.default))
        return MISSING

    def _register(self, machine: Machine, site: Site, cls: Value, func: Value = None) -> Value:
        if isinstance(cls, FunctionValue):
            return self._annotated(machine, site, cls)
        if func is not None:
            machine.trail.set(self.state, cls, func)
            return func
        return one_argument("register", lambda machine, site, function: self._register(machine, site, cls, function))

    def _annotated(self, machine: Machine, site: Site, function: FunctionValue) -> Value:
        annotation = function.code.parameters[0].annotation if function.code.parameters else None
        if annotation is None:
            machine.gap(site, "a function registered for a type that is not known")
            return function
        return self._register(machine, site, machine.evaluate(machine, annotation, function.scope), function)

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call
        from ckptlens.interp.types import is_instance

        if not arguments.positional:
            raise ProgramError("TypeError", "singledispatch function requires at least 1 positional argument", site.location)
        fitting = [(t, f) for t, f in self.state.items() if is_instance(machine, arguments.positional[0], t) is True]
        return call(machine, _nearest(fitting, self.default), arguments, site)


def _nearest(fitting: list[tuple[object, Value]], default: Value) -> Value:
    best: tuple[object, Value] | None = None
    for kind, function in fitting:
        nearer = best is None or (isinstance(kind, ClassValue) and best[0] in kind.lineage[1:])
        best = (kind, function) if nearer else best
    return default if best is None else best[1]


@FUNCTIONS.model("functools.singledispatch")
def _singledispatch(machine: Machine, site: Site, func: Value) -> Value:
    return DispatchValue(func)


@FUNCTIONS.model(
    "functools.total_ordering",
    "six.python_2_unicode_compatible",
    "abc.abstractmethod",
    "typing.final",
    "typing.overload",
    "typing.runtime_checkable",
    "typing.no_type_check",
    "typing_extensions.final",
    "typing_extensions.runtime_checkable",
)
def _unchanged(machine: Machine, site: Site, function: Value) -> Value:
    return function


@FUNCTIONS.model("abc.abstractproperty")
def _abstractproperty(machine: Machine, site: Site, function: Value) -> Value:
    return Wrapper("property", function)


@FUNCTIONS.model("typing.cast")
def _cast(machine: Machine, site: Site, typ: Value, val: Value) -> Value:
    return val


@FUNCTIONS.model("typing.TypeVar", "typing.NewType")
def _type_variable(machine: Machine, site: Site, name: Value, *constraints: Value, **named: Value) -> Value:
    return one_argument("NewType", lambda machine, site, value: value)
