"""Every place where a file uses one Saver, as far as a rewrite must know them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from ckptlens.fixes.statements import Placed, path_to
from ckptlens.fixes.written import code, stands_alone
from ckptlens.rules.lifetime import restores_with, saves_with
from ckptlens.syntax import ir
from ckptlens.syntax.positions import spans_of
from ckptlens.text import Span
from ckptlens.trace import Restore, Save, SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.model import FixContext

Use = TypeVar("Use", Save, Restore)
_LIST_OF_FILES = ".last_checkpoints"


class SaverUses(Struct, frozen=True):
    """The name that holds the Saver, the statement that builds it, its saves and restores, and its reads of `last_checkpoints`."""

    name: str
    built: Span
    saves: tuple[Save, ...]
    restores: tuple[Restore, ...]
    listings: tuple[Span, ...]


def uses_of(context: FixContext, maker: SaverMade) -> SaverUses | None:
    """The uses, or None when the Saver is not held by one name, or that name is used in a way that is not followed."""
    steps = path_to(context.text, maker.site.location.span) if maker.site.location.path == context.path else ()
    if not steps:
        return None
    built = steps[-1].statement
    name = _held_by(context.text, built)
    saves, restores = saves_with(context.rule.trace, maker), restores_with(context.rule.trace, maker)
    if name is None or any(use.site.location.path != context.path for use in (*saves, *restores)):
        return None
    calls = {use.site.callee.span.start for use in (*saves, *restores)}
    elsewhere = [
        span for span in _occurrences(context.text, name) if span.start not in calls and span.start != steps[-1].statement.span.start
    ]
    if any(code(context.text, span) != name or not context.text.startswith(_LIST_OF_FILES, span.end) for span in elsewhere):
        return None
    listings = tuple(Span(span.start, span.end + len(_LIST_OF_FILES)) for span in elsewhere)
    return SaverUses(name, built.span, _once(saves), _once(restores), listings)


def _held_by(text: str, statement: Placed) -> str | None:
    """The text of the single name or ``self`` attribute that the statement assigns."""
    match statement.node:
        case ir.Assign(targets=(ir.Name() | ir.Attribute(value=ir.Name(id="self")) as target,)) if stands_alone(text, statement.span):
            return code(text, target.span.shifted(statement.base))
        case _:
            return None


def _occurrences(text: str, name: str) -> Iterator[Span]:
    """Every place that names the Saver; for an attribute also those of other objects' attributes of that name."""
    module = cst.parse_module(text)
    spans = spans_of(module)
    attribute = name.removeprefix("self.")
    if attribute != name:
        found = m.findall(module, m.Attribute(attr=m.Name(attribute)))
    else:
        fields = {id(node.attr) for node in m.findall(module, m.Attribute()) if isinstance(node, cst.Attribute)}
        found = [node for node in m.findall(module, m.Name(name)) if id(node) not in fields]
    yield from (Span(*spans[id(node)]) for node in found if id(node) in spans)


def _once(uses: tuple[Use, ...]) -> tuple[Use, ...]:
    """One fact per call: a call in a loop or in a function that is called twice gives several."""
    return tuple({use.site.location: use for use in uses}.values())
