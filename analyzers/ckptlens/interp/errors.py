"""``raise`` and ``try``."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from ckptlens.interp.assign import bind_name
from ckptlens.interp.machine import Flow, Machine, ProgramError
from ckptlens.interp.site import Arguments
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, Choice, ClassValue, HostFunction, InstanceValue, Scope, Value, is_tuple

if TYPE_CHECKING:
    from ckptlens.syntax import ir


def raise_value(machine: Machine, node: ir.Raise, scope: Scope) -> Flow:
    """``raise value``."""
    location = machine.site(node, scope).location
    if node.value is None:
        handled = machine.frame.handled
        raise handled or ProgramError("RuntimeError", "no active exception to raise", location)
    value = machine.evaluate(machine, node.value, scope)
    raise ProgramError(exception_name(value), _message(value), location, value, _modelled_function(machine, scope))


def _message(value: Value) -> str:
    """The text that an exception object was made with, when it is known."""
    text = value.arguments[0] if isinstance(value, ExceptionValue) and value.arguments else ""
    return text if isinstance(text, str) else ""


def _modelled_function(machine: Machine, scope: Scope) -> str | None:
    """The function of a library that raises, None in code of the program."""
    code = machine.frame.code
    return f"{scope.module.name}.{code.name}" if scope.module.modelled and code is not None else None


def exception_name(value: Value) -> str:
    """The class name of an exception or exception class."""
    match value:
        case InstanceValue(cls=cls):
            return cls.name
        case ClassValue() | HostFunction():
            return value.name
        case ApiValue(name=name):
            return name.rpartition(".")[2]
        case ExceptionValue(type=name):
            return name
        case _:
            return "Exception"


class ExceptionValue:
    """A builtin exception object."""

    __slots__ = ("arguments", "type")

    def __init__(self, type_: str, arguments: tuple[Value, ...]) -> None:
        self.type = type_
        self.arguments = arguments


def run_try(machine: Machine, node: ir.Try, scope: Scope) -> Flow:
    """``try: ... except ...: ... else: ... finally: ...``."""
    try:
        flow = _guarded(machine, node, scope)
    except ProgramError:
        machine.execute(machine, node.final, scope)
        raise
    final = machine.execute(machine, node.final, scope) if node.final else None
    return final if final is not None else flow


def _guarded(machine: Machine, node: ir.Try, scope: Scope) -> Flow:
    frame, depth, conditions = machine.frame, len(machine.frames), machine.conditions
    machine.tries.append(lambda error: any(_catches(machine, h, error, scope) for h in node.handlers))
    try:
        flow = machine.execute(machine, node.body, scope)
    except ProgramError as error:
        machine.tries.pop()
        del machine.frames[depth:]
        machine.conditions = conditions
        handler = next((h for h in node.handlers if _catches(machine, h, error, scope)), None)
        if handler is None:
            raise
        if handler.name is not None:
            bind_name(machine, handler.name, _thrown(machine, error, handler, scope), scope)
        before, frame.handled = frame.handled, error
        flow = machine.execute(machine, handler.body, scope)
        frame.handled = before
        return flow
    except BaseException:
        machine.tries.pop()
        raise
    machine.tries.pop()
    return flow if flow is not None else machine.execute(machine, node.orelse, scope)


def _thrown(machine: Machine, error: ProgramError, handler: ir.Handler, scope: Scope) -> Value:
    """The exception object that a handler is given."""
    if isinstance(error.value, HostFunction):
        return ExceptionValue(error.value.name, ())
    if isinstance(error.value, ClassValue):
        from ckptlens.interp.calls import call

        return call(machine, error.value, Arguments(), machine.site(handler.body[0], scope))
    if error.value is not None:
        return error.value
    return ExceptionValue(error.type, (unknown(f"{handler.name}.args", "the text of an error", error.location),))


def exception_type(error: ProgramError) -> Value:
    """The class of what was raised, as ``__exit__`` is given it."""
    if isinstance(error.value, InstanceValue):
        return error.value.cls
    if isinstance(error.value, (ClassValue, HostFunction)):
        return error.value
    return unknown(error.type, "the class of an exception", error.location)


def caught(machine: Machine, types: Value, error: ProgramError) -> bool:
    """Whether an exception is of one of these types."""
    options = types if is_tuple(types) else types.values if isinstance(types, Choice) else (types,)
    return any(_matches(option, error) for option in options)


def _catches(machine: Machine, handler: ir.Handler, error: ProgramError, scope: Scope) -> bool:
    if handler.types is None:
        return True
    return caught(machine, machine.evaluate(machine, handler.types, scope), error)


_NO_EXCEPTIONS = ("SystemExit", "KeyboardInterrupt", "GeneratorExit")
"""Exceptions that do not derive from Exception."""


def _matches(option: Value, error: ProgramError) -> bool:
    if isinstance(option, ClassValue):
        thrown = error.value.cls if isinstance(error.value, InstanceValue) else error.value
        return isinstance(thrown, ClassValue) and option in thrown.lineage
    name = exception_name(option)
    if name in ("BaseException", error.type):
        return True
    if name == "Exception":
        return error.type not in _NO_EXCEPTIONS
    caught, thrown = getattr(builtins, name, None), getattr(builtins, error.type, None)
    return isinstance(caught, type) and isinstance(thrown, type) and issubclass(thrown, caught)
