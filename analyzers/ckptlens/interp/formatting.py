"""The three kinds of formatting text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    DictValue,
    Text,
    Value,
    is_tuple,
)
from ckptlens.template import Hole, Template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.interp.site import Arguments, Site

from ckptlens.interp.strings import concatenate, text_by

_PERCENT = re.compile(r"%(?:\((?P<key>[^)]*)\))?(?P<flags>[-+ #0]*)(?P<width>\*|\d*)(?:\.(?P<precision>\*|\d*))?[hlL]?(?P<type>[a-zA-Z%])")
_PLAIN = (int, float, str, bool, bytes, complex, type(None))


def formatted(machine: Machine, value: Value, conversion: str, spec: str, site: Site) -> Text:
    """One replacement of an f-string or of ``str.format``."""
    if isinstance(value, _PLAIN) and _too_wide(spec):
        machine.gap(site, "a text too long to compute")
        return Template((Hole("text", "a text too long to compute"),))
    if isinstance(value, _PLAIN):
        try:
            return format(repr(value) if conversion in ("r", "a") else value, spec)
        except (ValueError, TypeError, OverflowError) as error:
            raise ProgramError(type(error).__name__, str(error), site.location) from None
    return text_by(machine, value, site)


_WIDEST = 4
"""Digits of the largest width or precision that is computed."""


def _too_wide(spec: str) -> bool:
    return any(len(digits) > _WIDEST for digits in re.findall(r"\d+", spec))


def percent(machine: Machine, pattern: Text, value: Value, site: Site) -> Text:
    """``pattern % value``."""
    if isinstance(pattern, Template):
        pieces = [
            percent(machine, p, value, site) if isinstance(p, str) and "%" in p else Template((p,)) if isinstance(p, Hole) else p
            for p in pattern.parts
        ]
        return concatenate(pieces)
    arguments = iter(value if is_tuple(value) else (value,))
    parts: list[Text] = []
    position = 0
    for match in _PERCENT.finditer(pattern):
        parts.append(pattern[position : match.start()])
        position = match.end()
        parts.append("%" if match["type"] == "%" else _percent_one(machine, match, value, arguments, site))
    return concatenate([*parts, pattern[position:]])


def _percent_one(machine: Machine, match: re.Match[str], value: Value, arguments: Iterator[Value], site: Site) -> Text:
    if match["key"] is not None:
        item = value.state.get(match["key"], MISSING) if isinstance(value, DictValue) else MISSING
        return _percent_value(machine, match, item if item is not MISSING else unknown(match["key"], "a key that is not known", site), site)
    for part in ("width", "precision"):
        if match[part] == "*":
            return _starred(machine, match, value, arguments, site)
    item = next(arguments, MISSING)
    if item is MISSING:
        raise ProgramError("TypeError", "not enough arguments for format string", site.location)
    return _percent_value(machine, match, item, site)


def _starred(machine: Machine, match: re.Match[str], value: Value, arguments: Iterator[Value], site: Site) -> Text:
    """A directive whose width or precision is an argument: ``%*d``."""
    written = match[0]
    for _ in range(written.count("*")):
        width = next(arguments, MISSING)
        if not isinstance(width, int):
            next(arguments, MISSING)
            return Template((Hole("text", "a text of a width that is not known"),))
        written = written.replace("*", str(width), 1)
    again = _PERCENT.fullmatch(written.replace("--", "-"))
    return _percent_one(machine, again, value, arguments, site) if again is not None else written


def _percent_value(machine: Machine, match: re.Match[str], item: Value, site: Site) -> Text:
    if not isinstance(item, _PLAIN):
        return text_by(machine, item, site)
    if _too_wide(match[0]):
        machine.gap(site, "a text too long to compute")
        return Template((Hole("text", "a text too long to compute"),))
    directive = f"%{match['flags']}{match['width']}{'.' + match['precision'] if match['precision'] is not None else ''}{match['type']}"
    try:
        return directive % (item,)
    except (TypeError, ValueError, OverflowError) as error:
        raise ProgramError(type(error).__name__, str(error), site.location) from None


_FIELD = re.compile(r"\{\{|\}\}|\{(?P<field>[^{}!:]*)(?:!(?P<conversion>[rsa]))?(?::(?P<spec>(?:[^{}]|\{[^{}]*\})*))?\}")


def format_call(machine: Machine, pattern: str, arguments: Arguments, site: Site) -> Text:
    """``pattern.format(*args, **kwargs)``."""
    parts: list[Text] = []
    position = automatic = 0
    for match in _FIELD.finditer(pattern):
        parts.append(pattern[position : match.start()])
        position = match.end()
        if match["field"] is None:
            parts.append(match[0][0])
            continue
        name = match["field"]
        if re.match(r"$|[.\[]", name):
            name, automatic = f"{automatic}{name}", automatic + 1
        value = _field(machine, name, arguments, site)
        spec = format_call(machine, match["spec"] or "", arguments, site) if "{" in (match["spec"] or "") else match["spec"] or ""
        parts.append(formatted(machine, value, match["conversion"] or "", spec if isinstance(spec, str) else "", site))
    return concatenate([*parts, pattern[position:]])


def _field(machine: Machine, name: str, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.access import attribute
    from ckptlens.interp.items import subscript

    head, *rest = re.findall(r"[^.\[\]]+|\.[^.\[\]]+|\[[^\]]+\]", name)
    if head.isdigit():
        index = int(head)
        value = arguments.positional[index] if index < len(arguments.positional) else MISSING
    else:
        value = arguments.keywords.get(head, MISSING)
    if value is MISSING:
        if arguments.open:
            return unknown(head, "an argument that is not known", site)
        raise ProgramError("IndexError" if head.isdigit() else "KeyError", f"no argument {head} for format", site.location)
    for step in rest:
        if step.startswith("."):
            value = attribute(machine, value, step[1:], site)
        else:
            key = step[1:-1]
            value = subscript(machine, value, int(key) if key.isdigit() else key, site)
    return value
