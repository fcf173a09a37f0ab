"""QF25: the legacy optimizer, which takes the slots of the checkpoint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.text import Location
    from ckptlens.trace import Restore

_CALL = re.compile(r"(?:\w+\.)+optimizers\.(?=[A-Z]\w*\()")
_HAS_LEGACY = ("Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "RMSprop", "SGD")


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per restore, where one optimizer alone is made by a call in this file before it."""
    for finding in context.findings:
        restore = next((r for r in context.rule.trace.restores if r.uid == finding.subject), None)
        edit = _edit(context, restore) if finding.code == "CK407" and restore is not None else None
        if edit is not None:
            title = "Use the legacy optimizer, whose slots the checkpoint has"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _edit(context: FixContext, restore: Restore) -> TextEdit | None:
    made = _optimizers(context, restore)
    if len(made) != 1:
        return None
    start = made[0].span.start
    called = _CALL.match(context.text, start)
    assert called is not None
    return TextEdit(Span(called.end(), called.end()), "legacy.")


def _optimizers(context: FixContext, restore: Restore) -> list[Location]:
    """The calls that make an optimizer of the new kind before the restore, as far as they made variables."""
    places = dict.fromkeys(v.location for v in context.rule.trace.variables if v.uid < restore.uid and v.location.path == context.path)
    return [place for place in places if _is_new_optimizer(code(context.text, place))]


def _is_new_optimizer(call: str) -> bool:
    found = _CALL.match(call)
    return found is not None and call[found.end() :].partition("(")[0] in _HAS_LEGACY


SPEC = FixSpec("QF25", ("CK407",), offer)
