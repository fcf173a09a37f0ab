"""QF24: build what a restore is for before it, as the program builds it later."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.fixes.arguments import named_object
from ckptlens.fixes.build_lines import build_lines
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import path_to
from ckptlens.fixes.written import indentation, newline_of, stands_alone
from ckptlens.notes import Building, BuiltLater, FailedCheck
from ckptlens.rules.checks import restore_of
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.statements import Step
    from ckptlens.rules.model import Finding
    from ckptlens.trace import Restore


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
    lines = build_lines(context.text, _needed(context, restore, checked), partial(named_object, context.text, maker.site))
    start = steps[-1].statement.span.start
    separator = newline_of(context.text) + indentation(context.text, steps[-1].statement.span)
    return TextEdit(Span(start, start), separator.join((*lines, ""))) if lines else None


def _function(steps: tuple[Step, ...]) -> Span | None:
    return next((s.statement.span for s in reversed(steps) if isinstance(s.statement.node, ir.FunctionDef)), None)


def _needed(context: FixContext, restore: Restore, checked: FailedCheck) -> tuple[Building, ...]:
    """The objects that the keys of the file wait for; none when a key waits for another object."""
    found = [note.building for note in context.rule.trace.noted(BuiltLater) if note.restore == restore.uid]
    taken = {key: building for building in found for key in checked.unused if key.startswith(_prefix(building))}
    return tuple(b for b in found if b in taken.values()) if {*checked.unused} == {*taken} else ()


def _prefix(building: Building) -> str:
    head = f"{building.name}/" if building.name is not None else ""
    return f"{head}optimizer/" if building.how == "train own" else head


SPEC = FixSpec("QF24", ("CK304",), offer)
