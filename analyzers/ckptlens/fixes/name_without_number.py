"""QF03: keys of variables without the ``:0`` of their tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
import libcst.matchers as m

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code, expression, newline_of, printed
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.rules.model import Finding
    from ckptlens.trace import CallSite


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per Saver or Checkpoint whose dict is written in the call, with ``x.name`` for a key."""
    for finding in context.findings:
        site = _site(context, finding) if finding.code == "CK110" else None
        edits = _edits(context.text, site) if site is not None and site.location.path == context.path else ()
        if edits:
            title = "Take the names without ':0' for keys"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),), finding, preferred=True)


def _site(context: FixContext, finding: Finding) -> CallSite | None:
    """The call that makes the Saver or Checkpoint of a finding, which may be about a save of it."""
    trace = context.rule.trace
    save = next((save for save in trace.saves if save.uid == finding.subject), None)
    maker = trace.maker(save.maker if save is not None else finding.subject)
    return maker.site if maker is not None else None


def _edits(text: str, site: CallSite) -> tuple[TextEdit, ...]:
    edits = (_edit(text, argument.location.span) for argument in site.arguments)
    return tuple(edit for edit in edits if edit is not None)


def _edit(text: str, span: Span) -> TextEdit | None:
    found = expression(code(text, span))
    if not isinstance(found, (cst.Dict, cst.DictComp)):
        return None
    changed = m.replace(found, m.OneOf(m.DictElement(key=_NAME), m.DictComp(key=_NAME)), lambda node, _: _split(node))
    assert isinstance(changed, cst.BaseExpression)
    written = printed(changed, newline_of(text))
    return TextEdit(span, written) if written != code(text, span) else None


_NAME = m.Attribute(attr=m.Name("name"))


def _split(node: cst.CSTNode) -> cst.CSTNode:
    """The dict entry with the number split from its key."""
    assert isinstance(node, (cst.DictElement, cst.DictComp))
    return node.with_changes(key=cst.parse_expression(f'{printed(node.key)}.split(":")[0]'))


SPEC = FixSpec("QF03", ("CK110",), offer)
