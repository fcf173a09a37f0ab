"""QF16: make the Checkpoint once, before the loop that saves with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst
import libcst.matchers as m

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import path_to
from ckptlens.fixes.written import code, expression, free_name, indentation, newline_of, stands_alone, whole_lines
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.statements import Placed, Step


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per Checkpoint that is made in the body of a loop, of objects that were there before the loop."""
    for finding in context.findings:
        maker = context.rule.trace.maker(finding.subject)
        if finding.code != "CK222" or maker is None or maker.site.location.path != context.path:
            continue
        edits = _edits(context.text, maker.site.location.span)
        if edits:
            title = "Make the Checkpoint once, before the loop"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),), finding, preferred=True)


def _edits(text: str, call: Span) -> tuple[TextEdit, ...]:
    steps = path_to(text, call)
    loop = _loop(steps)
    if loop is None or not stands_alone(text, steps[-1].statement.span) or _names(code(text, call)) & _bound_in(text, loop):
        return ()
    start = whole_lines(text, loop.span).start
    indent = indentation(text, loop.span)
    made = _assigned(steps[-1].statement, call)
    if made is not None:
        return (_line(start, indent, made, code(text, call), text), TextEdit(whole_lines(text, steps[-1].statement.span), ""))
    name = free_name(text, "checkpoint", "saved_checkpoint")
    return (_line(start, indent, name, code(text, call), text), TextEdit(call, name))


def _loop(steps: tuple[Step, ...]) -> Placed | None:
    """The loop around a place, with nothing but tests and contexts between: what a function makes is made for each call."""
    inner = [step.statement for step in steps[:-1]]
    while inner and isinstance(inner[-1].node, (ir.If, ir.With)):
        inner.pop()
    return inner[-1] if inner and isinstance(inner[-1].node, (ir.For, ir.While)) else None


def _assigned(statement: Placed, call: Span) -> str | None:
    """The name in ``name = call``."""
    match statement.node:
        case ir.Assign(targets=(ir.Name(id=name),), value=value) if value.span.shifted(statement.base) == call:
            return name
        case _:
            return None


def _line(at: int, indent: str, name: str, written: str, text: str) -> TextEdit:
    return TextEdit(Span(at, at), f"{indent}{name} = {written}{newline_of(text)}")


def _names(written: str) -> set[str]:
    found = expression(written)
    return _all_names(found) if found is not None else set()


def _bound_in(text: str, loop: Placed) -> set[str]:
    """The names that a loop binds or changes anywhere in it."""
    indent = re.escape(indentation(text, loop.span))
    body = cst.parse_module(re.sub(rf"^{indent}", "", code(text, loop.span), flags=re.MULTILINE))
    return {name for node in m.findall(body, _BINDING) for name in _all_names(_target(node))}


_BINDING = m.OneOf(m.AssignTarget(), m.For(), m.AsName(), m.AugAssign())


def _target(node: cst.CSTNode) -> cst.CSTNode:
    """What a node binds."""
    match node:
        case cst.AssignTarget(target=target) | cst.For(target=target) | cst.AugAssign(target=target) | cst.AsName(name=target):
            return target
        case _:
            return node


def _all_names(node: cst.CSTNode) -> set[str]:
    return {name.value for name in m.findall(node, m.Name()) if isinstance(name, cst.Name)}


SPEC = FixSpec("QF16", ("CK222",), offer)
