"""QF13: stop when there is no checkpoint to restore, instead of going on with initial values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import path_to, starts_with_call
from ckptlens.fixes.written import code, expression, free_name, indentation, newline_of, one_level, printed, quoted, stands_alone
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per restore whose path may be None and that is a statement of its own."""
    for finding in context.findings:
        restore = next((r for r in context.rule.trace.restores if r.uid == finding.subject), None)
        if finding.code == "CK217" and restore is not None and (edits := guard_edits(context, restore)):
            title = "Raise FileNotFoundError when there is no checkpoint"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),), finding, preferred=True)


def guard_edits(context: FixContext, restore: Restore) -> tuple[TextEdit, ...]:
    """The edits that name the path and test it before the restore; none when the restore is part of a larger expression."""
    where, statement = restore.path.location, _statement(context, restore)
    if where is None or where.path != context.path or statement is None or restore.path.is_none:
        return ()
    written = code(context.text, where)
    node = expression(written)
    if node is None:
        return ()
    if isinstance(node, cst.Name):
        return (TextEdit(Span(statement.start, statement.start), _guard(context, statement, written, node)),)
    name = free_name(context.text, "path", "checkpoint_path")
    before = f"{name} = {written}{newline_of(context.text)}{indentation(context.text, statement)}{_guard(context, statement, name, node)}"
    return (TextEdit(Span(statement.start, statement.start), before), TextEdit(where.span, name))


def _statement(context: FixContext, restore: Restore) -> Span | None:
    steps = path_to(context.text, restore.site.location.span) if restore.site.location.path == context.path else ()
    if not steps or not starts_with_call(steps[-1].statement, restore.site.location.span):
        return None
    span = steps[-1].statement.span
    return span if stands_alone(context.text, span) else None


def _guard(context: FixContext, statement: Span, name: str, path: cst.BaseExpression) -> str:
    newline, indent = newline_of(context.text), indentation(context.text, statement)
    return f"if {name} is None:{newline}{indent}{one_level(indent)}raise FileNotFoundError({_message(path)}){newline}{indent}"


def _message(path: cst.BaseExpression) -> str:
    match path:
        case cst.Call(args=[cst.Arg(value=cst.SimpleString() as folder, star=""), *_]) if isinstance(folder.evaluated_value, str):
            return quoted(f"no checkpoint in {folder.evaluated_value}")
        case cst.Call(args=[cst.Arg(value=cst.Name() | cst.Attribute() as folder, star=""), *_]) if _names(folder):
            return f'f"no checkpoint in {{{printed(folder)}}}"'
        case cst.Attribute(value=manager, attr=cst.Name("latest_checkpoint")) if _names(manager):
            return f'f"no checkpoint in {{{printed(manager)}.directory}}"'
        case _:
            return '"no checkpoint to restore"'


def _names(node: cst.BaseExpression) -> bool:
    """Whether the expression is names and dots only, and so can stand in an f-string."""
    return isinstance(node, cst.Name) or (isinstance(node, cst.Attribute) and _names(node.value))


SPEC = FixSpec("QF13", ("CK217",), offer)
