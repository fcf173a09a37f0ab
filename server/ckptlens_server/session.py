"""What the server knows now. Mutable; touched on the event loop's thread only."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.ide.stack import StackChoice
from ckptlens.rules.baseline import Baseline
from lsprotocol import types
from msgspec import Struct, field

from ckptlens_server.baselines import project_baseline
from ckptlens_server.choices import project_choices
from ckptlens_server.convert import LspPlaces
from ckptlens_server.project import project_assumptions, project_entries, project_root, project_stack
from ckptlens_server.settings import Settings
from ckptlens_server.snapshot import Document, Result, Snapshot
from ckptlens_server.uris import uri_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckptlens.ide.analysis import Options
    from ckptlens.predict.keys import Prediction


class Session(Struct):
    """Open documents, settings, and the newest result for each document.

    `good` is the newest result whose text could be analysed: its keys stay in the preview while the text is broken.
    `complaints`: what is shown of the settings in each workspace folder's pyproject.toml.
    `saved` is the prediction at the last save (or at opening), from which changes are told.
    """

    documents: dict[str, Document] = field(default_factory=dict[str, Document])
    results: dict[str, Result] = field(default_factory=dict[str, Result])
    good: dict[str, Result] = field(default_factory=dict[str, Result])
    saved: dict[str, Prediction] = field(default_factory=dict[str, "Prediction"])
    complaints: dict[str, Sequence[types.Diagnostic]] = field(default_factory=dict[str, "Sequence[types.Diagnostic]"])
    settings: Settings = field(default_factory=Settings)
    folders: tuple[str, ...] = ()
    encoding: types.PositionEncodingKind = types.PositionEncodingKind.Utf16

    def put(self, document: Document) -> None:
        """A document was opened or changed."""
        self.documents[document.uri] = document

    def close(self, uri: str) -> None:
        """Forget a document."""
        for table in (self.documents, self.results, self.good, self.saved):
            table.pop(uri, None)

    def snapshot(self, uri: str) -> Snapshot | None:
        """What to analyse for a document, None when it is not open."""
        document = self.documents.get(uri)
        if document is None:
            return None
        return Snapshot(document, {d.path: d for d in self.documents.values()}, self.options(document))

    def options(self, document: Document) -> Options:
        """How to analyse a document."""
        from ckptlens.ide.analysis import Options

        folder = self.folder(document.path)
        roots = tuple(posixpath.normpath(posixpath.join(folder, root.replace("\\", "/"))) for root in self.settings.roots)
        entries = self.settings.entries or project_entries(folder)
        chosen = self.settings.choices.over(project_choices(folder)).selection
        known = project_baseline(folder)
        baseline = known if isinstance(known, Baseline) else None
        return Options(self.stack(document).stack, roots, entries, folder, project_assumptions(folder), chosen, baseline)

    def stack(self, document: Document) -> StackChoice:
        """The stack of a document's project, and why."""
        if self.settings.stack:
            return StackChoice(self.settings.stack, "setting ckptlens.stack")
        root = project_root(document.path) if Path(document.path).is_absolute() else self.folder(document.path)
        return project_stack(root, [document.text])

    def folder(self, path: str) -> str:
        """The innermost workspace folder that holds `path`, else the folder of `path` itself."""
        inside = [folder for folder in self.folders if path.startswith(folder.rstrip("/") + "/")]
        return max(inside, key=len, default=posixpath.dirname(path))

    def keep(self, result: Result) -> None:
        """Take a finished analysis in."""
        uri = result.snapshot.document.uri
        self.results[uri] = result
        if not result.analysis.problems or uri not in self.good:
            self.good[uri] = result
        self.saved.setdefault(uri, result.analysis.prediction)

    def current(self, uri: str) -> Result | None:
        """The result for exactly the text that is open, None while there is none."""
        result = self.results.get(uri)
        return result if result and self.is_current(result, result.snapshot.document.path) else None

    def is_current(self, result: Result, path: str) -> bool:
        """Whether the text of `path` that `result` saw is still the one that is open (or it is not open at all)."""
        now = next((d for d in self.documents.values() if d.path == path), None)
        then = result.snapshot.documents.get(path)
        return now is None or (then is not None and then.text == now.text)

    def dependents(self, path: str) -> tuple[str, ...]:
        """The other open documents whose results rest on the file at `path`."""
        return tuple(uri for uri, result in self.results.items() if path in result.files and result.snapshot.document.path != path)

    def places(self, result: Result) -> LspPlaces:
        """The client's positions in the texts of a result."""
        opened = result.snapshot.documents
        return LspPlaces(
            result.snapshot.sources.read,
            lambda path: opened[path].uri if path in opened else uri_of(path),
            lambda path: opened[path].version if path in opened else None,
            self.encoding,
        )
