"""initialize, initialized, shutdown, workspace/didChangeWorkspaceFolders."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, cast

from lsprotocol import types

from ckptlens_server.settings import settings_of
from ckptlens_server.uris import path_of

if TYPE_CHECKING:
    from ckptlens_server.app import CkptlensServer


async def initialize(server: CkptlensServer, params: types.InitializeParams) -> None:
    """Take over folders, position encoding and the settings that came along."""
    server.session.encoding = types.PositionEncodingKind(server.workspace.position_encoding or "utf-16")
    take_folders(server)
    sent = cast("object", params.initialization_options)
    if isinstance(sent, dict):
        options = cast("dict[str, object]", sent)
        server.session.settings = settings_of(options.get("settings", options))


async def initialized(server: CkptlensServer, _: types.InitializedParams) -> None:
    """Ask for the settings while the analyser is being imported, then let the analyses start."""
    server.status("starting")
    importing = asyncio.create_task(asyncio.to_thread(import_module, "ckptlens.ide.actions"))
    try:
        sent = await server.client.configuration()
        if sent is not None:
            server.session.settings = settings_of(sent)
        await importing
    finally:
        server.schedule.open()
        server.status("ready")
    await server.client.watch()


async def folders_changed(server: CkptlensServer, _: types.DidChangeWorkspaceFoldersParams) -> None:
    """Settings that are relative to a workspace folder may mean something else now."""
    take_folders(server)
    server.analyse_all()


async def shutdown(server: CkptlensServer, _: None) -> None:
    """Stop what is under way."""
    server.schedule.close()


def take_folders(server: CkptlensServer) -> None:
    """The paths of the workspace folders; of the root folder for clients that know only one."""
    folders = [path_of(folder.uri) for folder in server.workspace.folders.values()]
    root = server.workspace.root_uri
    server.session.folders = tuple(folders) if folders or not root else (path_of(root),)
