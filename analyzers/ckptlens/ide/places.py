"""Lines and columns of locations, across files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.text import LineIndex, Place, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckptlens.program.sources import SourceProvider
    from ckptlens.text import Location


class Places:
    """Turns locations into lines and columns; reads each file once.

    `texts` holds the texts that were analysed, which win over what the provider reads now.
    """

    __slots__ = ("_indexes", "_sources", "_texts")

    def __init__(self, sources: SourceProvider, texts: Mapping[str, str]) -> None:
        self._sources = sources
        self._texts = texts
        self._indexes: dict[str, LineIndex] = {}

    def index(self, path: str) -> LineIndex:
        """The line index of a file; that of an empty text when the file is gone."""
        if path not in self._indexes:
            text = self._texts.get(path)
            self._indexes[path] = LineIndex((self._sources.read(path) or "") if text is None else text)
        return self._indexes[path]

    def start(self, location: Location) -> Place:
        """Where a location begins."""
        return self.index(location.path).place(location.span.start)

    def ends(self, path: str, span: Span) -> tuple[Place, Place]:
        """Where a span of the file at `path` begins and ends."""
        index = self.index(path)
        return index.place(span.start), index.place(span.end)
