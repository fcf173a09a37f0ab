"""Headers of functions that need no parser: parameters without defaults and annotations, decorators that are names.

Two thirds of the functions that a large program imports and never calls have one. For those, parsing the header alone takes longer than
anything else that is done with them.
"""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING

from ckptlens.syntax import ir
from ckptlens.syntax.deferred import WORTH_IT, DeferredBody
from ckptlens.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable

_DECORATOR = re.compile(r"@(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)[ \t]*(?:\r\n|\n|\r)")
_HEADER = re.compile(r"(?P<is_async>async[ \t]+)?def[ \t]+(?P<name>[^\W\d]\w*)\((?P<parameters>[\w*, \t\r\n]*)\)[ \t]*:")
_TO_BODY = re.compile(r"(?:[ \t\f]*(?:\#[^\r\n]*)?(?:\r\n|\n|\r))+[ \t\f]+")
_KINDS = {"": "normal", "*": "args", "**": "kwargs"}


def plain_function(block: str, code: int, later: Callable[[DeferredBody], ir.LaterBody]) -> ir.FunctionDef | None:
    """The function that is all of a block whose code ends at `code`, or None where its header or its body needs a parser."""
    decorators: list[ir.Expr] = []
    start = 0
    while (decorator := _DECORATOR.match(block, start)) is not None:
        decorators.append(_dotted(decorator["name"], decorator.start("name")))
        start = decorator.end()
    header = _HEADER.match(block, start)
    before_body = _TO_BODY.match(block, header.end()) if header is not None else None
    if header is None or before_body is None or code - before_body.end() < WORTH_IT:
        return None
    parameters = _parameters(header["parameters"])
    if parameters is None or any(iskeyword(part) for each in decorators for part in _parts(each)):
        return None
    body = later(DeferredBody(block, start, code, ""))
    span, name_span = Span(start, before_body.end() + len("pass")), Span(*header.span("name"))
    is_async = header["is_async"] is not None
    return ir.FunctionDef(span, ir.Function(span, header["name"], parameters, body, tuple(decorators), is_async, name_span))


def _dotted(name: str, start: int) -> ir.Expr:
    first, *rest = name.split(".")
    end = start + len(first)
    found: ir.Expr = ir.Name(Span(start, end), first)
    for part in rest:
        end += 1 + len(part)
        found = ir.Attribute(Span(start, end), found, part)
    return found


def _parts(expression: ir.Expr) -> list[str]:
    if isinstance(expression, ir.Attribute):
        return [*_parts(expression.value), expression.name]
    return [expression.id] if isinstance(expression, ir.Name) else []


def _parameters(text: str) -> tuple[ir.Parameter, ...] | None:
    """The parameters of a list of names; None for one that is not, as ``a b``."""
    pieces = [piece.strip() for piece in text.split(",")]
    if not pieces[-1]:
        pieces.pop()
    found: list[ir.Parameter] = []
    for piece in pieces:
        name = piece.lstrip("*")
        kind = _KINDS.get(piece[: len(piece) - len(name)])
        if kind is None or not name.isidentifier() or iskeyword(name) or (found and not _may_follow(found[-1].kind, kind)):
            return None
        found.append(ir.Parameter(name, "keyword" if kind == "normal" and _after_args(found) else kind))
    return tuple(found)


def _after_args(found: list[ir.Parameter]) -> bool:
    return any(each.kind == "args" for each in found)


def _may_follow(before: str, kind: str) -> bool:
    """Whether a parameter of this kind is allowed behind one of kind `before`."""
    return before != "kwargs" and not (kind == "args" and before in {"args", "keyword"})
