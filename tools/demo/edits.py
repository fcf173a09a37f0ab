"""Applies the edits of a fix as `ckptlens check --format json` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from programs import Json


def apply(text: str, edits: Sequence[Json]) -> str:
    """The text with the edits made; they do not overlap."""
    starts = _line_starts(text)
    places = [
        (_offset(starts, edit["line"], edit["column"]), _offset(starts, edit["end_line"], edit["end_column"]), edit["text"])
        for edit in edits
    ]
    for start, end, new in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _offset(starts: list[int], line: int, column: int) -> int:
    return starts[line - 1] + column - 1


def _line_starts(text: str) -> list[int]:
    starts = [0]
    starts += [index + 1 for index, character in enumerate(text) if character == "\n"]
    return starts
