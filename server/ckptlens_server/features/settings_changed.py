"""workspace/didChangeConfiguration."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ckptlens_server.client import CONFIGURATION_SECTION
from ckptlens_server.features.keys_changed import tell_keys
from ckptlens_server.settings import settings_of

if TYPE_CHECKING:
    from lsprotocol import types

    from ckptlens_server.app import CkptlensServer


async def changed(server: CkptlensServer, params: types.DidChangeConfigurationParams) -> None:
    """Ask for the settings, or take those that were sent by a client that cannot be asked; then tell the keys under them."""
    sent = await server.client.configuration()
    if sent is None:
        pushed = cast("object", params.settings)
        sent = cast("dict[str, object]", pushed).get(CONFIGURATION_SECTION) if isinstance(pushed, dict) else None
    if sent is not None:
        server.session.settings = settings_of(sent)
        server.analyse_all()
        for uri in list(server.session.documents):
            await tell_keys(server, uri, even_if_equal=True)
