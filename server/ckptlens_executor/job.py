"""One running request, as the work sees it: where to report progress, and when to stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from ckptlens_executor.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable

REPORT_EVERY_SECONDS = 0.05


class Progress(NamedTuple):
    """How far a request has come: `done` of `total` steps, and what is being done."""

    done: int
    total: int
    message: str


class Job:
    """Counts steps, reports them, and raises CancelledError at the first step after the client cancelled."""

    def __init__(self, report: Callable[[Progress], None], is_cancelled: Callable[[], bool], total: int = 0) -> None:
        self._report, self._is_cancelled = report, is_cancelled
        self._done, self._total, self._reported = 0, total, 0.0

    def expect(self, steps: int) -> None:
        """Say how many steps there will be in all."""
        self._total = steps

    def check(self) -> None:
        """Raise CancelledError if the client has cancelled."""
        if self._is_cancelled():
            raise CancelledError("cancelled")

    def step(self, message: str) -> None:
        """One step is about to be done. Reports are thinned out: a checkpoint may have 100,000 keys."""
        self.check()
        now = time.monotonic()
        if now - self._reported >= REPORT_EVERY_SECONDS or self._done == 0:
            self._report(Progress(self._done, self._total, message))
            self._reported = now
        self._done += 1

    def finish(self, message: str) -> None:
        """Report that all steps are done."""
        self.check()
        self._report(Progress(self._total, self._total, message))
