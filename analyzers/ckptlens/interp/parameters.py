"""Binding arguments to the parameters of a function of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, FunctionValue, Many, Value

if TYPE_CHECKING:
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.syntax import ir


def bind_parameters(machine: Machine, function: FunctionValue, arguments: Arguments, site: Site) -> dict[str, Value]:
    """Parameter names to values. Raises ProgramError TypeError as Python would."""
    code = function.code
    names: dict[str, Value] = {}
    positional = [p for p in code.parameters if p.kind in ("positional", "normal")]
    for parameter, value in zip(positional, arguments.positional, strict=False):
        names[parameter.name] = value
    _extra(function, names, arguments, positional, site)
    _keywords(function, names, arguments, site)
    defaults = dict(function.defaults)
    for parameter in code.parameters:
        if parameter.name not in names:
            names[parameter.name] = _missing(function, parameter, defaults, arguments, site)
    return names


def _extra(function: FunctionValue, names: dict[str, Value], arguments: Arguments, positional: list[ir.Parameter], site: Site) -> None:
    rest = arguments.positional[len(positional) :]
    star = next((p for p in function.code.parameters if p.kind == "args"), None)
    if star is not None:
        names[star.name] = rest if not arguments.open or rest else Many(unknown(star.name, "arguments that are not known", site))
    elif rest:
        raise ProgramError("TypeError", f"{function.name}() takes {len(positional)} positional arguments", site.location)


def _keywords(function: FunctionValue, names: dict[str, Value], arguments: Arguments, site: Site) -> None:
    accepted = {p.name for p in function.code.parameters if p.kind in ("normal", "keyword")}
    rest: dict[object, Value] = {}
    for keyword, value in arguments.keywords.items():
        if keyword in accepted:
            if keyword in names:
                raise ProgramError("TypeError", f"{function.name}() got multiple values for argument '{keyword}'", site.location)
            names[keyword] = value
        else:
            rest[keyword] = value
    star = next((p for p in function.code.parameters if p.kind == "kwargs"), None)
    if star is not None:
        names[star.name] = DictValue(rest, open=arguments.open)
    elif rest:
        raise ProgramError("TypeError", f"{function.name}() got an unexpected keyword argument '{next(iter(rest))}'", site.location)


def _missing(function: FunctionValue, parameter: ir.Parameter, defaults: dict[str, Value], arguments: Arguments, site: Site) -> Value:
    if arguments.open:
        return unknown(parameter.name, "an argument that is not known", site, callable_gap=True)
    if parameter.name in defaults:
        return defaults[parameter.name]
    raise ProgramError("TypeError", f"{function.name}() missing required argument '{parameter.name}'", site.location)
