"""ckptlens/keys: the key preview of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens_server.preview import Json, preview
from ckptlens_server.wire import document_uri

if TYPE_CHECKING:
    from ckptlens_server.app import CkptlensServer


async def keys(server: CkptlensServer, params: object) -> Json | None:
    """The preview, null for a document that is not open."""
    return await preview_of(server, document_uri(params))


async def preview_of(server: CkptlensServer, uri: str) -> Json | None:
    """The preview of a document once its analysis is done. While its text is broken, that of the last good text."""
    await server.settled(uri)
    good, newest = server.session.good.get(uri), server.session.results.get(uri)
    if good is None or newest is None:
        return None
    return preview(good, newest, server.session.places(good), server.session.stack(good.snapshot.document).reason)
