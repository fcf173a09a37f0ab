"""Work-done progress of one command."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self, TypeVar, cast
from uuid import uuid4

from lsprotocol import types
from msgspec import Struct, field

from ckptlens_server.protocol import work_done_token

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from ckptlens_executor.job import Progress

    from ckptlens_server.app import CkptlensServer

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Reporter(Struct):
    """Reports steps to the client, under its own token or under one that the server made; without a token it is silent."""

    server: CkptlensServer
    token: int | str | None
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    @classmethod
    async def begin(cls, server: CkptlensServer, title: str) -> Self:
        """Start a progress that the user can cancel."""
        token = work_done_token.get()
        if token is None and server.client.shows_progress:
            token = f"ckptlens-{uuid4()}"
            await server.window_work_done_progress_create_async(types.WorkDoneProgressCreateParams(token))
        if token is not None:
            server.work_done_progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True, percentage=0))
        return cls(server, token)

    def step(self, progress: Progress) -> None:
        """Report a step; may be called from any thread."""
        self.loop.call_soon_threadsafe(self._report, progress)

    def _report(self, progress: Progress) -> None:
        if self.token is not None:
            percentage = min(100, 100 * progress.done // progress.total) if progress.total else None
            self.server.work_done_progress.report(self.token, types.WorkDoneProgressReport(message=progress.message, percentage=percentage))

    def on_cancel(self, cancel: Callable[[], None]) -> None:
        """Call `cancel` when the user cancels, at once if that has happened already."""
        if self.token is not None:
            self._tokens[self.token].add_done_callback(lambda done: cancel() if done.cancelled() else None)

    def end(self) -> None:
        """Close the progress."""
        if self.token is not None:
            self.server.work_done_progress.end(self.token, types.WorkDoneProgressEnd())
            self._tokens.pop(self.token, None)

    @property
    def _tokens(self) -> dict[int | str, Future[object]]:
        """What pygls cancels when the user does. pygls does not say of what these are futures."""
        return cast("dict[int | str, Future[object]]", self.server.work_done_progress.tokens)  # pyright: ignore[reportUnknownMemberType]


async def followed(reporter: Reporter, cancel: Callable[[], None], work: Callable[[], Result]) -> Result:
    """What `work` gives, which runs in a thread. The client may cancel through its progress, or cancel the request itself."""
    reporter.on_cancel(cancel)
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        cancel()
        await asyncio.wait([running])
        raise
