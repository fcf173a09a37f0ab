"""The language server: its state, what happens when an analysis is done, and its start."""

from __future__ import annotations

import logging
import sys
import threading
from typing import Any

import ckptlens
from ckptlens.ide.lens import lenses
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from ckptlens_server.client import Client
from ckptlens_server.garbage import collect_rarely
from ckptlens_server.protocol import STATUS, CkptlensProtocol, converter
from ckptlens_server.publish import affected_files, diagnostics_params, project_params
from ckptlens_server.schedule import Outlet, Schedule
from ckptlens_server.session import Session
from ckptlens_server.snapshot import Result, analyse_snapshot

log = logging.getLogger(__name__)

TYPING_PAUSE = 0.1
"""Seconds without an edit before a document is analysed: less than the pause between words, more than between letters."""
DEPENDENT_PAUSE = 0.3
"""The same for documents that import the edited one, so that the edited one comes first."""
THREAD_STACK = 64 * 1024 * 1024
"""Deeply nested code needs deep recursion; the default of 512 KiB for threads on macOS ends in a crash."""


class CkptlensServer(LanguageServer):
    """The pygls server with the session and the schedule of analyses."""

    def __init__(self) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]  # pygls does not annotate *args
            "ckptlens",
            ckptlens.__version__,
            # pygls' incremental sync splits lines at form feeds and U+2028, which corrupts the document.
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=CkptlensProtocol,
            converter_factory=converter,
        )
        self.session = Session()
        self.client = Client(self)
        self.schedule = Schedule(analyse_snapshot, Outlet(self.session.snapshot, self.analysed, self.analysis_failed, self.busy))
        self._status: tuple[str, str | None] | None = None

    def report_server_error(self, error: Exception, source: Any) -> None:  # noqa: ANN401 - as pygls declares it
        """Log an error instead of showing a message box, which is what pygls does."""
        log.error("%s: %s", getattr(source, "__name__", source), error)

    def status(self, state: str, message: str | None = None) -> None:
        """Tell the client what the server is doing, when that has changed."""
        if self._status != (state, message):
            self._status = (state, message)
            self.protocol.notify(STATUS, {"state": state, "message": message})

    def analyse_later(self, uri: str, pause: float = TYPING_PAUSE) -> None:
        """Analyse a document that changed, and after it the open documents that run its code."""
        self.schedule.request(uri, pause)
        document = self.session.documents.get(uri)
        for other in self.session.dependents(document.path) if document else ():
            self.schedule.request(other, DEPENDENT_PAUSE)

    def analyse_all(self) -> None:
        """Analyse every open document anew: settings or files on disk have changed."""
        for uri in self.session.documents:
            self.schedule.request(uri)

    def analysed(self, result: Result) -> None:
        """Take in a finished analysis and show it."""
        uri = result.snapshot.document.uri
        before = self.session.results.get(uri)
        self.session.keep(result)
        self.publish(affected_files(before) | affected_files(result))
        self.publish_project(self.session.folder(result.snapshot.document.path))
        if before and lenses(before.analysis) != lenses(result.analysis):
            self.client.refresh_lenses()

    def analysis_failed(self, uri: str, error: Exception) -> None:
        """An analysis met a bug of ckptlens: say where, keep what was known, go on."""
        log.error("analysis of %s failed", uri, exc_info=error)
        self.client.log(f"The analysis of {uri} failed: {type(error).__name__}: {error}. Please report it with the file.")
        self.status("error", f"analysis of {uri.rpartition('/')[2]} failed")

    def busy(self, yes: bool) -> None:
        """Show that analyses run, or that all are done; a failure stays visible until the next one starts."""
        if yes or (self._status and self._status[0] == "analysing"):
            self.status("analysing" if yes else "ready")

    def publish(self, paths: frozenset[str]) -> None:
        """Send the diagnostics of files."""
        for path in sorted(paths):
            self.text_document_publish_diagnostics(diagnostics_params(self.session, path))

    def publish_project(self, folder: str) -> None:
        """Send what means nothing in the settings of a workspace folder, when that has changed."""
        params = project_params(self.session, folder)
        if params.diagnostics != self.session.complaints.get(folder, []):
            self.session.complaints[folder] = params.diagnostics
            self.text_document_publish_diagnostics(params)

    async def settled(self, uri: str) -> Result | None:
        """The result for the text that is open, as soon as there is one; None when the analysis failed or the document is closed."""
        await self.schedule.settled(uri)
        return self.session.current(uri)


def make_server() -> CkptlensServer:
    """A server with all its features, not started."""
    from ckptlens_server.features import register

    server = CkptlensServer()
    register(server)
    return server


def run() -> None:
    """Serve over standard input and output until the client says exit."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    threading.stack_size(THREAD_STACK)
    collect_rarely()
    server = make_server()
    server.start_io()
    server.schedule.close()
