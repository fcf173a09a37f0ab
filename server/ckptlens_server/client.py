"""What the connected editor can do, and messages to it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer

log = logging.getLogger(__name__)

CONFIGURATION_SECTION = "ckptlens"
WATCHED = ("**/*.py", "**/requirements*.txt", "**/pyproject.toml")


class Client:
    """The editor at the other end. What it cannot do is left out, never sent anyway."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server

    @property
    def capabilities(self) -> types.ClientCapabilities:
        """What the editor said it can do."""
        return self._server.client_capabilities

    @property
    def versioned_edits(self) -> bool:
        """Whether edits may name the versions of documents."""
        edit = self.capabilities.workspace and self.capabilities.workspace.workspace_edit
        return bool(edit and edit.document_changes)

    @property
    def annotated_edits(self) -> bool:
        """Whether edits may carry annotations that ask for confirmation."""
        edit = self.capabilities.workspace and self.capabilities.workspace.workspace_edit
        return bool(edit and edit.document_changes and edit.change_annotation_support)

    @property
    def resolves_edits(self) -> bool:
        """Whether the edit of a code action may come later, on resolve."""
        action = self.capabilities.text_document and self.capabilities.text_document.code_action
        support = action and action.resolve_support
        return bool(support and "edit" in support.properties and action and action.data_support)

    @property
    def markdown_hovers(self) -> bool:
        """Whether hovers may be Markdown."""
        hover = self.capabilities.text_document and self.capabilities.text_document.hover
        return bool(hover and hover.content_format and types.MarkupKind.Markdown in hover.content_format)

    @property
    def shows_progress(self) -> bool:
        """Whether the server may start a progress of its own."""
        return bool(self.capabilities.window and self.capabilities.window.work_done_progress)

    async def configuration(self) -> object | None:
        """The editor's settings of the section ``ckptlens``, None when it cannot be asked."""
        if not (self.capabilities.workspace and self.capabilities.workspace.configuration):
            return None
        items = [types.ConfigurationItem(section=CONFIGURATION_SECTION)]
        try:
            answer = await self._server.workspace_configuration_async(types.ConfigurationParams(items))
        except Exception as error:  # whatever a client does instead of answering, the server must start
            log.warning("the editor did not give its settings: %s", error)
            return None
        return answer[0] if answer else None

    async def watch(self) -> None:
        """Ask to be told of changed settings and files."""
        registrations = [*self._watch_settings(), *self._watch_files()]
        if registrations:
            await self._server.client_register_capability_async(types.RegistrationParams(registrations))

    def _watch_settings(self) -> list[types.Registration]:
        changed = self.capabilities.workspace and self.capabilities.workspace.did_change_configuration
        if not (changed and changed.dynamic_registration):
            return []
        options = types.DidChangeConfigurationRegistrationOptions(section=CONFIGURATION_SECTION)
        return [types.Registration("ckptlens-settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options)]

    def _watch_files(self) -> list[types.Registration]:
        watching = self.capabilities.workspace and self.capabilities.workspace.did_change_watched_files
        if not (watching and watching.dynamic_registration):
            return []
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(pattern) for pattern in WATCHED])
        return [types.Registration("ckptlens-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]

    def refresh_lenses(self) -> None:
        """Ask the editor to fetch its code lenses again, if it can."""
        lens = self.capabilities.workspace and self.capabilities.workspace.code_lens
        if lens and lens.refresh_support:
            self._server.workspace_code_lens_refresh(None)

    def log(self, message: str) -> None:
        """Write an error to the editor's log of this server."""
        self._server.window_log_message(types.LogMessageParams(types.MessageType.Error, message))
