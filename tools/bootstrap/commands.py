"""Runs other programs with a progress line, and keeps their output for the error message."""

import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from problem import SetupError

SHOWN_LINES = 15


@contextmanager
def step(text: str) -> Generator[None]:
    """A progress line that ends with the time that the block took."""
    print(f"setup: {text} ... ", end="", flush=True)
    start = time.monotonic()
    yield
    print(f"{time.monotonic() - start:.0f} s", flush=True)


def run(command: Sequence[str | Path], remedy: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """What the command prints; SetupError with its last lines when it fails."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise SetupError(f"{words[0]} cannot be started: {error}", remedy) from error
    if done.returncode:
        tail = "\n".join(done.stdout.strip().split("\n")[-SHOWN_LINES:])
        raise SetupError(f"`{' '.join(words)}` failed with exit status {done.returncode}:\n{tail}", remedy)
    return done.stdout


def say(text: str) -> None:
    """A line of the setup's own."""
    print(f"setup: {text}", flush=True)
    sys.stdout.flush()
