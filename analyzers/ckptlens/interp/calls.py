"""Calling values."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.branching import Alternative, one_of, rescue, settle
from ckptlens.interp.machine import Abandoned, Flow, Frame, Machine, ProgramError, Returned
from ckptlens.interp.merge import chosen
from ckptlens.interp.parameters import bind_parameters
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import derived, unknown
from ckptlens.interp.values import (
    ApiValue,
    BoundMethod,
    Choice,
    ClassValue,
    FunctionValue,
    GeneratorValue,
    HostFunction,
    HostObject,
    InstanceValue,
    Namespace,
    Scope,
    Unknown,
    Value,
    Wrapper,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.presence import Conditions
    from ckptlens.interp.site import Arguments, Site

_DATA_METHODS = frozenset(
    [
        "append",
        "as_list",
        "copy",
        "count",
        "decode",
        "encode",
        "endswith",
        "extend",
        "format",
        "get",
        "get_shape",
        "index",
        "insert",
        "items",
        "join",
        "keys",
        "lower",
        "lstrip",
        "ndims",
        "pop",
        "replace",
        "reshape",
        "rstrip",
        "setdefault",
        "shape",
        "size",
        "sort",
        "split",
        "startswith",
        "strip",
        "sum",
        "mean",
        "max",
        "min",
        "astype",
        "title",
        "tolist",
        "update",
        "upper",
        "values",
        "numpy",
        "read",
        "readlines",
        "write",
        "close",
        "is_compatible_with",
        "assert_has_rank",
        "with_rank",
        "info",
        "debug",
        "warning",
        "error",
        "exit",
    ]
)


def call(machine: Machine, function: Value, arguments: Arguments, site: Site) -> Value:
    """``function(arguments)``."""
    match function:
        case FunctionValue():
            return call_function(machine, function, arguments, site)
        case BoundMethod():
            return call(machine, function.function, arguments.prepended(function.receiver), site)
        case HostFunction():
            return function.run(machine, arguments, site)
        case ApiValue():
            return machine.library.call(machine, function, arguments, site)
        case ClassValue():
            from ckptlens.interp.classes import instantiate

            return instantiate(machine, function, arguments, site)
        case HostObject():
            return function.call(machine, arguments, site)
        case InstanceValue():
            return _call_instance(machine, function, arguments, site)
        case Wrapper():
            return call(machine, function.function, arguments, site)
        case Choice():
            return _call_choice(machine, function, arguments, site)
        case Unknown():
            return _call_unknown(machine, function, site)
        case _:
            return unknown("result", f"calling a {type(function).__name__}", site)


def _call_instance(machine: Machine, value: InstanceValue, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.access import find_in_class

    method = find_in_class(value.cls, "__call__")
    if method is not MISSING:
        return call(machine, method, arguments.prepended(value), site)
    for base in value.cls.lineage:
        for parent in base.bases:
            if isinstance(parent, ApiValue):
                return machine.library.instance_call(machine, parent, value, arguments, site)
    machine.gap(site, f"calling an object of class {value.cls.name} is not followed")
    return unknown("result", f"calling an object of class {value.cls.name}", site)


def _call_choice(machine: Machine, function: Choice, arguments: Arguments, site: Site) -> Value:
    callables = [(v, when) for v, when in function.alternatives if v is not None and not isinstance(v, (int, float, str))]
    if not callables:
        return unknown("result", "calling one of several values", site)
    if all(_runs_no_program(value) for value, _ in callables):
        return _call_each(machine, callables, arguments, site)
    return _call_either(machine, callables, arguments, site)


def _runs_no_program(function: Value) -> bool:
    return isinstance(function, HostFunction) or (isinstance(function, BoundMethod) and isinstance(function.function, HostFunction))


def _call_each(machine: Machine, functions: list[tuple[Value, Conditions]], arguments: Arguments, site: Site) -> Value:
    with machine.either_way(site):
        return chosen(machine, [(call(machine, function, arguments, site), when) for function, when in functions])


def _call_either(machine: Machine, callables: list[tuple[Value, Conditions]], arguments: Arguments, site: Site) -> Value:
    """Call each of several functions on a path of its own, under the conditions on which it is that one."""

    def run(function: Value) -> Flow:
        return Returned(call(machine, function, arguments, site))

    flow = one_of(machine, [Alternative(when, f"{_described(f)} is called", partial(run, f)) for f, when in callables])
    return flow.value if isinstance(flow, Returned) else unknown("result", "calling one of several values", site)


def _described(function: Value) -> str:
    """How the condition that a function is the one that is called names it."""
    match function:
        case BoundMethod(function=FunctionValue() as method, receiver=InstanceValue() as receiver):
            return f"{receiver.cls.name}.{method.code.name}"
        case FunctionValue():
            return function.code.name
        case ClassValue() | ApiValue():
            return function.name
        case InstanceValue():
            return f"a {function.cls.name}"
        case _:
            return "one of several"


def _call_unknown(machine: Machine, function: Unknown, site: Site) -> Value:
    name = function.hole.name
    method = name.rpartition(".")[2]
    if not function.pure and (function.callable_gap or "." not in name or method not in _DATA_METHODS):
        machine.gap(site, f"calling {name} is not followed: {function.hole.reason}")
    return derived(function, "()", "the result of a call that is not followed", site)


def call_function(machine: Machine, function: FunctionValue, arguments: Arguments, site: Site) -> Value:
    """Run a function of the program; a generator function gives a generator that runs when it is iterated."""
    scope = _scope_for(machine, function, arguments, site)
    if function.code.parsed.is_generator:
        return GeneratorValue(function, scope)
    return _run(machine, function, scope, site)


def _scope_for(machine: Machine, function: FunctionValue, arguments: Arguments, site: Site) -> Scope:
    names = bind_parameters(machine, function, arguments, site)
    outer, body = function.scope, function.code.parsed
    return Scope(Namespace({**names}), outer.module, outer.base, outer, "function", body.globals, body.nonlocals)


def _run(machine: Machine, function: FunctionValue, scope: Scope, site: Site, yields: Callable[[Value], Value] | None = None) -> Value:
    if (reason := _too_deep(machine, function)) is not None:
        machine.gap(site, reason)
        return unknown(f"{function.name}()", reason, site, callable_gap=True)
    machine.reached.add(id(function.code))
    behind = (site.outer or site) if function.scope.module.modelled else None
    frame = Frame(scope, function.code, site.location, yields=yields, behind=behind)
    conditions = machine.conditions
    with machine.entered(frame):
        try:
            flow = machine.execute(machine, function.code.body, scope)
        except Abandoned:
            _end_early(machine, frame, site)
            machine.conditions = conditions
            raise
        except ProgramError:
            found = rescue(machine, frame)
            machine.conditions = conditions
            if found is None:
                raise
            return found.value
        flow = settle(machine, frame, 0, flow, None)
    machine.conditions = conditions
    return flow.value if isinstance(flow, Returned) else None


def _end_early(machine: Machine, frame: Frame, site: Site) -> None:
    """A generator is left where it yields; on paths that were put aside in it, it has ended before."""
    if frame.pending:
        machine.gap(site, "how far this generator is run depends on a condition that is not known")
        settle(machine, frame, 0, Returned(None), None)


def _too_deep(machine: Machine, function: FunctionValue) -> str | None:
    """Why a call is not followed, where calls nest too deeply."""
    if len(machine.frames) >= machine.limits.frames:
        return f"more than {machine.limits.frames} calls inside each other"
    same = sum(1 for f in machine.frames if f.code is function.code)
    return f"{function.name} calls itself more than {machine.limits.same_function} times" if same >= machine.limits.same_function else None


def run_generator(machine: Machine, generator: GeneratorValue, yields: Callable[[Value], Value]) -> Value:
    """Run the body of a generator; `yields` receives each value and gives what ``yield`` evaluates to."""
    function = generator.function
    frame = machine.frame
    statement = frame.statement
    node = statement if statement is not None else function.code.body[0]
    result = _run(machine, function, generator.scope, machine.site(node, frame.scope), yields)
    frame.statement = statement
    return result
