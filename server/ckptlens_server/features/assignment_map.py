"""ckptlens/assignmentMap: the edit that writes the map from a checkpoint to the variables at a selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens_server.convert import workspace_edit
from ckptlens_server.uris import file_path
from ckptlens_server.wire import document_uri, range_of, text_of

if TYPE_CHECKING:
    from lsprotocol import types

    from ckptlens_server.app import CkptlensServer

INSERT_MAP = "QF05"


async def assignment_map(server: CkptlensServer, params: object) -> types.WorkspaceEdit | None:
    """The edit for the checkpoint at the given path or URI (its ``.index`` file or its prefix); null when none fits there."""
    from ckptlens.ide.actions import offers

    result = await server.settled(document_uri(params))
    if result is None:
        return None
    path = result.snapshot.document.path
    places = server.session.places(result)
    prefix = file_path(text_of(params, "checkpoint")).removesuffix(".index")
    found = offers(result.analysis, result.snapshot.sources, path, places.text(path).span(range_of(params)), prefix)
    edits = next((fix.edits for fix in found if fix.id == INSERT_MAP), None)
    return None if edits is None else workspace_edit(edits, places, server.client.versioned_edits)
