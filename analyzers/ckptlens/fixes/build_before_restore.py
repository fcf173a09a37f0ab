"""QF24: build what a restore is for before it, as the program builds it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.arguments import named_object
from ckptlens.fixes.imports import tensorflow_2
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import path_to
from ckptlens.fixes.written import free_name, indentation, newline_of, stands_alone
from ckptlens.notes import BuiltLater, FailedCheck
from ckptlens.rules.checks import restore_of
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.statements import Step
    from ckptlens.rules.model import Finding
    from ckptlens.trace import CallSite, Restore


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per restore whose Checkpoint is made in the same function, from objects with names."""
    for finding in context.findings:
        checked = _check_of(context, finding) if finding.code == "CK304" else None
        restore = restore_of(context.rule.trace, checked) if checked is not None else None
        edit = _edit(context, restore, checked) if checked is not None and restore is not None else None
        if edit is not None:
            title = "Build before the restore" + (", with a shape to fill in" if "  # " in edit.text else "")
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _check_of(context: FixContext, finding: Finding) -> FailedCheck | None:
    return next((note for note in context.rule.trace.noted(FailedCheck) if note.location == finding.location), None)


def _edit(context: FixContext, restore: Restore, checked: FailedCheck) -> TextEdit | None:
    maker = context.rule.trace.maker(restore.maker)
    if maker is None or {maker.site.location.path, restore.site.location.path} != {context.path}:
        return None
    steps = path_to(context.text, restore.site.location.span)
    made = path_to(context.text, maker.site.location.span)
    if not steps or _function(steps) != _function(made) or not stands_alone(context.text, steps[-1].statement.span):
        return None
    lines = _lines(context, maker.site, _needed(context, restore, checked))
    start = steps[-1].statement.span.start
    separator = newline_of(context.text) + indentation(context.text, steps[-1].statement.span)
    return TextEdit(Span(start, start), separator.join((*lines, ""))) if lines else None


def _function(steps: tuple[Step, ...]) -> Span | None:
    return next((s.statement.span for s in reversed(steps) if isinstance(s.statement.node, ir.FunctionDef)), None)


def _needed(context: FixContext, restore: Restore, checked: FailedCheck) -> tuple[BuiltLater, ...]:
    """The objects that the keys of the file wait for, an optimizer after its model; none when a key waits for another object."""
    notes = [note for note in context.rule.trace.noted(BuiltLater) if note.restore == restore.uid]
    taken = {key: note for note in notes for key in checked.unused if key.startswith(_prefix(note))}
    needed = [note for note in notes if note in taken.values()]
    return tuple(sorted(needed, key=lambda n: n.how.startswith("train"))) if {*checked.unused} == {*taken} else ()


def _prefix(note: BuiltLater) -> str:
    head = f"{note.argument}/" if note.argument is not None else ""
    return f"{head}optimizer/" if note.how == "train own" else head


def _lines(context: FixContext, site: CallSite, notes: tuple[BuiltLater, ...]) -> tuple[str, ...]:
    found = [_line(context, site, note) for note in notes]
    return tuple(line for line in found if line is not None) if None not in found else ()


def _line(context: FixContext, site: CallSite, note: BuiltLater) -> str | None:
    name = named_object(context.text, site, note.argument)
    if name is None:
        return None
    match note.how:
        case "build":
            blank = f"{free_name(context.text, 'INPUT_SHAPE')})  # the shape of its input"
            return f"{name}.build({note.shape})" if note.shape else f"{name}.build({blank}"
        case "call":
            return _call(context, name, note)
        case _:
            trained = named_object(context.text, site, note.trained)
            optimizer = f"{name}.optimizer" if note.how == "train own" else name
            return f"{optimizer}.build({trained}.trainable_variables)" if trained is not None else None


def _call(context: FixContext, name: str, note: BuiltLater) -> str | None:
    """A call on zeros, for what makes its weights in ``call`` and has no ``build`` that would make them."""
    named = tensorflow_2(context.text, "")
    if named is None or named[1] is not None:
        return None
    if not note.shape or None in note.shape or note.dtype is None:
        return f"{name}({free_name(context.text, 'INPUT')})  # an input as it gets it"
    dtype = f", {named[0]}.{note.dtype}" if note.dtype != "float32" else ""
    return f"{name}({named[0]}.zeros({note.shape}{dtype}))"


SPEC = FixSpec("QF24", ("CK304",), offer)
