"""One module per LSP method. Each takes the params, waits for the result that it needs, and converts.

The analyser and the fixes are imported when they are first needed, and not by these modules: they take longer to import
than the rest of the server, and an editor waits for the answer to initialize.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ckptlens_server import protocol
from ckptlens_server.features import (
    assignment_map,
    code_action,
    code_action_resolve,
    code_lens,
    convert_checkpoint,
    hover,
    key_preview,
    lifecycle,
    run_and_compare,
    settings_changed,
    text_sync,
    watched_files,
)

if TYPE_CHECKING:
    from ckptlens_server.app import CkptlensServer

log = logging.getLogger(__name__)

Handler = Callable[["CkptlensServer", Any], Awaitable[object]]
Command = Callable[["CkptlensServer", tuple[object, ...]], Awaitable[object]]

EDITOR_FEATURES: dict[str, Handler] = {
    types.INITIALIZE: lifecycle.initialize,
    types.INITIALIZED: lifecycle.initialized,
    types.SHUTDOWN: lifecycle.shutdown,
    types.TEXT_DOCUMENT_DID_OPEN: text_sync.opened,
    types.TEXT_DOCUMENT_DID_CHANGE: text_sync.changed,
    types.TEXT_DOCUMENT_DID_SAVE: text_sync.saved,
    types.TEXT_DOCUMENT_DID_CLOSE: text_sync.closed,
    types.TEXT_DOCUMENT_HOVER: hover.hover,
    types.TEXT_DOCUMENT_CODE_LENS: code_lens.code_lens,
    types.TEXT_DOCUMENT_CODE_ACTION: code_action.code_action,
    types.CODE_ACTION_RESOLVE: code_action_resolve.resolve,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: settings_changed.changed,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: lifecycle.folders_changed,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: watched_files.changed,
}
"""An error in one of these is logged and gives an empty answer: the editor asks them by itself, so a message box would only annoy."""

COMMANDED: dict[str, Handler] = {
    protocol.KEYS: key_preview.keys,
    protocol.ASSIGNMENT_MAP: assignment_map.assignment_map,
}
"""The user asked for these: an error is logged and answered."""

COMMANDS: dict[str, Command] = {
    protocol.CONVERT: convert_checkpoint.convert,
    protocol.COMPARE: run_and_compare.compare,
}
"""Commands of ``workspace/executeCommand``; each takes their arguments."""

OPTIONS: dict[str, object] = {
    types.TEXT_DOCUMENT_CODE_ACTION: code_action.OPTIONS,
    types.TEXT_DOCUMENT_DID_SAVE: types.SaveOptions(include_text=False),
}


def register(server: CkptlensServer) -> None:
    """Connect every method to its handler."""
    for table, quiet in ((EDITOR_FEATURES, True), (COMMANDED, False)):
        for method, handler in table.items():
            server.feature(method, OPTIONS.get(method))(guarded(server, method, handler, quiet))
    for name, handler in COMMANDS.items():
        server.command(name)(command(server, handler))


def guarded(server: CkptlensServer, method: str, handler: Handler, quiet: bool) -> Callable[[Any], Awaitable[object]]:
    """The handler with its errors logged together with the document they are about."""

    async def call(params: Any) -> object:  # noqa: ANN401 - each method has its own
        try:
            return await handler(server, params)
        except (asyncio.CancelledError, JsonRpcException):
            raise
        except Exception as error:
            log.exception("%s failed for %s", method, document_of(params))
            server.client.log(f"{method} failed for {document_of(params)}: {type(error).__name__}: {error}")
            if quiet:
                return None
            raise

    return call


def document_of(params: object) -> str:
    """The URI of the document that a message is about, as far as it names one."""
    document: object = getattr(params, "text_document", None)
    return str(getattr(document, "uri", "the workspace"))


def command(server: CkptlensServer, handler: Command) -> Callable[..., Awaitable[object]]:
    """A handler of ``workspace/executeCommand``."""

    # Not `object`: pygls passes the server to a first parameter whose annotation fits it.
    async def call(*arguments: Any) -> object:  # noqa: ANN401
        return await handler(server, arguments)

    return call
