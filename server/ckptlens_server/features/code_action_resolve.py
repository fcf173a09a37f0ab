"""codeAction/resolve: the edit of a code action, with what it does to the keys."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from ckptlens.ide.labels import change_text
from lsprotocol import types

from ckptlens_server.convert import document_edit, workspace_edit

if TYPE_CHECKING:
    from ckptlens.fixes.model import Fix

    from ckptlens_server.app import CkptlensServer
    from ckptlens_server.snapshot import Result


async def resolve(server: CkptlensServer, action: types.CodeAction) -> types.CodeAction:
    """The action with its edit; without one when the document has changed since it was offered."""
    data = cast("dict[str, object]", action.data)
    result = server.session.current(str(data["uri"]))
    if result is None or result.snapshot.document.version != data["version"]:
        return action
    # In a thread: the program with the edit is analysed anew.
    action.edit = await asyncio.to_thread(_edit, server, result, data)
    return action


def _edit(server: CkptlensServer, result: Result, data: dict[str, object]) -> types.WorkspaceEdit | None:
    from ckptlens.ide.actions import offers

    a, b, c, d = cast("list[int]", data["range"])
    selection = types.Range(types.Position(a, b), types.Position(c, d))
    path = result.snapshot.document.path
    span = server.session.places(result).text(path).span(selection)
    found = offers(result.analysis, result.snapshot.sources, path, span)
    fix = next((fix for fix in found if (fix.id, fix.title) == (data["fix"], data["title"])), None)
    return None if fix is None else resolved_edit(server, result, fix)


def resolved_edit(server: CkptlensServer, result: Result, fix: Fix) -> types.WorkspaceEdit:
    """The edit of a fix. One that is not safe says what happens to the keys; when a key gets lost, the client asks first."""
    from ckptlens.fixes.model import Safety
    from ckptlens.ide.actions import key_change_of

    places = server.session.places(result)
    if fix.safety is Safety.SAFE or not server.client.annotated_edits:
        return workspace_edit(fix.edits, places, server.client.versioned_edits)
    change = key_change_of(result.analysis, result.snapshot.sources, fix)
    annotation = types.ChangeAnnotation(fix.title, needs_confirmation=change.loses_keys, description=change_text(change))
    return types.WorkspaceEdit(
        document_changes=[document_edit(file, places, fix.id) for file in fix.edits], change_annotations={fix.id: annotation}
    )
