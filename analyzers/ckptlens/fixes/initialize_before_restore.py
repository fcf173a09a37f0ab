"""QF11: the initializer before the restore, or the assignment map before the initializer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import path_to
from ckptlens.fixes.written import code, stands_alone
from ckptlens.syntax import ir
from ckptlens.text import TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.statements import Placed
    from ckptlens.rules.model import Finding
    from ckptlens.text import Location


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per pair of neighbouring statements, each a call of its own. What stands between two others may need their order."""
    for finding in context.findings:
        edits = _edits(context, finding) if finding.code == "CK205" else ()
        if edits:
            title = "Swap the initializer and the restore"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),), finding, preferred=True)


def _edits(context: FixContext, finding: Finding) -> tuple[TextEdit, ...]:
    places = sorted((finding.location, *(related.location for related in finding.related)), key=lambda place: place.span.start)
    if len(places) != len(_OF_BOTH) or any(place.path != context.path for place in places):
        return ()
    pair = _neighbours(context.text, *places)
    if pair is None:
        return ()
    first, second = pair
    return (TextEdit(first.span, code(context.text, second.span)), TextEdit(second.span, code(context.text, first.span)))


_OF_BOTH = ("restore", "initializer")


def _neighbours(text: str, first: Location, second: Location) -> tuple[Placed, Placed] | None:
    """The statements of two calls, where one follows the other in a block."""
    steps = path_to(text, first.span)
    if not steps:
        return None
    block, at = steps[-1].block, steps[-1].index
    if at + 1 >= len(block) or not block[at + 1].holds(second.span):
        return None
    pair = block[at], block[at + 1]
    plain = all(isinstance(placed.node, ir.ExprStmt) and stands_alone(text, placed.span) for placed in pair)
    return pair if plain else None


SPEC = FixSpec("QF11", ("CK205",), offer)
