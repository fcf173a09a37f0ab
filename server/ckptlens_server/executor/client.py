"""Requests to the executor, from any thread; the process is started when first needed and again after it was lost."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import ckptlens_executor
from ckptlens_executor.job import Progress
from ckptlens_executor.methods import PROTOCOL_VERSION
from msgspec import Struct, field

from ckptlens_server.executor.errors import ExecutorCrashError, ExecutorError, RequestCancelledError, RequestTimeoutError, error_of
from ckptlens_server.executor.process import ExecutorProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from ckptlens_executor.framing import Message

    from ckptlens_server.executor.interpreter import Interpreter

HANDSHAKE_SECONDS = 30.0
CANCEL_GRACE_SECONDS = 10.0
"""How long a cancelled request may take to clean up before its process is killed; one batch of tensors is read or written in less."""


class Request(Struct, frozen=True):
    """What to ask for. The callbacks come from another thread.

    `timeout` is in seconds; None waits as long as it takes. `when_lost` is called with the process's id if the process
    ends without an answer, to clear up what it may have left.
    """

    method: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    on_progress: Callable[[Progress], None] | None = None
    timeout: float | None = None
    when_lost: Callable[[int], None] | None = None


class Call:
    """A request on its way. `future` gets the result or an ExecutorError; await it with ``asyncio.wrap_future``."""

    def __init__(self, number: int, request: Request, process: ExecutorProcess, grace: float) -> None:
        self.number, self.request, self.process = number, request, process
        self.future: Future[Any] = Future()
        self.future.set_running_or_notify_cancel()
        self._grace, self._expired = grace, False
        self._timers: list[threading.Timer] = []
        if request.timeout is not None:
            self._after(request.timeout, self._expire)

    def cancel(self) -> None:
        """Ask the executor to stop. It is killed if it does not within the grace period; the future ends either way."""
        if not self.future.done():
            self.process.send({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": self.number}})
            self._after(self._grace, lambda: self.process.kill(f"it did not stop within {self._grace:g} s of being asked to"))

    def settle(self, message: Message) -> None:
        """Take the executor's answer."""
        error = message.get("error")
        if error is None:
            self._finish()
            self.future.set_result(message.get("result"))
        else:
            self._fail(error_of(error["code"], str(error["message"])))

    def lose(self, why: str) -> None:
        """The process ended before it answered."""
        if self.request.when_lost:
            self.request.when_lost(self.process.pid)
        self._fail(ExecutorCrashError(f"the executor was lost while running {self.request.method}: {why}"))

    def _expire(self) -> None:
        self._expired = True
        self.cancel()

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, action)
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def _fail(self, error: ExecutorError) -> None:
        self._finish()
        if self._expired and isinstance(error, RequestCancelledError | ExecutorCrashError):
            error = RequestTimeoutError(f"{self.request.method} took longer than {self.request.timeout:g} s and was stopped")
        self.future.set_exception(error)

    def _finish(self) -> None:
        for timer in self._timers:
            timer.cancel()


class ExecutorClient:
    """One executor process at a time. Thread-safe; close it, or use it in a ``with`` statement."""

    def __init__(self, command: Sequence[str], grace: float = CANCEL_GRACE_SECONDS, handshake: float = HANDSHAKE_SECONDS) -> None:
        self._command, self._grace, self._handshake = tuple(command), grace, handshake
        self._numbers = itertools.count(1)
        self._calls: dict[int, Call] = {}
        self._lock = threading.Lock()
        self._process: ExecutorProcess | None = None

    @classmethod
    def for_interpreter(cls, interpreter: Interpreter) -> Self:
        """A client of the executor that comes with ckptlens, run by `interpreter` apart from the user's Python settings."""
        return cls([str(interpreter.path), "-I", str(Path(ckptlens_executor.__file__).parent)])

    def request(self, request: Request) -> Any:  # noqa: ANN401 - JSON
        """The result; waits for it. An interrupt (Ctrl-C) cancels the request and is raised again when that is done."""
        call = self.submit(request)
        try:
            return call.future.result()
        except KeyboardInterrupt:
            call.cancel()
            call.future.exception()
            raise

    def submit(self, request: Request) -> Call:
        """Send a request and return at once, but for the start of the process. Raises ExecutorError if it cannot be started."""
        with self._lock:
            if self._process is None or not self._process.is_running:
                self._process = self._start()
            return self._send(self._process, request)

    def close(self) -> None:
        """End the process, if there is one, and with it the calls that are still on their way."""
        with self._lock:
            process, self._process = self._process, None
        if process:
            process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _start(self) -> ExecutorProcess:
        try:
            process = ExecutorProcess(self._command, self._take, self._ended)
        except OSError as error:
            raise ExecutorCrashError(f"cannot start {self._command[0]}: {error.strerror or error}") from error
        try:
            answer = self._send(process, Request("handshake", timeout=self._handshake)).future.result()
            spoken = cast("dict[str, object]", answer).get("protocol") if isinstance(answer, dict) else None
            if spoken != PROTOCOL_VERSION:
                raise ExecutorCrashError(f"the executor speaks protocol {spoken}, this client {PROTOCOL_VERSION}; install ckptlens again")
        except BaseException:
            process.close()
            raise
        return process

    def _send(self, process: ExecutorProcess, request: Request) -> Call:
        call = Call(next(self._numbers), request, process, self._grace)
        self._calls[call.number] = call
        process.send({"jsonrpc": "2.0", "id": call.number, "method": request.method, "params": dict(request.params)})
        # It may have ended before the call was known, and then no one else will tell the call.
        if process.end is not None:
            self._ended(process)
        return call

    def _take(self, message: Message) -> None:
        """A message of the process: progress, or the answer to a call."""
        if message.get("method") == "progress":
            params = message["params"]
            call = self._calls.get(params["id"])
            if call and call.request.on_progress:
                call.request.on_progress(Progress(params["done"], params["total"], params["message"]))
            return
        call = self._calls.pop(message["id"] or 0, None)
        if call:
            call.settle(message)

    def _ended(self, process: ExecutorProcess) -> None:
        for number, call in list(self._calls.items()):
            if call.process is process and self._calls.pop(number, None):
                call.lose(process.end or "")
