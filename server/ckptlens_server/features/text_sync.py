"""textDocument/didOpen, didChange, didSave, didClose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.ide.key_diff import key_change

from ckptlens_server.features.key_preview import preview_of
from ckptlens_server.preview import change_json
from ckptlens_server.protocol import KEYS_CHANGED
from ckptlens_server.publish import affected_files
from ckptlens_server.snapshot import Document
from ckptlens_server.uris import path_of

if TYPE_CHECKING:
    from lsprotocol import types

    from ckptlens_server.app import CkptlensServer


async def opened(server: CkptlensServer, params: types.DidOpenTextDocumentParams) -> None:
    """Analyse the document at once."""
    sent = params.text_document
    server.session.put(Document(sent.uri, path_of(sent.uri), sent.version, sent.text))
    server.analyse_later(sent.uri, pause=0)


async def changed(server: CkptlensServer, params: types.DidChangeTextDocumentParams) -> None:
    """Analyse the document when the typing pauses."""
    uri = params.text_document.uri
    # Full sync: the last change holds the whole text.
    server.session.put(Document(uri, path_of(uri), params.text_document.version, params.content_changes[-1].text))
    server.analyse_later(uri)


async def saved(server: CkptlensServer, params: types.DidSaveTextDocumentParams) -> None:
    """Tell the keys of the saved text and how they differ from those saved before."""
    uri = params.text_document.uri
    shown = await preview_of(server, uri)
    result = server.session.current(uri)
    if shown is None or result is None or result.analysis.problems:
        return
    before = server.session.saved[uri]
    server.session.saved[uri] = result.analysis.prediction
    server.protocol.notify(KEYS_CHANGED, {**shown, "change": change_json(key_change(before, result.analysis.prediction))})


async def closed(server: CkptlensServer, params: types.DidCloseTextDocumentParams) -> None:
    """Forget the document and withdraw what it said."""
    uri = params.text_document.uri
    server.schedule.drop(uri)
    said = affected_files(server.session.results.get(uri))
    path = path_of(uri)
    dependents = server.session.dependents(path)
    server.session.close(uri)
    server.publish(said | {path})
    for other in dependents:
        server.schedule.request(other)
