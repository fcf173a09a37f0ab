"""QF18: a Checkpoint of all variables of the graph, by name, for the sessions that save with it.

A session that would resume from a checkpoint of the other kind starts in a new folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes import start_in_new_folder
from ckptlens.fixes.imports import tensorflow_1
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code
from ckptlens.notes import SessionSaver
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per Checkpoint that lacks variables which exist when it is made."""
    yield from start_in_new_folder.offer(SPEC.id, context)
    notes = {note.uid: note for note in context.rule.trace.noted(SessionSaver)}
    for finding in context.findings:
        note = notes.get(finding.subject or 0) if finding.code == "CK502" and finding.location.path == context.path else None
        if note is not None and not note.refused and all(uid < note.maker for uid in note.missing):
            edit = _edit(context, note)
            if edit is not None:
                fixed = FileEdits(context.path, (edit,))
                yield Fix(SPEC.id, "Save all variables of the graph by name", Safety.UNSAFE, (fixed,), finding, preferred=True)


def _edit(context: FixContext, note: SessionSaver) -> TextEdit | None:
    maker, tensorflow = context.rule.trace.maker(note.maker), tensorflow_1(context.text)
    if maker is None or tensorflow is None:
        return None
    start, call = context.text.index("(", maker.site.callee.span.end) + 1, maker.site.location.span
    inside = Span(start, call.end - 1)
    if "#" in code(context.text, inside):
        return None
    return TextEdit(inside, f"var_list={{v.op.name: v for v in {tensorflow}.global_variables()}}")


SPEC = FixSpec("QF18", ("CK502", "CK503"), offer)
