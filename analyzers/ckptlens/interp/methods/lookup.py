"""Finding the methods of builtin values."""

from __future__ import annotations

from functools import partial
from typing import cast

from ckptlens.interp.formatting import format_call
from ckptlens.interp.host import Registry, host_function, one_argument
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.methods import dicts, lists, sets, texts
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostFunction, ListValue, SetValue, Value, Wrapper, is_tuple, new_list
from ckptlens.template import Template


def method_of(value: Value, name: str) -> Value:
    """The bound method of a builtin value; MISSING when the type has none of that name."""
    if is_tuple(value):
        return _bound(lists.METHODS, value, name) if name in ("index", "count") else MISSING
    match value:
        case str() if name == "format":
            return HostFunction("format", lambda machine, arguments, site: format_call(machine, value, arguments, site))
        case str() if name not in texts.METHODS:
            return _plain(value, name)
        case str() | Template():
            return _bound(texts.METHODS, value, name)
        case ListValue():
            return _bound(lists.METHODS, value, name)
        case DictValue():
            return _bound(dicts.METHODS, value, name)
        case SetValue():
            return _bound(sets.METHODS, value, name)
        case Wrapper(kind="property") if name in ("setter", "getter", "deleter"):
            return one_argument(name, lambda machine, site, function: Wrapper("property", value.function, function))
        case int() | float() | bytes() | complex():
            return _plain(value, name)
        case HostFunction() if name in ("__name__", "__module__"):
            return value.name
        case HostFunction(name="dict") if name == "fromkeys":
            return HostFunction("fromkeys", host_function("fromkeys", dicts.from_keys).run)
        case HostFunction(name="str") if name in texts.METHODS or hasattr(str, name):
            return HostFunction(name, partial(_unbound, name))
        case _:
            return MISSING


def _unbound(name: str, machine: Machine, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.calls import call

    if not arguments.positional:
        raise ProgramError("TypeError", f"unbound method str.{name}() needs an argument", site.location)
    method = method_of(arguments.positional[0], name)
    return call(machine, method, Arguments(arguments.positional[1:], arguments.keywords), site)


def _bound(registry: Registry, value: Value, name: str) -> Value:
    model = registry.get(name)
    if model is None:
        return MISSING if not isinstance(value, Template) else unknown(f"text.{name}", "a method of a text with holes", None)
    return HostFunction(name, lambda machine, arguments, site: model.run(machine, arguments.prepended(value), site))


def _plain(value: str | float | bytes | complex, name: str) -> Value:
    """A method of a constant: run for real when all arguments are constants."""
    found: object = getattr(value, name, MISSING)
    if not callable(found):
        return found

    def run(machine: Machine, arguments: Arguments, site: Site) -> Value:
        constants = list(map(_constant, arguments.positional))
        if MISSING in constants or arguments.keywords:
            return unknown(f"{name}()", f"{name} of a value that is not known", site)
        try:
            result: object = found(*constants)
        except (TypeError, ValueError, IndexError, KeyError, LookupError) as error:
            raise ProgramError(type(error).__name__, str(error), site.location) from None
        return new_list(tuple(cast("list[Value]", result))) if isinstance(result, list) else result

    return HostFunction(name, run)


def _constant(value: Value) -> object:
    if is_tuple(value):
        return value if all(isinstance(v, (str, int)) for v in value) else MISSING
    return value if isinstance(value, (str, int, float, bytes, type(None))) else MISSING
