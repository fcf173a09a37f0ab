"""workspace/didChangeWatchedFiles: files that changed on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ckptlens_server.uris import path_of

if TYPE_CHECKING:
    from ckptlens_server.app import CkptlensServer


async def changed(server: CkptlensServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Analyse what rests on the changed files; all documents when a file is new or says which TensorFlow is used."""
    changes = [change for change in params.changes if change.uri not in server.session.documents]
    if any(change.type == types.FileChangeType.Created or not change.uri.endswith(".py") for change in changes):
        server.analyse_all()
        return
    for uri in {uri for change in changes for uri in server.session.dependents(path_of(change.uri))}:
        server.schedule.request(uri)
