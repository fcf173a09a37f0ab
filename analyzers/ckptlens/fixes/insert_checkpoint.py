"""QF27: a Checkpoint with a manager around training that saves nothing.

The run resumes from the newest checkpoint and saves one at the end of the training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.build_lines import build_lines
from ckptlens.fixes.imports import tensorflow_2
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import Placed, path_to
from ckptlens.fixes.written import code, free_name, indentation, newline_of, stands_alone, uses, whole_lines
from ckptlens.notes import Training
from ckptlens.predict.keys import SaveEvent
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.notes import Building

_FOLDER = "checkpoints"
_KEPT = 5


def offer(context: FixContext) -> Iterator[Fix]:
    """A refactoring on each training of a program that makes no checkpoint."""
    if context.rule.stack.is_tf1 or _saves(context):
        return
    for note in context.rule.trace.noted(Training):
        statement = _trained_in(context, note) if note.statement.path == context.path else None
        edits = _edits(context, note, statement) if statement is not None else ()
        if edits:
            title = f"Save checkpoints of {', '.join(note.names)} with a CheckpointManager"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),))


def _saves(context: FixContext) -> bool:
    trace = context.rule.trace
    saved = any(isinstance(event, SaveEvent) and event.kind == "save" for event in context.rule.prediction.events)
    return saved or bool(trace.saves or trace.makers or trace.restores)


def _trained_in(context: FixContext, note: Training) -> Placed | None:
    """The outermost loop around the step in its function, else the statement; None when it is not selected or shares its lines."""
    steps = [step.statement for step in path_to(context.text, note.statement.span)]
    inner = steps[1 + max((i for i, p in enumerate(steps) if isinstance(p.node, ir.FunctionDef | ir.ClassDef)), default=-1) :]
    found = next((p for p in inner if isinstance(p.node, ir.For | ir.While)), inner[-1] if inner else None)
    if found is None or isinstance(found.node, ir.Return) or not stands_alone(context.text, found.span):
        return None
    selected = found.span.start <= context.span.end and context.span.start <= found.span.end
    return found if selected and all(uses(context.text[: found.span.start], name) for name in note.names) else None


def _edits(context: FixContext, note: Training, statement: Placed) -> tuple[TextEdit, ...]:
    text, named, keywords = context.text, tensorflow_2(context.text, ""), [name.rpartition(".")[2] for name in note.names]
    unbuilt = [b for b in note.buildings if _is_made_in(context, b, statement.span)] if context.rule.stack.is_keras3 else []
    built = build_lines(text, unbuilt, lambda name: name)
    if named is None or len({*keywords}) < len(keywords) or len(built) < len(unbuilt):
        return ()
    checkpoint, manager = free_name(text, "checkpoint", "ckpt"), free_name(text, "manager", "checkpoint_manager")
    given = ", ".join(f"{keyword}={name}" for keyword, name in zip(keywords, note.names, strict=True))
    before = (
        *built,
        f"{checkpoint} = {named[0]}.train.Checkpoint({given})",
        f'{manager} = {named[0]}.train.CheckpointManager({checkpoint}, "{_FOLDER}", max_to_keep={_KEPT})',
        f"{manager}.restore_or_initialize()",
    )
    imported = (named[1],) if named[1] is not None else ()
    return (*imported, _before(text, statement.span, before), _after(text, statement.span, f"{manager}.save()"))


def _is_made_in(context: FixContext, building: Building, span: Span) -> bool:
    """Whether a statement makes a variable of an object: its layers of Keras 3 take no values that wait."""
    places = (place for uid in building.made for v in [context.rule.trace.variable(uid)] for place in (*v.calls, v.location))
    return any(p.path == context.path and span.start <= p.span.start and p.span.end <= span.end for p in places)


def _before(text: str, statement: Span, lines: tuple[str, ...]) -> TextEdit:
    separator = newline_of(text) + indentation(text, statement)
    return TextEdit(Span(statement.start, statement.start), separator.join((*lines, "")))


def _after(text: str, statement: Span, line: str) -> TextEdit:
    end = whole_lines(text, statement).end
    newline = newline_of(text)
    start = "" if code(text, Span(0, end)).endswith(("\n", "\r")) else newline
    return TextEdit(Span(end, end), f"{start}{indentation(text, statement)}{line}{newline if not start else ''}")


SPEC = FixSpec("QF27", (), offer)
