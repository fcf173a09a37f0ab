"""Text with holes: concatenation and ``str``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.errors import ExceptionValue
from ckptlens.interp.lineage import find_in_class, is_exception
from ckptlens.interp.payload import FIELDS, plain
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import (
    ApiValue,
    Choice,
    ClassValue,
    DictValue,
    FunctionValue,
    HostObject,
    InstanceValue,
    ListValue,
    Text,
    Unknown,
    Value,
    is_tuple,
)
from ckptlens.template import Hole, Template, template
from ckptlens.text import Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckptlens.interp.machine import Machine


_LONGEST = 1_000_000
"""As `Limits.text`."""
_MOST_ITEMS = 1_000
_DEEPEST = 6
"""How deep the items of a list inside lists are written out; what is nested deeper in a program is no name."""


def concatenate(parts: Sequence[Text]) -> Text:
    """The parts as one text: a plain string when there is no hole."""
    if sum(len(p) for part in parts for p in ((part,) if isinstance(part, str) else part.parts) if isinstance(p, str)) > _LONGEST:
        return Template((Hole("text", "a text too long to compute"),))
    joined = template(piece for part in parts for piece in ((part,) if isinstance(part, str) else part.parts))
    literal = joined.literal
    return literal if literal is not None else joined


def as_template(value: Text) -> Template:
    """A text as a template."""
    return value if isinstance(value, Template) else template((value,))


def text_of(value: Value, depth: int = 0) -> Text:
    """``str(value)`` as far as it is known; a hole where it is not."""
    if is_tuple(value):
        inner = _written_items(value, depth)
        return concatenate(["(", *_with_commas(inner), ",)" if len(inner) == 1 else ")"])
    match value:
        case str() | Template():
            return value
        case Unknown(hole=hole):
            return Template((hole,))
        case bool() | int() | float() | None | bytes() | complex() | range():
            return _number_text(value)
        case ListValue():
            return concatenate(["[", *_with_commas(_written_items(value.items, depth)), "]"])
        case DictValue() if not value.open:
            pairs = [concatenate([*_written_items((k,), depth), ": ", *_written_items((v,), depth)]) for k, v in value.state.items()]
            return concatenate(["{", *_with_commas(pairs[:_MOST_ITEMS]), "}"])
        case Choice():
            return Template((Hole("value", "one of several values"),))
        case ExceptionValue():
            return text_of(value.arguments[0]) if len(value.arguments) == 1 else text_of(value.arguments) if value.arguments else ""
        case FunctionValue():
            place = Location(value.scope.module.path, value.code.name_span.shifted(value.scope.base))
            return Template((f"<function {value.name} at ", Hole("address", "where a function is in memory", place), ">"))
        case HostObject():
            written = getattr(value, "written", None)
            return written if isinstance(written, str) else Template((Hole(type(value).__name__.lower(), "an object's text"),))
        case _:
            return Template((Hole(_name_of(value), "an object's text"),))


def _number_text(value: object) -> Text:
    try:
        return str(value)
    except ValueError:
        return Template((Hole("number", "a number longer than Python's limit for conversion"),))


def _written_items(items: tuple[Value, ...], depth: int) -> list[Text]:
    if depth > _DEEPEST or len(items) > _MOST_ITEMS:
        return [Template((Hole("items", "a list too large to write out"),))]
    return [repr(v) if isinstance(v, str) else text_of(v, depth + 1) for v in items]


def _with_commas(parts: list[Text]) -> list[Text]:
    out: list[Text] = []
    for part in parts:
        out += [part] if not out else [", ", part]
    return out


def _name_of(value: Value) -> str:
    match value:
        case InstanceValue(cls=cls):
            return cls.name
        case FunctionValue() | ClassValue() | ApiValue():
            return value.name
        case _:
            return type(value).__name__.lower()


def text_by(machine: Machine, value: Value, site: Site) -> Text:
    """``str(value)``, with the value's own ``__str__`` or ``__repr__`` when it has one."""
    from ckptlens.interp.calls import call

    if isinstance(value, InstanceValue):
        for name in ("__str__", "__repr__"):
            method = find_in_class(value.cls, name)
            if method is not MISSING:
                found = call(machine, method, Arguments((value,)), site)
                return found if isinstance(found, (str, Template)) else text_of(found)
        return _object_text(machine, value, site)
    return text_of(value)


def _object_text(machine: Machine, value: InstanceValue, site: Site) -> Text:
    inner = plain(value)
    given = value.state.get("args")
    if is_exception(value.cls) and is_tuple(given):
        return text_by(machine, given[0], site) if len(given) == 1 else text_of(given) if given else ""
    written = getattr(value.foreign.get("enum"), "written", None)
    if isinstance(written, str):
        return written
    return text_of(value if inner is value or FIELDS in value.foreign else inner)
