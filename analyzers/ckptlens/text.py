"""Positions and edits in source text.

Every position inside ckptlens is an offset in code points from the start of a file's text. Lines end at
``\n``, ``\r\n`` or ``\r`` only: never at form feed, U+2028 and the like, where `str.splitlines` would cut too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE_END = re.compile(r"\r\n|\n|\r")


class Span(Struct, frozen=True, order=True):
    """A half-open range of code-point offsets: ``0 <= start <= end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def shifted(self, by: int) -> Span:
        """The span moved by a number of code points."""
        return Span(self.start + by, self.end + by)

    def contains(self, offset: int) -> bool:
        """Whether a cursor at `offset` touches the span: its end counts too."""
        return self.start <= offset <= self.end


class Location(Struct, frozen=True, order=True):
    """A span in the file at `path` (as the source provider spells it)."""

    path: str
    span: Span


class Place(Struct, frozen=True):
    """Line and column of an offset, both counted from zero, the column in code points."""

    line: int
    column: int


class LineIndex:
    """Line starts of one text; converts between offsets and places."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(m.end() for m in _LINE_END.finditer(text))]

    @property
    def line_count(self) -> int:
        """The number of lines; text that ends with a line end has an empty last line."""
        return len(self._starts)

    def place(self, offset: int) -> Place:
        """The place of `offset`; offsets past the end give the end of the text."""
        offset = min(max(offset, 0), len(self._text))
        line = bisect_right(self._starts, offset) - 1
        return Place(line, offset - self._starts[line])

    def offset(self, place: Place) -> int:
        """The offset of a place; a column past the line's end gives the line's end, as LSP asks."""
        if place.line >= len(self._starts):
            return len(self._text)
        return min(self._starts[place.line] + place.column, self.line_end(place.line))

    def line_start(self, line: int) -> int:
        """Offset of the line's first character."""
        return self._starts[line]

    def line_end(self, line: int) -> int:
        """Offset just before the line's terminator."""
        if line + 1 >= len(self._starts):
            return len(self._text)
        end = self._starts[line + 1]
        while end > self._starts[line] and self._text[end - 1] in "\r\n":
            end -= 1
        return end

    def line_text(self, line: int) -> str:
        """The line without its terminator."""
        return self._text[self._starts[line] : self.line_end(line)]


class TextEdit(Struct, frozen=True, order=True):
    """Replace the text of `span` by `text`."""

    span: Span
    text: str


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """The text after `edits`, whose spans refer to the original text.

    Edits that insert at the same offset keep their order. Raises ValueError when spans overlap.
    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda e: e.span):
        if edit.span.start < position:
            raise ValueError(f"overlapping edits at {edit.span.start}")
        pieces += [text[position : edit.span.start], edit.text]
        position = edit.span.end
    return "".join([*pieces, text[position:]])
