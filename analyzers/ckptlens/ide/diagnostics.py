"""What to underline in a file: findings, and text that cannot be analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.rules.model import Finding, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.ide.analysis import Analysis
    from ckptlens.text import Span

SYNTAX = "syntax"
"""The code of a diagnostic that says that the text cannot be analysed."""
COMMENT = "comment"
"""The code of a diagnostic on a comment for ckptlens that says nothing to it."""


class Diagnostic(Struct, frozen=True):
    """One squiggle. `code` is a rule's code, `SYNTAX` or `COMMENT`."""

    span: Span
    severity: Severity
    code: str
    message: str
    related: tuple[Related, ...] = ()


def diagnostics(analysis: Analysis, path: str) -> tuple[Diagnostic, ...]:
    """The diagnostics that the analysis has for the file at `path`, in the order of the text.

    Gaps are no diagnostics: they show in the key preview, since nothing is wrong with the code.
    """
    own = path == analysis.path
    found = [Diagnostic(p.span, Severity.ERROR, SYNTAX, p.message) for p in analysis.problems if own]
    found += [Diagnostic(p.span, Severity.WARNING, COMMENT, p.message) for p in analysis.mistakes if own]
    found += [_of_finding(f) for f in analysis.findings if f.location.path == path]
    return tuple(sorted(found, key=_order))


def merged(groups: Iterable[tuple[Diagnostic, ...]]) -> tuple[Diagnostic, ...]:
    """The diagnostics of one file as several programs see it: each code once for a span, the most severe of them."""
    kept: dict[tuple[Span, str], Diagnostic] = {}
    ranks = list(Severity)
    for found in (d for group in groups for d in group):
        other = kept.get((found.span, found.code))
        if other is None or ranks.index(found.severity) < ranks.index(other.severity):
            kept[found.span, found.code] = found
    return tuple(sorted(kept.values(), key=_order))


def _of_finding(finding: Finding) -> Diagnostic:
    return Diagnostic(finding.location.span, finding.severity, finding.code, finding.message, finding.related)


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.span, diagnostic.code, diagnostic.message
