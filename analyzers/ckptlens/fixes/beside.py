"""Lines that are added behind a statement, and whether an expression of it may stand in them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libcst import matchers as m

from ckptlens.fixes.written import expression, indentation, newline_of, whole_lines
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS = ("get_global_step()", "get_or_create_global_step()")
"""Calls that give the same value when they are made again."""


def can_be_read_again(source: str) -> bool:
    """Whether an expression gives the same value once more, and does nothing."""
    node = expression(source)
    return node is not None and (source.endswith(_STEPS) or not m.findall(node, m.Call() | m.NamedExpr() | m.Await()))


def lines_after(text: str, statement: Span, lines: Sequence[str]) -> TextEdit:
    """Lines behind the statement's own, indented like it."""
    newline, indent, end = newline_of(text), indentation(text, statement), whole_lines(text, statement).end
    written = "".join(f"{indent}{line}{newline}" for line in lines)
    is_last = not text[:end].endswith(("\n", "\r"))
    return TextEdit(Span(end, end), f"{newline}{written.removesuffix(newline)}" if is_last else written)
