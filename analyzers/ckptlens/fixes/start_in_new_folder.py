"""A session that goes on in a folder of its own, from the values of the checkpoints of the other kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.arguments import argument, unpacks
from ckptlens.fixes.beside import can_be_read_again
from ckptlens.fixes.imports import tensorflow_1
from ckptlens.fixes.model import FileEdits, Fix, FixContext, Safety
from ckptlens.fixes.statements import path_to
from ckptlens.fixes.written import code, free_name, indentation, newline_of
from ckptlens.notes import OtherKind
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.statements import Placed
    from ckptlens.trace import CallSite

_CLASS = "MonitoredTrainingSession"
_FOLDER = 2
"""Position of ``checkpoint_dir``."""


def offer(fix: str, context: FixContext) -> Iterator[Fix]:
    """A fix per session that is made in a statement of its own, or as the first of a ``with``: the new folder is left to fill in."""
    notes = {note.uid: note for note in context.rule.trace.noted(OtherKind)}
    for finding in context.findings:
        note = notes.get(finding.subject or 0) if finding.code == "CK503" and finding.location.path == context.path else None
        edits = _edits(context.text, note.site) if note is not None else ()
        if edits:
            title = "Start in a new folder, from the values of the old one"
            yield Fix(fix, title, Safety.UNSAFE, (FileEdits(context.path, edits),), finding, preferred=True, has_blank=True)


def _edits(text: str, site: CallSite) -> tuple[TextEdit, ...]:
    tf1, given, steps = tensorflow_1(text), argument(site, "checkpoint_dir", _FOLDER), path_to(text, site.location.span)
    if tf1 is None or given is None or not code(text, site.callee).endswith(_CLASS) or unpacks(text, site):
        return ()
    folder, statement = code(text, given.location), steps[-1].statement
    if not can_be_read_again(folder) or not _is_first(statement, site.location.span) or indentation(text, statement.span).strip():
        return ()
    line = f'{tf1}.train.warm_start({folder}, vars_to_warm_start=[".*"]){newline_of(text)}{indentation(text, statement.span)}'
    start = statement.span.start
    return TextEdit(Span(start, start), line), TextEdit(given.location.span, free_name(text, "NEW_FOLDER"))


def _is_first(statement: Placed, call: Span) -> bool:
    """Whether nothing of the statement runs before the call: a graph that is opened there."""
    match statement.node:
        case ir.With(items=(first, *_)):
            return first.context.span.start + statement.base == call.start
        case ir.Assign(value=value) | ir.ExprStmt(value=value):
            return value.span.start + statement.base == call.start
        case _:
            return False
