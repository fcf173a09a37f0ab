"""Quick fixes and refactorings at a selection, and what they do to the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.fixes.model import FileEdits, Fix, FixContext, Safety
from ckptlens.fixes.registry import offer
from ckptlens.ide.analysis import analyse
from ckptlens.ide.key_diff import KeyChange, key_change
from ckptlens.rules.model import Finding, RuleContext
from ckptlens.rules.registry import check as check_rules
from ckptlens.text import Span, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ckptlens.ide.analysis import Analysis
    from ckptlens.program.sources import SourceProvider
    from ckptlens.text import TextEdit
    from ckptlens.trace import Trace


def offers(
    analysis: Analysis, sources: SourceProvider, path: str, span: Span, checkpoint: str | None = None, *, earlier: Analysis | None = None
) -> tuple[Fix, ...]:
    """The fixes for the findings that touch `span` of the file at `path`, and the refactorings offered there.

    `checkpoint` is the prefix of a checkpoint that the user picked, `earlier` an earlier version of the program, for the fixes that
    need the keys of one of them.
    """
    text = sources.read(path)
    if text is None:
        return ()
    found: dict[tuple[object, ...], Fix] = {}
    for trace in analysis.traces:
        rule = RuleContext(trace, analysis.prediction, analysis.options.stack, sources)
        touching = tuple(f for f in _findings_of(analysis, trace, rule) if f.location.path == path and _touch(f.location.span, span))
        for fix in offer(FixContext(rule, path, text, span, touching, checkpoint, earlier.traces if earlier is not None else ())):
            found.setdefault((fix.id, fix.title, fix.edits), fix)
    return tuple(found.values())


def fixes_of(analysis: Analysis, sources: SourceProvider, finding: Finding) -> tuple[Fix, ...]:
    """The fixes that resolve one finding."""
    at = finding.location
    return tuple(fix for fix in offers(analysis, sources, at.path, at.span) if fix.finding == finding)


def safe_edits(analysis: Analysis, sources: SourceProvider, path: str) -> tuple[FileEdits, ...]:
    """The edits that apply one safe fix to every finding of a file that has one; of two that overlap the first wins."""
    return edits_for_all(analysis, sources, path, frozenset({Safety.SAFE}))[0]


def edits_for_all(analysis: Analysis, sources: SourceProvider, path: str, safeties: frozenset[Safety]) -> tuple[tuple[FileEdits, ...], int]:
    """The edits that apply one fix of these safeties to every finding of a file that has one, and how many fixes they are.

    A safe fix comes before an unsafe one, the preferred one before others; of two that overlap the first wins whole.
    """
    text = sources.read(path) or ""
    chosen: dict[Finding, Fix] = {}
    for fix in sorted(offers(analysis, sources, path, Span(0, len(text))), key=lambda f: (f.safety is not Safety.SAFE, not f.preferred)):
        if fix.safety in safeties and not fix.has_blank and fix.finding and fix.finding not in chosen:
            chosen[fix.finding] = fix
    return _joined(chosen.values())


def key_change_of(analysis: Analysis, sources: SourceProvider, fix: Fix, check: Callable[[], None] | None = None) -> KeyChange:
    """How the predicted keys of the program change when `fix` is applied."""
    edited = {file.path: apply_edits(sources.read(file.path) or "", file.edits) for file in fix.edits}
    after = analyse(EditedSources(sources, edited), analysis.path, analysis.options, check)
    return key_change(analysis.prediction, after.prediction)


class EditedSources(Struct, frozen=True):
    """The files of another provider, some of them with another text."""

    base: SourceProvider
    texts: dict[str, str]

    def read(self, path: str) -> str | None:
        """The edited text, else that of the base."""
        return self.texts[path] if path in self.texts else self.base.read(path)

    def is_dir(self, path: str) -> bool:
        """As the base."""
        return self.base.is_dir(path)

    def read_bytes(self, path: str) -> bytes | None:
        """As the base, edited texts in UTF-8."""
        return self.texts[path].encode() if path in self.texts else self.base.read_bytes(path)

    def read_range(self, path: str, offset: int, size: int) -> bytes | None:
        """As the base."""
        return self.base.read_range(path, offset, size)


def _findings_of(analysis: Analysis, trace: Trace, rule: RuleContext) -> tuple[Finding, ...]:
    """The findings that are about `trace`: their subjects are numbers that mean something in their own run only."""
    if len(analysis.traces) == 1:
        return analysis.findings
    return (
        tuple(f for f in check_rules(rule, analysis.options.selection) if f in analysis.findings) if trace.makers or trace.restores else ()
    )


def _touch(a: Span, b: Span) -> bool:
    return a.start <= b.end and b.start <= a.end


def _joined(fixes: Iterable[Fix]) -> tuple[tuple[FileEdits, ...], int]:
    by_path: dict[str, tuple[TextEdit, ...]] = {}
    count = 0
    for edits in dict.fromkeys(fix.edits for fix in fixes):
        if not any(_overlap(edit.span, other.span) for file in edits for edit in file.edits for other in by_path.get(file.path, ())):
            by_path |= {file.path: by_path.get(file.path, ()) + file.edits for file in edits}
            count += 1
    return tuple(FileEdits(path, tuple(sorted(edits))) for path, edits in sorted(by_path.items())), count


def _overlap(a: Span, b: Span) -> bool:
    return a == b or (a.start < b.end and b.start < a.end)
