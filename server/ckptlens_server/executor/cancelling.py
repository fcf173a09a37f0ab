"""Work that a user may cancel between and during requests to the executor."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from ckptlens_server.executor.errors import RequestCancelledError

if TYPE_CHECKING:
    from ckptlens_server.executor.client import Call, ExecutorClient, Request


Check = Callable[[], None]
"""Raises when the user has cancelled."""


def nothing_to_check() -> None:
    """For work that nobody cancels."""


class Requests(Protocol):
    """What carries requests to an executor."""

    def request(self, request: Request) -> Any:  # noqa: ANN401 - JSON
        """The result; waits for it."""
        ...


class Cancellable:
    """An executor's client that can be told to stop, from any thread; from then on `check` and `request` raise."""

    def __init__(self, client: ExecutorClient | None) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._call: Call | None = None
        self._cancelled = False

    @property
    def has_tensorflow(self) -> bool:
        """Whether there is an executor to ask."""
        return self._client is not None

    def cancel(self) -> None:
        """Stop the request that is under way, and refuse those that come."""
        with self._lock:
            self._cancelled = True
            call = self._call
        if call:
            call.cancel()

    def check(self) -> None:
        """Raise RequestCancelledError if the user has cancelled."""
        if self._cancelled:
            raise RequestCancelledError("cancelled")

    def request(self, request: Request) -> Any:  # noqa: ANN401 - JSON
        """The result of a request; waits for it."""
        assert self._client is not None
        with self._lock:
            self.check()
            call = self._call = self._client.submit(request)
        return call.future.result()
