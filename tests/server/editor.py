"""An editor for tests: pytest-lsp's client, which also keeps what ckptlens sends of its own."""

from __future__ import annotations

import asyncio
import sys

from ckptlens_server.protocol import converter
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

DEADLINE = 30
SERVER = [sys.executable, "-I", "-m", "ckptlens_server"]

EARLY_SAVER = """\
import tensorflow.compat.v1 as tf1

tf1.disable_eager_execution()
w = tf1.get_variable("w", [2, 3])
saver = tf1.train.Saver()
b = tf1.get_variable("b", [3])
with tf1.Session() as sess:
    sess.run(tf1.global_variables_initializer())
    saver.save(sess, "out/model.ckpt")
"""
LATE_SAVER = EARLY_SAVER.replace("saver = tf1.train.Saver()\n", "").replace("with tf1", "saver = tf1.train.Saver()\nwith tf1")
"""The same with the Saver built after both variables: nothing to report."""


class Editor(LanguageClient):
    """A client with its open documents and everything that was published."""

    def __init__(self) -> None:
        super().__init__(converter_factory=converter)
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.changes: list[dict] = []
        self.states: list[dict] = []
        self.registered: list[str] = []
        self.news = asyncio.Event()

    async def until(self, happened):
        """Wait until `happened()` is true, and give its value."""
        while not (value := happened()):
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), DEADLINE)
        return value

    async def connect(self, name="visual-studio-code", folder=None, options=None, **capabilities):
        """Initialize as the named editor; keyword arguments replace parts of its capabilities."""
        found = client_capabilities(name)
        for part, value in capabilities.items():
            setattr(found, part, value)
        folders = [types.WorkspaceFolder(folder.as_uri(), folder.name)] if folder else None
        params = types.InitializeParams(capabilities=found, workspace_folders=folders, initialization_options=options)
        return await self.initialize_session(params)

    def open(self, uri, text, version=1):
        """Open a document."""
        self.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", version, text)))

    def change(self, uri, text, version):
        """Replace the text of a document."""
        document = types.VersionedTextDocumentIdentifier(version=version, uri=uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def save(self, uri):
        """Tell that a document was saved."""
        self.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def diagnosed(self, uri, version=1):
        """The diagnostics of one version of a document."""
        return list((await self.until(lambda: self._of_version(uri, version))).diagnostics)

    def _of_version(self, uri, version):
        found = self.published.get(uri)
        return found if found and found.version == version else None

    async def keys(self, uri):
        """The answer to ckptlens/keys."""
        return await self.protocol.send_request_async("ckptlens/keys", {"textDocument": {"uri": uri}})

    async def actions(self, uri, line, only=None):
        """The code actions on a line."""
        place = types.Range(types.Position(line, 0), types.Position(line, 999))
        context = types.CodeActionContext(diagnostics=[], only=only)
        return await self.text_document_code_action_async(types.CodeActionParams(types.TextDocumentIdentifier(uri), place, context))


def make_editor() -> Editor:
    """An editor that is not connected yet."""
    editor = Editor()

    def keep(take):
        def handler(params):
            take(params)
            editor.news.set()

        return handler

    own = {
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: keep(lambda p: editor.published.update({p.uri: p})),
        "ckptlens/keysChanged": keep(editor.changes.append),
        "ckptlens/status": keep(editor.states.append),
        types.CLIENT_REGISTER_CAPABILITY: keep(lambda p: editor.registered.extend(r.method for r in p.registrations)),
        types.PROGRESS: keep(lambda p: editor.progress_reports.setdefault(p.token, []).append(p.value)),
        types.WORKSPACE_CODE_LENS_REFRESH: keep(lambda p: None),
    }
    register_lsp_features(editor, {**DEFAULT_CLIENT_FEATURES, **own})
    return editor
