"""QF24: build what a restore is for before it, as the program builds it later."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.fixes.arguments import named_object
from ckptlens.fixes.build_lines import build_lines
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import path_to
from ckptlens.fixes.written import indentation, newline_of, stands_alone
from ckptlens.notes import Building, BuiltLater, FailedCheck, NotAwaited
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
        restore, needed = _needed_by(context, finding) if finding.code == "CK304" else (None, ())
        edit = _edit(context, restore, needed) if restore is not None and needed else None
        if edit is not None:
            has_blank = "  # " in edit.text
            title = "Build before the restore" + (", with a shape to fill in" if has_blank else "")
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True, has_blank=has_blank)


def _needed_by(context: FixContext, finding: Finding) -> tuple[Restore | None, tuple[Building, ...]]:
    """The restore that a finding is about, and all objects that it is too early for; none when one of them is not known."""
    trace = context.rule.trace
    checked = next((note for note in trace.noted(FailedCheck) if note.location == finding.location), None)
    if checked is not None:
        return restore_of(trace, checked.restore), _by_keys(_built_after(context, checked.restore), {*checked.unused})
    late = next((note for note in trace.noted(NotAwaited) if note.restore == finding.subject), None)
    if late is None:
        return None, ()
    return restore_of(trace, late.restore), _by_variables(_built_after(context, late.restore), {*late.variables})


def _built_after(context: FixContext, restore: int) -> list[Building]:
    return [note.building for note in context.rule.trace.noted(BuiltLater) if note.restore == restore]


def _edit(context: FixContext, restore: Restore, needed: tuple[Building, ...]) -> TextEdit | None:
    maker = context.rule.trace.maker(restore.maker)
    if maker is None or {maker.site.location.path, restore.site.location.path} != {context.path}:
        return None
    steps = path_to(context.text, restore.site.location.span)
    made = path_to(context.text, maker.site.location.span)
    if not steps or _function(steps) != _function(made) or not stands_alone(context.text, steps[-1].statement.span):
        return None
    lines = build_lines(context.text, needed, partial(named_object, context.text, maker.site))
    start = steps[-1].statement.span.start
    separator = newline_of(context.text) + indentation(context.text, steps[-1].statement.span)
    return TextEdit(Span(start, start), separator.join((*lines, ""))) if lines else None


def _function(steps: tuple[Step, ...]) -> Span | None:
    return next((s.statement.span for s in reversed(steps) if isinstance(s.statement.node, ir.FunctionDef)), None)


def _by_keys(found: list[Building], keys: set[str]) -> tuple[Building, ...]:
    """The objects that keys of an object-based file wait for."""
    taken = {key: building for building in found for key in keys if key.startswith(_prefix(building))}
    return tuple(b for b in found if b in taken.values()) if keys == {*taken} else ()


def _by_variables(found: list[Building], variables: set[int]) -> tuple[Building, ...]:
    """The objects that make these variables."""
    needed = tuple(b for b in found if variables & {*b.made})
    return needed if variables <= {uid for b in needed for uid in b.made} else ()


def _prefix(building: Building) -> str:
    head = f"{building.name}/" if building.name is not None else ""
    return f"{head}optimizer/" if building.how == "train own" else head


SPEC = FixSpec("QF24", ("CK304",), offer)
