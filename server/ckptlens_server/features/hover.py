"""textDocument/hover: the keys of a variable, a save or a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.ide.hover import hover as hover_at
from ckptlens.ide.places import Places
from lsprotocol import types

if TYPE_CHECKING:
    from ckptlens_server.app import CkptlensServer


async def hover(server: CkptlensServer, params: types.HoverParams) -> types.Hover | None:
    """What is known of the code at the position."""
    result = await server.settled(params.text_document.uri)
    if result is None:
        return None
    path = result.snapshot.document.path
    text = server.session.places(result).text(path)
    found = hover_at(result.analysis, path, text.offset(params.position), Places(result.snapshot.sources, {}))
    if found is None:
        return None
    kind = types.MarkupKind.Markdown if server.client.markdown_hovers else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, found.markdown), text.range(found.span))
