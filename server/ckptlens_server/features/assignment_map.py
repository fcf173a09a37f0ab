"""ckptlens/assignmentMap: the edit that writes the map from a checkpoint to the variables at a selection."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ckptlens_server.convert import workspace_edit
from ckptlens_server.uris import file_path
from ckptlens_server.wire import document_uri, range_of, table_of, text_of

if TYPE_CHECKING:
    from ckptlens.ide.analysis import Analysis
    from lsprotocol import types

    from ckptlens_server.app import CkptlensServer
    from ckptlens_server.snapshot import Result

INSERT_MAP = "QF05"
_REVISION = "revision"


async def assignment_map(server: CkptlensServer, params: object) -> types.WorkspaceEdit | None:
    """The edit for the checkpoint at the given path or URI (its ``.index`` file or its prefix), or for the checkpoints that the program
    wrote at a revision of its git repository; null when none fits there."""
    from ckptlens.ide.actions import offers

    result = await server.settled(document_uri(params))
    if result is None:
        return None
    path = result.snapshot.document.path
    places = server.session.places(result)
    span = places.text(path).span(range_of(params))
    if _REVISION in table_of(params, "params"):
        earlier = await asyncio.to_thread(_at_revision, result, text_of(params, _REVISION))
        found = offers(result.analysis, result.snapshot.sources, path, span, earlier=earlier)
    else:
        prefix = file_path(text_of(params, "checkpoint")).removesuffix(".index")
        found = offers(result.analysis, result.snapshot.sources, path, span, prefix)
    edits = next((fix.edits for fix in found if fix.id == INSERT_MAP), None)
    return None if edits is None else workspace_edit(edits, places, server.client.versioned_edits)


def _at_revision(result: Result, revision: str) -> Analysis | None:
    from ckptlens.ide.actions import EditedSources
    from ckptlens.ide.analysis import analyse

    from ckptlens_server.git import texts_at

    texts = texts_at(result.snapshot.document.path, revision)
    if texts is None:
        return None
    return analyse(EditedSources(result.snapshot.sources, texts), result.analysis.path, result.analysis.options)
