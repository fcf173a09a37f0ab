"""ckptlens/keysChanged: the keys of a document, and how they differ from those told before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.ide.key_diff import key_change

from ckptlens_server.features.key_preview import preview_of
from ckptlens_server.preview import change_json
from ckptlens_server.protocol import KEYS_CHANGED

if TYPE_CHECKING:
    from ckptlens_server.app import CkptlensServer


async def tell_keys(server: CkptlensServer, uri: str, even_if_equal: bool) -> None:
    """Send the notification once the document is analysed; for broken text there is none."""
    shown = await preview_of(server, uri)
    result = server.session.current(uri)
    if shown is None or result is None or result.analysis.problems:
        return
    change = key_change(server.session.saved[uri], result.analysis.prediction)
    server.session.saved[uri] = result.analysis.prediction
    if change or even_if_equal:
        server.protocol.notify(KEYS_CHANGED, {**shown, "change": change_json(change)})
