"""QF08: look at the result of an object-based restore.

Not offered where the path may be None: the assertion would stop a program that is meant to start fresh; settle CK217 first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import comment_after
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.rules.model import Finding
    from ckptlens.trace import Restore

_CHECKS = (
    ("assert_existing_objects_matched", "Check that every variable of the program was restored"),
    ("assert_consumed", "Check that program and checkpoint match exactly"),
)
_PARTIAL = ".expect_partial()  # ckptlens: ignore[CK303] a part of the checkpoint is enough here"


def offer(context: FixContext) -> Iterator[Fix]:
    """Three fixes per unchecked restore: two assertions, and one that documents a partial restore."""
    for finding in context.findings:
        restore = next((r for r in context.rule.trace.restores if r.uid == finding.subject), None)
        if finding.code == "CK303" and finding.location.path == context.path and restore is not None and not restore.path.maybe_none:
            yield from _offer(context, finding, restore)


def _offer(context: FixContext, finding: Finding, restore: Restore) -> Iterator[Fix]:
    call = restore.site.location.span
    for method, title in _CHECKS:
        yield _appended(context, finding, call, f".{method}()", title, preferred=method == _CHECKS[0][0])
    if restore.site.discarded and not restore.status_calls and comment_after(context.text, call) == "":
        yield _appended(context, finding, call, _PARTIAL, "State that a partial restore is meant")


def _appended(context: FixContext, finding: Finding, call: Span, code: str, title: str, *, preferred: bool = False) -> Fix:
    edit = TextEdit(Span(call.end, call.end), code)
    return Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred)


SPEC = FixSpec("QF08", ("CK303",), offer)
