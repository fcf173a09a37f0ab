"""The process: a reader thread that takes messages in, and the main thread that answers requests one after the other.

stdout belongs to the protocol. Whatever TensorFlow or anyone else prints to file descriptor 1 goes to stderr.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from typing import BinaryIO, cast

from ckptlens_executor.errors import INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, PARSE_ERROR, RequestError
from ckptlens_executor.framing import FramingError, Message, read_message, write_message
from ckptlens_executor.job import Job, Progress
from ckptlens_executor.methods import METHODS

EXIT_GRACE_SECONDS = 20
"""How long running work may take to clean up after the client is gone, before the process ends regardless."""


class Connection:
    """The client's end: requests to answer, ids that were cancelled, and a stream that one thread at a time writes to."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming, self._outgoing = incoming, outgoing
        self._write_lock = threading.Lock()
        self._cancelled: set[object] = set()
        self._closed = threading.Event()
        self.finished = threading.Event()
        self.requests: queue.Queue[Message | None] = queue.Queue()

    def read_forever(self) -> None:
        """Take in messages until the client is gone; runs in a thread of its own."""
        try:
            while (message := read_message(self._incoming)) is not None:
                self._take(message)
        except FramingError as error:
            self.send({"jsonrpc": "2.0", "id": None, "error": {"code": PARSE_ERROR, "message": str(error)}})
        self._closed.set()
        self.requests.put(None)
        if not self.finished.wait(EXIT_GRACE_SECONDS):
            os._exit(1)

    def _take(self, message: Message) -> None:
        if message.get("method") == "$/cancel":
            self._cancelled.add(_params(message).get("id"))
        elif "id" in message:
            self.requests.put(message)

    def is_cancelled(self, request: object) -> bool:
        """Whether the client cancelled this request or went away."""
        return self._closed.is_set() or request in self._cancelled

    def send(self, message: Message) -> None:
        """Write a message; a client that went away is noticed by the reader."""
        with self._write_lock:
            try:
                write_message(self._outgoing, message)
            except (BrokenPipeError, OSError):
                self._closed.set()


def serve(connection: Connection) -> None:
    """Answer requests in the order they came, until the client asks to shut down or is gone."""
    while (request := connection.requests.get()) is not None:
        connection.send({"jsonrpc": "2.0", "id": request["id"], **_answer(connection, request)})
        if request.get("method") == "shutdown":
            return


def _answer(connection: Connection, request: Message) -> Message:
    identity, method, params = request["id"], request.get("method"), _params(request)
    if not isinstance(method, str):
        return _error(INVALID_REQUEST, "a request needs a method")
    if method not in METHODS:
        return _error(METHOD_NOT_FOUND, f"unknown method: {method}")

    def report(progress: Progress) -> None:
        connection.send({"jsonrpc": "2.0", "method": "progress", "params": {"id": identity, **progress._asdict()}})

    job = Job(report, lambda: connection.is_cancelled(identity))
    try:
        job.check()
        return {"result": METHODS[method](params, job)}
    except RequestError as error:
        return _error(error.code, str(error))
    except KeyError as error:
        return _error(INVALID_PARAMS, f"{method}: missing parameter {error}")
    except Exception as error:
        return _error(INTERNAL_ERROR, f"{type(error).__name__}: {error}")


def _params(message: Message) -> Message:
    params: object = message.get("params")
    return cast("Message", params) if isinstance(params, dict) else {}


def _error(code: int, message: str) -> Message:
    return {"error": {"code": code, "message": message}}


def take_over_stdio() -> tuple[BinaryIO, BinaryIO]:
    """The protocol's streams. Afterwards descriptor 0 is empty and descriptor 1 is stderr."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return incoming, outgoing


def main() -> None:
    """Serve the client at stdin and stdout."""
    # Ctrl-C in a terminal reaches the whole process group; the client decides what it means and sends $/cancel.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = Connection(*take_over_stdio())
    threading.Thread(target=connection.read_forever, daemon=True).start()
    serve(connection)
    connection.finished.set()
