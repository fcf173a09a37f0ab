"""QF26: a list of expressions for a warm start, which selects among all variables and not the trained ones only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.arguments import argument, set_argument, unpacks
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code
from ckptlens.notes import WarmStart
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import CallSite

_CALLS = ("warm_start", "WarmStartSettings")


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per warm start that leaves variables out, where its own call is written in the file."""
    starts = {start.uid: start.site for start in context.rule.trace.noted(WarmStart)}
    for finding in context.findings:
        site = starts.get(finding.subject or 0) if finding.code == "CK506" and finding.location.path == context.path else None
        if site is not None and code(context.text, site.callee).endswith(_CALLS) and not unpacks(context.text, site):
            fixed = FileEdits(context.path, (_edit(context.text, site),))
            yield Fix(SPEC.id, "Select among all variables, not the trainable ones only", Safety.UNSAFE, (fixed,), finding, preferred=True)


def _edit(text: str, site: CallSite) -> TextEdit:
    present = argument(site, "vars_to_warm_start", 1)
    if present is None:
        last = site.arguments[-1].location.span.end
        return TextEdit(Span(last, last), ', vars_to_warm_start=[".*"]')
    written = code(text, present.location)
    return set_argument(text, site, "vars_to_warm_start", 1, '[".*"]' if written == "None" else f"[{written}]")


SPEC = FixSpec("QF26", ("CK506",), offer)
