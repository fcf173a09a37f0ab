"""QF14: cut ``.index``, ``.meta`` or ``.data-...`` from a literal checkpoint path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code, expression, printed
from ckptlens.rules.not_a_checkpoint_prefix import file_suffix
from ckptlens.text import Location, Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per restore whose path is written out here and ends in such a suffix."""
    for finding in context.findings:
        restore = next((r for r in context.rule.trace.restores if r.uid == finding.subject), None)
        if finding.code == "CK218" and restore is not None and (edit := _edit(context, restore)) is not None:
            title = f"Cut '{file_suffix(restore.path)}' from the path"
            yield Fix(SPEC.id, title, Safety.SAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _edit(context: FixContext, restore: Restore) -> TextEdit | None:
    where, suffix = restore.path.location, file_suffix(restore.path)
    if where is None or where.path != context.path or suffix is None:
        return None
    shorter = _without(expression(code(context.text, where)), suffix)
    if shorter is not None:
        return TextEdit(where.span, shorter)
    return TextEdit(_closing(context, where, suffix), "") if _ends(context, where, suffix) else None


def _without(node: cst.BaseExpression | None, suffix: str) -> str | None:
    """``prefix`` of ``prefix + ".index"``, else None."""
    match node:
        case cst.BinaryOperation(left=left, operator=cst.Add(), right=cst.SimpleString() as right) if right.evaluated_value == suffix:
            return printed(left)
        case _:
            return None


def _ends(context: FixContext, where: Location, suffix: str) -> bool:
    """Whether the path is one string literal whose written form ends with the suffix."""
    match expression(code(context.text, where)):
        case cst.SimpleString() | cst.FormattedString() | cst.BinaryOperation(right=cst.SimpleString()):
            return code(context.text, where).rstrip("\"')").endswith(suffix)
        case _:
            return False


def _closing(context: FixContext, where: Location, suffix: str) -> Span:
    start = context.text.rindex(suffix, where.span.start, where.span.end)
    return Span(start, start + len(suffix))


SPEC = FixSpec("QF14", ("CK218",), offer)
