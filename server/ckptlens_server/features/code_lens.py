"""textDocument/codeLens: what each save site writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.ide.lens import lenses
from lsprotocol import types

if TYPE_CHECKING:
    from ckptlens_server.app import CkptlensServer

SHOW_KEYS = "ckptlens.showKeys"
"""The editor's own command behind a lens, with the URI and the number of the event in the preview."""


async def code_lens(server: CkptlensServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """A lens for each save and restore."""
    uri = params.text_document.uri
    result = await server.settled(uri)
    if result is None:
        return []
    text = server.session.places(result).text(result.snapshot.document.path)
    return [
        types.CodeLens(text.range(lens.span), types.Command(title=lens.title, command=SHOW_KEYS, arguments=[uri, lens.event]))
        for lens in lenses(result.analysis)
    ]
