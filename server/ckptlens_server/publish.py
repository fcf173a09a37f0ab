"""Which diagnostics each file shows: those of all programs that run its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.ide.diagnostics import diagnostics, merged
from lsprotocol import types

from ckptlens_server.convert import diagnostic
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
