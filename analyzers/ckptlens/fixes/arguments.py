"""Edits of one call's arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from ckptlens.fixes.written import code, expression
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from ckptlens.trace import Argument, CallSite


def argument(site: CallSite, keyword: str, position: int) -> Argument | None:
    """The argument given as `keyword` or at `position`."""
    named = next((a for a in site.arguments if a.keyword == keyword), None)
    if named is not None:
        return named
    at = site.arguments[position] if position < len(site.arguments) else None
    return at if at is not None and at.keyword is None else None


def unpacks(text: str, site: CallSite) -> bool:
    """Whether the call has ``*args`` or ``**options``, behind which any argument may hide."""
    return any(code(text, a.location).startswith("*") or text[: a.location.span.start].endswith("*") for a in site.arguments)


def set_argument(text: str, site: CallSite, keyword: str, position: int, value: str) -> TextEdit:
    """The edit that gives the argument this value: in place of its present one, or as first of the keywords."""
    present = argument(site, keyword, position)
    if present is not None:
        return TextEdit(present.location.span, value)
    start = text.index("(", site.callee.span.end) + 1
    written = f"{keyword}={value}"
    first = site.arguments[0].location.span.start if site.arguments else None
    if first is None:
        return TextEdit(Span(start, start), written)
    before_keyword = _start_of_argument(text, start, first)
    return TextEdit(Span(before_keyword, before_keyword), f"{written}, ")


def _start_of_argument(text: str, start: int, value: int) -> int:
    """Where the argument whose value starts at `value` starts, keyword included; it is the first one after `start`."""
    between = text[start:value]
    return start + (len(between) - len(between.lstrip(" \t\r\n\f\\")) if "#" not in between else between.rindex("\n") + 1)


def named_object(text: str, site: CallSite, keyword: str | None) -> str | None:
    """How the code names what it gives by a keyword, or by position (None); None for an expression that would make another object."""
    given = next((a for a in site.arguments if a.keyword == keyword), None)
    written = code(text, given.location) if given is not None and not unpacks(text, site) else ""
    return written if _is_name(expression(written)) else None


def _is_name(node: cst.BaseExpression | None) -> bool:
    return isinstance(node, cst.Name) or (isinstance(node, cst.Attribute) and _is_name(node.value))
