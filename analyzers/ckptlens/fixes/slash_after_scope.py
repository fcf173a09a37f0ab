"""QF20: a slash after both scopes of an entry of an assignment map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
import libcst.matchers as m

from ckptlens.fixes.arguments import argument
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code, expression, newline_of, printed
from ckptlens.text import TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.rules.model import Finding
    from ckptlens.trace import Restore


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per call whose map is written in it, with a slash on one side of an entry only."""
    for finding in context.findings:
        edit = _edit(context, _restore_of(context, finding)) if finding.code == "CK214" else None
        if edit is not None:
            title = "End the scopes on both sides of the map with a slash"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _restore_of(context: FixContext, finding: Finding) -> Restore | None:
    return next((r for r in context.rule.trace.restores if r.site.location == finding.location), None)


def _edit(context: FixContext, restore: Restore | None) -> TextEdit | None:
    if restore is None or restore.site.location.path != context.path:
        return None
    given = argument(restore.site, "assignment_map", 1)
    written = code(context.text, given.location) if given is not None else ""
    found = expression(written)
    if given is None or not isinstance(found, cst.Dict):
        return None
    changed = m.replace(found, m.DictElement(key=m.SimpleString(), value=m.SimpleString()), lambda node, _: _ended(node))
    assert isinstance(changed, cst.Dict)
    text = printed(changed, newline_of(context.text))
    return TextEdit(given.location.span, text) if text != written else None


def _ended(node: cst.CSTNode) -> cst.CSTNode:
    """The entry with a slash at the end of the side that lacks it, where the other side has one."""
    match node:
        case cst.DictElement(key=cst.SimpleString() as key, value=cst.SimpleString() as value) if _ends(key) != _ends(value):
            return node.with_changes(key=_with_slash(key), value=_with_slash(value))
        case _:
            return node


def _ends(literal: cst.SimpleString) -> bool:
    return str(literal.evaluated_value).endswith("/")


def _with_slash(literal: cst.SimpleString) -> cst.SimpleString:
    if _ends(literal):
        return literal
    at = len(literal.value) - len(literal.quote)
    return literal.with_changes(value=f"{literal.value[:at]}/{literal.value[at:]}")


SPEC = FixSpec("QF20", ("CK214",), offer)
