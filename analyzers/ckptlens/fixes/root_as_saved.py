"""QF15: give a Checkpoint its root as the program that saved it did, by position or by keyword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code
from ckptlens.rules.checks import crossed_root
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import CallSite, Restore


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per restore whose Checkpoint is made in this file with one argument."""
    for finding in context.findings:
        restore = next((r for r in context.rule.trace.restores if r.uid == finding.subject), None)
        edit = _edit(context, restore) if finding.code == "CK301" and restore is not None else None
        if edit is not None:
            yield Fix(SPEC.id, _title(edit), Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _title(edit: TextEdit) -> str:
    return (
        f"Give the root by keyword, as the checkpoint was saved: {edit.text}..."
        if edit.text
        else "Give the root by position, as it was saved"
    )


def _edit(context: FixContext, restore: Restore) -> TextEdit | None:
    maker = context.rule.trace.maker(restore.maker)
    crossed = crossed_root(restore.found) if restore.found is not None else None
    if maker is None or crossed is None or maker.site.location.path != context.path or len(maker.site.arguments) != 1:
        return None
    name, in_file = crossed
    return _by_keyword(maker.site, name) if in_file else _by_position(context.text, maker.site, name)


def _by_keyword(site: CallSite, name: str) -> TextEdit | None:
    given = site.arguments[0]
    start = given.location.span.start
    return TextEdit(Span(start, start), f"{name}=") if given.keyword is None and name.isidentifier() else None


def _by_position(text: str, site: CallSite, name: str) -> TextEdit | None:
    given = site.arguments[0]
    start = text.rfind(name, site.callee.span.end, given.location.span.start)
    if given.keyword != name or start < 0 or code(text, Span(start + len(name), given.location.span.start)).strip() != "=":
        return None
    return TextEdit(Span(start, given.location.span.start), "")


SPEC = FixSpec("QF15", ("CK301",), offer)
