"""QF21: raise where an assignment map turns out empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import path_to
from ckptlens.fixes.written import indentation, newline_of, one_level, stands_alone
from ckptlens.notes import OpenMap
from ckptlens.rules.assignment_map_not_checked import map_name
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per call whose map has a name and that is a statement of its own."""
    notes = {note.restore: note for note in context.rule.trace.noted(OpenMap)}
    for finding in context.findings:
        note = notes.get(finding.subject or 0) if finding.code == "CK216" else None
        name = map_name(context.text, note.given) if note is not None and note.given.path == context.path else None
        edit = _edit(context.text, finding.location.span, name) if name is not None else None
        if edit is not None:
            title = f"Raise ValueError when '{name}' is empty"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _edit(text: str, call: Span, name: str) -> TextEdit | None:
    steps = path_to(text, call)
    if not steps or not stands_alone(text, steps[-1].statement.span):
        return None
    statement = steps[-1].statement.span
    indent, newline = indentation(text, statement), newline_of(text)
    error = f'raise ValueError("no variable of the program has the name of one in the checkpoint: {name} is empty")'
    lines = f"if not {name}:{newline}{indent}{one_level(text)}{error}{newline}{indent}"
    return TextEdit(Span(statement.start, statement.start), lines)


SPEC = FixSpec("QF21", ("CK216",), offer)
