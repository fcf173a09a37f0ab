"""QF09: ``read`` what ``write`` wrote, ``restore`` what ``save`` saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore

_OTHER = {"restore": "read", "read": "restore"}


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per restore for which the counter of saves alone does not fit."""
    offered: set[Span] = set()
    for finding in context.findings:
        restore = next((r for r in context.rule.trace.restores if r.uid == finding.subject), None)
        edit = _edit(context, restore) if finding.code == "CK312" and restore is not None else None
        if edit is not None and edit.span not in offered:
            offered.add(edit.span)
            yield Fix(
                SPEC.id,
                f"Use {edit.text}() for this checkpoint",
                Safety.UNSAFE,
                (FileEdits(context.path, (edit,)),),
                finding,
                preferred=True,
            )


def _edit(context: FixContext, restore: Restore) -> TextEdit | None:
    """The name of the method in the callee, where it is written as such."""
    callee = restore.site.callee
    name = code(context.text, callee).rpartition(".")[2] if callee.path == context.path else ""
    other = _OTHER.get(name)
    return TextEdit(Span(callee.span.end - len(name), callee.span.end), other) if other is not None else None


SPEC = FixSpec("QF09", ("CK312",), offer)
