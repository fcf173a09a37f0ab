"""QF12: build the Saver just before its first use, where all variables exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import Placed, Step, path_to
from ckptlens.fixes.written import code, indentation, stands_alone, whole_lines
from ckptlens.rules.lifetime import restores_with, saves_with
from ckptlens.rules.saver_before_variables import late_variables
from ckptlens.syntax import ir
from ckptlens.text import LineIndex, Span, TextEdit
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per Saver that is built too early, by a statement of its own, and used later in the same block."""
    for finding in context.findings:
        maker = context.rule.trace.maker(finding.subject)
        if finding.code == "CK207" and finding.location.path == context.path and isinstance(maker, SaverMade):
            edits = _edits(context, maker)
            if edits:
                yield Fix(
                    SPEC.id,
                    "Build the Saver just before its first use",
                    Safety.UNSAFE,
                    (FileEdits(context.path, edits),),
                    finding,
                    preferred=True,
                )


def _edits(context: FixContext, maker: SaverMade) -> tuple[TextEdit, ...]:
    steps = path_to(context.text, maker.site.location.span)
    use = _first_use(context, maker)
    if not steps or use is None or not _is_plain(context.text, steps[-1].statement):
        return ()
    target = _target(context, maker, steps[-1], use)
    if target is None or _named_between(context.text, steps[-1].statement, target.span.start):
        return ()
    return _moved(context.text, steps[-1].statement.span, target.span)


def _is_plain(text: str, statement: Placed) -> bool:
    """``name = Saver(...)`` on lines of its own."""
    node = statement.node
    return (
        isinstance(node, ir.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ir.Name)
        and stands_alone(text, statement.span)
    )


def _first_use(context: FixContext, maker: SaverMade) -> Span | None:
    uses = (*saves_with(context.rule.trace, maker), *restores_with(context.rule.trace, maker))
    if any(use.site.location.path != context.path for use in uses):
        return None
    return min((use.site.location.span for use in uses), default=None)


def _target(context: FixContext, maker: SaverMade, built: Step, use: Span) -> Placed | None:
    """The statement before which the Saver sees all variables: beside the present one, or inside a ``with`` that makes the last of them."""
    block, at = built.block, built.index + 1
    while True:
        index = next((i for i in range(at, len(block)) if block[i].holds(use)), None)
        if index is None or isinstance(block[index].node, ir.FunctionDef | ir.ClassDef):
            return None
        last = max((i for i in range(at, len(block)) if _makes_late(context, maker, block[i])), default=at - 1)
        if last < index:
            return block[index]
        node = block[index].node
        if last > index or not isinstance(node, ir.With):
            return None
        block, at = tuple(Placed(inner, block[index].base) for inner in node.body), 0


def _makes_late(context: FixContext, maker: SaverMade, statement: Placed) -> bool:
    """Whether running `statement` makes one of the variables that the Saver misses."""
    if isinstance(statement.node, ir.FunctionDef | ir.ClassDef):
        return False
    places = (place for v in late_variables(context.rule.trace, maker) for place in (v.location, *v.calls))
    return any(place.path == context.path and statement.holds(place.span) for place in places)


def _named_between(text: str, built: Placed, until: int) -> bool:
    match built.node:
        case ir.Assign(targets=(ir.Name(id=name),)):
            return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text[built.span.end : until]) is not None
        case _:
            return True


def _moved(text: str, statement: Span, target: Span) -> tuple[TextEdit, ...]:
    lines = _with_comments_above(text, whole_lines(text, statement))
    to = whole_lines(text, target).start
    moved = code(text, lines)
    old, new = indentation(text, statement), indentation(text, target)
    if old != new and ('"""' in moved or "'''" in moved):
        return ()
    return (TextEdit(lines, ""), TextEdit(Span(to, to), _indented(moved, old, new)))


def _indented(lines: str, old: str, new: str) -> str:
    return lines if old == new else re.sub(rf"^{re.escape(old)}(?=[^\r\n])", new, lines, flags=re.MULTILINE)


def _with_comments_above(text: str, lines: Span) -> Span:
    index = LineIndex(text)
    first = index.place(lines.start).line
    while first > 0 and index.line_text(first - 1).lstrip().startswith("#"):
        first -= 1
    return Span(index.line_start(first), lines.end)


SPEC = FixSpec("QF12", ("CK207",), offer)
