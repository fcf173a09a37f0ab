"""All nodes of the representation of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.text import Span
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.syntax import ir


def nodes(value: object) -> Iterator[object]:
    """Every struct under `value` that has a span, outermost first."""
    pending = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, tuple):
            pending += reversed(found)
        elif isinstance(found, Struct) and not isinstance(found, Span):
            if hasattr(found, "span"):
                yield found
            pending += reversed([getattr(found, name) for name in found.__struct_fields__])


def sources(module: ir.Module, text: str) -> list[tuple[str, str]]:
    """Kind and source text of every node."""
    found: list[tuple[str, str]] = []
    for block in module.blocks:
        for node in nodes(block.body):
            span = node.span.shifted(block.start)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
            found.append((type(node).__name__, text[span.start : span.end]))
    return found
