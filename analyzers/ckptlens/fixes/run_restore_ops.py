"""QF10: run the restore that a graph only prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import path_to, starts_with_call
from ckptlens.fixes.written import indentation, newline_of, stands_alone
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.statements import Placed


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per restore whose statement stands alone: the call is appended, or follows the name that the status got."""
    for finding in context.findings:
        restore = next((r for r in context.rule.trace.restores if r.uid == finding.subject), None)
        if finding.code != "CK309" or restore is None or restore.site.location.path != context.path:
            continue
        steps = path_to(context.text, restore.site.location.span)
        edit = _edit(context.text, steps[-1].statement, restore.site.location.span) if steps else None
        if edit is not None:
            title = "Run the restore in the session"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _edit(text: str, statement: Placed, call: Span) -> TextEdit | None:
    if not starts_with_call(statement, call) or not stands_alone(text, statement.span):
        return None
    end = Span(statement.span.end, statement.span.end)
    match statement.node:
        case ir.ExprStmt():
            return TextEdit(end, ".run_restore_ops()")
        case ir.Assign(targets=(ir.Name(id=name),)):
            line = f"{newline_of(text)}{indentation(text, statement.span)}{name}.run_restore_ops()"
            return TextEdit(end, line)
        case _:
            return None


SPEC = FixSpec("QF10", ("CK309",), offer)
