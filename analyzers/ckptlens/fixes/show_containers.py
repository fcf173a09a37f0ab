"""QF23: let a Checkpoint see the layers in the lists and dicts of a Keras 3 object.

A list that is never changed becomes a tuple, which TensorFlow tracks; or the Checkpoint gets the containers too, where no other one
restores what it saves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.fixes.arguments import named_object
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import all_within, within
from ckptlens.fixes.written import code
from ckptlens.notes import UnseenWeights
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.notes import HiddenContainer
    from ckptlens.rules.model import Finding
    from ckptlens.trace import CallSite

_CHANGED = r"\.{}(\s*[+*]?=(?!=)|\s*\[[^]]*\]\s*[+*]?=(?!=)|\s*\.(append|extend|insert|pop|remove|clear|sort|reverse)\b)"


def offer(context: FixContext) -> Iterator[Fix]:
    """Up to two fixes per save that lacks weights: tuples, and arguments of the Checkpoint."""
    for finding in context.findings:
        containers = _containers(context, finding) if finding.code == "CK305" else ()
        tuples = _tuples(context.text, containers)
        if tuples:
            title = "Keep the layers in a tuple, which a Checkpoint sees"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, tuples),), finding, preferred=True)
        arguments = _arguments(context, finding, containers)
        if arguments is not None:
            title = f"Give the Checkpoint {', '.join(c.attributes[-1] for c in containers)} too"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (arguments,)),), finding)


def _containers(context: FixContext, finding: Finding) -> tuple[HiddenContainer, ...]:
    """All that hides weights from a save; none when something of it is not known."""
    notes = [note for note in context.rule.trace.noted(UnseenWeights) if note.site.location == finding.location]
    return tuple(dict.fromkeys(c for note in notes for c in note.containers)) if all(note.containers for note in notes) else ()


def _tuples(text: str, containers: tuple[HiddenContainer, ...]) -> tuple[TextEdit, ...]:
    """The edits that make every container a tuple; none when one of them cannot be one."""
    written = {(c.cls, c.attributes[-1]): c for c in containers}
    edits = [_tuple(text, *place) if c.kind == "list" and not c.nested else () for place, c in written.items()]
    return tuple(edit for found in edits for edit in found) if all(edits) else ()


def _tuple(text: str, cls: str, attribute: str) -> tuple[TextEdit, ...]:
    values = list(_assigned(text, cls, attribute))
    if len(values) != 1 or len(re.findall(_CHANGED.format(attribute), text)) != 1:
        return ()
    node, span = values[0]
    first, last = Span(span.start, span.start + 1), Span(span.end - 1, span.end)
    match node:
        case ir.Comprehension(kind="list"):
            return TextEdit(first, "tuple("), TextEdit(last, ")")
        case ir.Sequence(kind="list", items=items):
            alone = len(items) == 1 and "," not in code(text, Span(items[0].span.end - node.span.start + span.start, span.end))
            return TextEdit(first, "("), TextEdit(last, ",)" if alone else ")")
        case _:
            return ()


def _assigned(text: str, cls: str, attribute: str) -> Iterator[tuple[ir.Expr, Span]]:
    """What a class gives the attribute of its objects, and where that stands."""
    classes = [placed for placed in all_within(text) if isinstance(placed.node, ir.ClassDef) and placed.node.name == cls]
    for placed in (inner for found in classes for inner in within(found)):
        match placed.node:
            case ir.Assign(targets=(ir.Attribute(value=ir.Name(id="self"), name=name),), value=value) if name == attribute:
                yield value, value.span.shifted(placed.base)
            case _:
                pass


def _arguments(context: FixContext, finding: Finding, containers: tuple[HiddenContainer, ...]) -> TextEdit | None:
    makers = {save.maker for save in context.rule.trace.saves if save.site.location == finding.location}
    maker = context.rule.trace.maker(makers.pop()) if len(makers) == 1 else None
    names = {c.attributes[-1] for c in containers}
    if maker is None or not names or maker.site.location.path != context.path or len(names) < len(containers):
        return None
    if any(restore.style == "object" and restore.maker != maker.uid for restore in context.rule.trace.restores):
        return None
    if any(c.nested for c in containers) or names & {a.keyword for a in maker.site.arguments}:
        return None
    given = [_given(context.text, maker.site, container) for container in containers]
    end = maker.site.arguments[-1].location.span.end
    closed = code(context.text, Span(end, maker.site.location.span.end)).replace(",", "").strip() == ")"
    return TextEdit(Span(end, end), "".join(f", {g}" for g in given)) if closed and None not in given else None


def _given(text: str, site: CallSite, container: HiddenContainer) -> str | None:
    held = named_object(text, site, container.argument)
    return f"{container.attributes[-1]}={container.kind}({held}.{'.'.join(container.attributes)})" if held is not None else None


SPEC = FixSpec("QF23", ("CK305",), offer)
