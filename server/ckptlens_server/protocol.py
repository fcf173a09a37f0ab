"""How ckptlens differs from pygls on the wire."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.protocol import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
    LanguageServerProtocol,
    default_converter,
    lsp_method,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from cattrs import Converter

KEYS = "ckptlens/keys"
KEYS_CHANGED = "ckptlens/keysChanged"
ASSIGNMENT_MAP = "ckptlens/assignmentMap"
STATUS = "ckptlens/status"
CONVERT = "ckptlens.convert"
COMPARE = "ckptlens.compare"

work_done_token: ContextVar[int | str | None] = ContextVar("work_done_token", default=None)
"""The token under which the client follows the command that runs now; pygls gives commands their arguments only."""


class CkptlensProtocol(LanguageServerProtocol):
    """The protocol of pygls, with the progress token of commands within reach."""

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    def lsp_workspace__execute_command(self, params: types.ExecuteCommandParams) -> Generator[Any, Any, Any]:
        """Run a command."""
        work_done_token.set(params.work_done_token)
        return (yield from super().lsp_workspace__execute_command(params))


def converter() -> Converter:
    """The converter of pygls, with params and results of ckptlens' own messages left as plain JSON values."""
    made = default_converter()
    made.register_structure_hook(JsonRPCResponseMessage, lambda sent, kind: kind(**{"result": None, **sent}))
    for message in (JsonRPCRequestMessage, JsonRPCNotification):
        made.register_structure_hook(message, lambda sent, kind: kind(**{"params": None, **sent}))
    return made
