"""Which diagnostics each file shows: those of all programs that run its code; of a pyproject.toml, what means nothing in it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ckptlens.ide.diagnostics import diagnostics, merged
from ckptlens.text import LineIndex
from lsprotocol import types

from ckptlens_server.choices import MANIFEST, ManifestComplaints, project_complaints
from ckptlens_server.convert import LspText, diagnostic
from ckptlens_server.uris import uri_of

if TYPE_CHECKING:
    from ckptlens_server.session import Session
    from ckptlens_server.snapshot import Result


def affected_files(result: Result | None) -> frozenset[str]:
    """The files that a result has something to say about, its own among them."""
    if result is None:
        return frozenset()
    return frozenset({result.snapshot.document.path, *(finding.location.path for finding in result.analysis.findings)})


def diagnostics_params(session: Session, path: str) -> types.PublishDiagnosticsParams:
    """All diagnostics of the file at `path` now. A result that saw another text of the file has no say."""
    results = [result for _, result in sorted(session.results.items()) if session.is_current(result, path)]
    document = next((d for d in session.documents.values() if d.path == path), None)
    shown: list[types.Diagnostic] = []
    if results:
        places = session.places(results[0])
        found = merged(diagnostics(result.analysis, path) for result in results)
        shown = [diagnostic(one, path, places, session.settings.docs) for one in found]
    return types.PublishDiagnosticsParams(
        uri=document.uri if document else uri_of(path), diagnostics=shown, version=document.version if document else None
    )


def project_params(session: Session, folder: str) -> types.PublishDiagnosticsParams:
    """What means nothing in the pyproject.toml of a workspace folder, as long as a document of it is open."""
    is_used = any(session.folder(document.path) == folder for document in session.documents.values())
    complaints = project_complaints(folder) if is_used else ManifestComplaints()
    text = LspText(LineIndex(complaints.text), session.encoding)
    shown = [_complaint(text.range(span), message) for span, message in complaints.found]
    return types.PublishDiagnosticsParams(uri=uri_of(posixpath.join(folder, MANIFEST)), diagnostics=shown)


def _complaint(place: types.Range, message: str) -> types.Diagnostic:
    return types.Diagnostic(place, message, types.DiagnosticSeverity.Warning, "settings", source="ckptlens")
