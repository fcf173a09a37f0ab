"""The executor's process as seen from outside: started, written to, listened to, and its end explained."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, cast

from ckptlens_executor.framing import FramingError, Message, read_message, write_message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STDERR_LINES = 20
_EXIT_SECONDS = 5.0


class ExecutorProcess:
    """A running child. `end` is None while it runs and then says why it ended.

    `on_message` gets every message; `on_end` is told when there will be no more. Both are called in the listening thread.
    """

    def __init__(self, command: Sequence[str], on_message: Callable[[Message], None], on_end: Callable[[ExecutorProcess], None]) -> None:
        """Start it. Raises OSError when the command cannot be run."""
        self.end: str | None = None
        self._on_message, self._on_end = on_message, on_end
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._lock = threading.Lock()
        self._killed_because = ""
        self._child: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tempfile.gettempdir(),
            env=quiet_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        # The one that listens ends by joining the other, which therefore is started first: the child may be gone already.
        self._stderr_thread = threading.Thread(target=self._keep_stderr, daemon=True)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._stderr_thread.start()
        self._listener.start()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._child.pid

    @property
    def is_running(self) -> bool:
        """Whether it can still be talked to."""
        return self._child.poll() is None

    def send(self, message: Message) -> None:
        """Write a message. A child that is gone is reported by `on_end`, not here."""
        with self._lock:
            try:
                write_message(cast("BinaryIO", self._child.stdin), message)
            except (OSError, ValueError):
                return

    def kill(self, because: str) -> None:
        """End it at once; `because` becomes the explanation of its end."""
        self._killed_because = self._killed_because or because
        self._child.kill()

    def close(self) -> None:
        """Close its input, upon which it ends by itself; kill it if it does not. Returns when it is gone."""
        assert self._child.stdin is not None
        with self._lock, suppress(OSError):
            self._child.stdin.close()
        try:
            self._child.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill("it did not end when its input was closed")
            self._child.wait()
        for thread in (self._listener, self._stderr_thread):
            if thread is not threading.current_thread():
                thread.join(_EXIT_SECONDS)

    def _listen(self) -> None:
        try:
            while (message := read_message(cast("BinaryIO", self._child.stdout))) is not None:
                self._on_message(message)
        except (FramingError, LookupError, TypeError, AttributeError) as error:
            self.kill(f"it wrote to its standard output what is no message ({error})")
        self.end = self._why_it_ended()
        self._on_end(self)

    def _keep_stderr(self) -> None:
        assert self._child.stderr is not None
        for line in self._child.stderr:
            self._stderr.append(line.decode(errors="replace").rstrip())

    def _why_it_ended(self) -> str:
        try:
            code = self._child.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill("it closed its output and went on")
            code = self._child.wait()
        self._stderr_thread.join(_EXIT_SECONDS)
        why = self._killed_because or f"it ended with {describe_exit(code)}"
        return why + "".join(f"\n  | {line}" for line in self._stderr)


def describe_exit(code: int) -> str:
    """An exit status in words, with the name of the signal where one ended the process."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def quiet_environment() -> dict[str, str]:
    """The environment for TensorFlow: as it is, but without its informational messages unless the user asked for them."""
    return {"TF_CPP_MIN_LOG_LEVEL": "2", **os.environ}
