"""When documents are analysed: a moment after the last edit, in a worker thread, and only the newest text counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ckptlens.interp.limits import Cancelled
from msgspec import Struct, field

from ckptlens_server.snapshot import Result, Snapshot

log = logging.getLogger(__name__)

Run = Callable[[Snapshot, Callable[[], None]], Result]


class Token(Struct):
    """Tells the worker thread that its result is wanted no more."""

    cancelled: bool = False

    def check(self) -> None:
        """Raise `Cancelled` when the token is cancelled."""
        if self.cancelled:
            raise Cancelled


class Outlet(Struct, frozen=True):
    """Where a schedule takes its work from and brings it to. All are called on the event loop's thread."""

    snapshot: Callable[[str], Snapshot | None]
    done: Callable[[Result], None]
    failed: Callable[[str, Exception], None]
    busy: Callable[[bool], None]


class Job(Struct):
    """The one analysis under way for a document."""

    token: Token
    task: asyncio.Task[None] | None = None


class Schedule(Struct):
    """Runs analyses one at a time. A newer request for a document supersedes the older one, whose result is dropped.

    One thread only: analysis is pure Python, so that more would just take turns. Nothing starts before `open` is called.
    """

    run: Run
    outlet: Outlet
    _jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "ckptlens-analysis"))
    _opened: asyncio.Event = field(default_factory=asyncio.Event)

    def open(self) -> None:
        """Let the analyses start."""
        self._opened.set()

    def request(self, uri: str, delay: float = 0.0) -> None:
        """Analyse the document once nothing newer was requested for `delay` seconds."""
        self.drop(uri)
        job = Job(Token())
        self._jobs[uri] = job
        job.task = asyncio.ensure_future(self._work(uri, job, delay))

    def drop(self, uri: str) -> None:
        """Stop what is under way for a document."""
        job = self._jobs.pop(uri, None)
        if job and job.task:
            job.token.cancelled = True
            job.task.cancel()

    async def settled(self, uri: str) -> None:
        """Return when nothing is under way for the document."""
        while (job := self._jobs.get(uri)) and job.task:
            await asyncio.wait([job.task])

    def close(self) -> None:
        """Stop everything."""
        for uri in list(self._jobs):
            self.drop(uri)
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _work(self, uri: str, job: Job, delay: float) -> None:
        try:
            await asyncio.sleep(delay)
            await self._opened.wait()
            self.outlet.busy(True)
            await self._analyse(uri, job)
        finally:
            if self._jobs.get(uri) is job:
                del self._jobs[uri]
            if not self._jobs:
                self.outlet.busy(False)

    async def _analyse(self, uri: str, job: Job) -> None:
        snapshot = self.outlet.snapshot(uri)
        if snapshot is None:
            return
        try:
            result = await asyncio.get_running_loop().run_in_executor(self._pool, self.run, snapshot, job.token.check)
        except Cancelled:
            return
        except Exception as error:  # a bug in the analysis must not take the server down
            self.outlet.failed(uri, error)
            return
        if self._jobs.get(uri) is job:
            self.outlet.done(result)
