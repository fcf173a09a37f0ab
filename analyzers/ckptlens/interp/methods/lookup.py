"""Finding the methods and attributes of builtin values."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.errors import ExceptionValue, exception_name
from ckptlens.interp.formatting import format_call
from ckptlens.interp.host import Registry, host_function, one_argument
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.methods import dicts, lists, sets, texts
from ckptlens.interp.methods.constants import constant_method
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    BoundMethod,
    DictValue,
    GeneratorValue,
    HostFunction,
    ListValue,
    SetValue,
    Value,
    Wrapper,
    is_tuple,
)
from ckptlens.template import Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_REGISTRIES = {"list": lists.METHODS, "dict": dicts.METHODS, "set": sets.METHODS, "str": texts.METHODS}
_TUPLE = ("index", "count")
_CONSTANTS: dict[str, type] = {"str": str, "bytes": bytes, "int": int, "float": float, "tuple": tuple, "complex": complex, "bool": bool}


def has_method(kind: str, name: str) -> bool:
    """Whether values of a builtin type have a method of this name."""
    return name in _REGISTRIES.get(kind, ()) or hasattr(_CONSTANTS.get(kind), name)


def method_of(value: Value, name: str) -> Value:
    """An attribute of a builtin value; MISSING when it has none of that name."""
    from ckptlens.interp.members import dunder

    found = _own(value, name)
    return dunder(value, name) if found is MISSING and name.startswith("__") else found


def _own(value: Value, name: str) -> Value:
    if is_tuple(value):
        return _bound(lists.METHODS, value, name) if name in _TUPLE else MISSING
    match value:
        case str() if name == "format":
            return HostFunction("format", lambda machine, arguments, site: format_call(machine, value, arguments, site))
        case str() if name not in texts.METHODS:
            return constant_method(value, name)
        case str() | Template():
            return _bound(texts.METHODS, value, name)
        case ListValue():
            return _bound(lists.METHODS, value, name)
        case DictValue():
            return _bound(dicts.METHODS, value, name)
        case SetValue():
            return _bound(sets.METHODS, value, name)
        case int() | float() | bytes() | complex() | range():
            return constant_method(value, name)
        case _:
            return _of_callable(value, name)


def _of_callable(value: Value, name: str) -> Value:
    match value:
        case Wrapper():
            return _of_wrapper(value, name)
        case HostFunction():
            return _of_host_function(value, name)
        case BoundMethod(function=None):
            return MISSING
        case BoundMethod():
            return _of_method(value, name)
        case ExceptionValue():
            return _of_exception(value, name)
        case GeneratorValue() if name == "send":
            return one_argument(name, lambda machine, site, sent: _sent(machine, site, value, sent))
        case GeneratorValue() if name == "throw":
            return host_function(name, partial(_thrown_into, value))
        case GeneratorValue() if name == "close":
            return host_function(name, partial(_closed, value))
        case GeneratorValue() if name in ("next", "__next__"):
            return HostFunction(name, lambda machine, arguments, site: _next().run(machine, arguments.prepended(value), site))
        case _:
            return MISSING


def _sent(machine: Machine, site: Site, generator: GeneratorValue, sent: Value) -> Value:
    from ckptlens.interp.generators import advance

    found = advance(machine, generator, sent, site)
    if found is MISSING:
        raise ProgramError("StopIteration", "", site.location)
    return found


def _thrown_into(generator: GeneratorValue, machine: Machine, site: Site, error: Value, *rest: Value) -> Value:
    from ckptlens.interp.generators import throw

    found = throw(machine, generator, ProgramError(exception_name(error), "", site.location, error), site)
    if found is MISSING:
        raise ProgramError("StopIteration", "", site.location)
    return found


def _closed(generator: GeneratorValue, machine: Machine, site: Site) -> Value:
    from ckptlens.interp.generators import close

    close(machine, generator, site)
    return None


def _next() -> HostFunction:
    from ckptlens.interp.builtins.registry import MODELS

    return MODELS["next"]


def _of_wrapper(value: Wrapper, name: str) -> Value:
    made: dict[str, Callable[[Value], Wrapper]] = {
        "getter": lambda function: Wrapper("property", function, value.setter, value.deleter),
        "setter": lambda function: Wrapper("property", value.function, function, value.deleter),
        "deleter": lambda function: Wrapper("property", value.function, value.setter, function),
    }
    if value.kind == "property" and name in made:
        return one_argument(name, lambda machine, site, function: made[name](function))
    return {"fget": value.function, "fset": value.setter, "fdel": value.deleter, "__func__": value.function}.get(name, MISSING)


def _of_host_function(value: HostFunction, name: str) -> Value:
    from ckptlens.interp.members import member

    kind = value.name.rpartition(".")[2]
    if name in ("__name__", "__qualname__"):
        return kind
    if name == "__module__":
        return value.name.rpartition(".")[0] or "builtins"
    if name in ("__doc__", "__wrapped__"):
        return None if name == "__doc__" else MISSING
    if kind in ("dict", "OrderedDict") and name == "fromkeys":
        return host_function("fromkeys", dicts.from_keys)
    if (value.name, name) in (("str", "maketrans"), ("itertools.chain", "from_iterable")):
        return CLASS_METHODS.get(f"{value.name}.{name}", MISSING)
    kind = {"OrderedDict": "dict", "defaultdict": "dict", "Counter": "dict", "frozenset": "set", "unicode": "str"}.get(kind, kind)
    typed = has_method(kind, name) or kind in ("object", "type") or name.startswith("__")
    return member(kind, name) if typed else MISSING


CLASS_METHODS: dict[str, Value] = {}
"""Methods of builtin types that are called on the type."""


def _of_method(value: BoundMethod, name: str) -> Value:
    from ckptlens.interp.functions import function_attribute
    from ckptlens.interp.values import FunctionValue

    if name == "__self__":
        return value.receiver
    if name == "__func__":
        return value.function
    if isinstance(value.function, FunctionValue):
        return value.function.state.get(name, function_attribute(None, value.function, name))
    return _of_host_function(value.function, name) if isinstance(value.function, HostFunction) else MISSING


def _of_exception(value: ExceptionValue, name: str) -> Value:
    if name == "args":
        return value.arguments
    if name in ("message", "msg", "value"):
        return value.arguments[0] if value.arguments else MISSING
    if name == "with_traceback":
        return one_argument(name, lambda machine, site, traceback: value)
    if name in ("errno", "strerror", "filename", "__traceback__", "__cause__", "__context__", "code", "name"):
        return unknown(f"error.{name}", "a part of an exception", None)
    return MISSING


def _bound(registry: Registry, value: Value, name: str) -> Value:
    model = registry.get(name)
    if model is None and isinstance(value, Template):
        model = texts.OF_HOLES.get(name)
    if model is None:
        if not isinstance(value, Template) or not hasattr(str, name):
            return MISSING
        return unknown(f"text.{name}", "a method of a text with holes", None)
    return HostFunction(name, lambda machine, arguments, site: model.run(machine, arguments.prepended(value), site))
