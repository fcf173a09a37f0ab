"""What one analysis saw and found: frozen, so that a worker thread may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens_server.files import FileSources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckptlens.ide.analysis import Analysis, Options


class Document(Struct, frozen=True):
    """An open document as the client last sent it."""

    uri: str
    path: str
    version: int
    text: str


class Snapshot(Struct, frozen=True):
    """A document to analyse among all open ones (by path), and how to analyse it."""

    document: Document
    documents: Mapping[str, Document]
    options: Options

    @property
    def sources(self) -> FileSources:
        """The files on disk under the open documents."""
        return FileSources({path: document.text for path, document in self.documents.items()})


class Result(Struct, frozen=True):
    """A finished analysis of a snapshot."""

    snapshot: Snapshot
    analysis: Analysis

    @property
    def files(self) -> frozenset[str]:
        """Every file whose text the analysis rests on."""
        return frozenset({self.analysis.path}).union(*(trace.files for trace in self.analysis.traces))


def analyse_snapshot(snapshot: Snapshot, check: Callable[[], None]) -> Result:
    """Analyse the document of a snapshot; `check` is called all along and raises when the result is wanted no more."""
    from ckptlens.ide.analysis import analyse  # in the worker thread: it takes longer to import than the rest of the server

    return Result(snapshot, analyse(snapshot.sources, snapshot.document.path, snapshot.options, check))
