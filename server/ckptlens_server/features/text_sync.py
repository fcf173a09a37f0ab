"""textDocument/didOpen, didChange, didSave, didClose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens_server.features.keys_changed import tell_keys
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
    """Tell the keys of the saved text, and of the open documents whose keys have changed with it."""
    uri = params.text_document.uri
    await tell_keys(server, uri, even_if_equal=True)
    for other in server.session.dependents(path_of(uri)):
        await tell_keys(server, other, even_if_equal=False)


async def closed(server: CkptlensServer, params: types.DidCloseTextDocumentParams) -> None:
    """Forget the document and withdraw what it said."""
    uri = params.text_document.uri
    server.schedule.drop(uri)
    said = affected_files(server.session.results.get(uri))
    path = path_of(uri)
    dependents = server.session.dependents(path)
    server.session.close(uri)
    server.publish(said | {path})
    server.publish_project(server.session.folder(path))
    for other in dependents:
        server.schedule.request(other)
