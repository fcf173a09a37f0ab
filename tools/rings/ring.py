"""Runs one ring: its output is shown as it comes, and counted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from outcome import Counts, Outcome, count_tests
from rings import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator

    from rings import Ring

TOO_LATE = -1000
"""No process ends with this status."""


def environment() -> dict[str, str]:
    """The variables by which the rings find what the setup made."""
    cache = (ROOT / os.environ.get("CKPTLENS_CACHE", ".cache")).resolve()
    return {
        **os.environ,
        "CKPTLENS_CACHE": str(cache),
        "CKPTLENS_PYTHON": sys.executable,
        "CKPTLENS_TF215": str(cache / "tf215" / "bin" / "python"),
        "CKPTLENS_TF221": str(cache / "tf221" / "bin" / "python"),
        "PYRIGHT_PYTHON_CACHE_DIR": str(cache / "pyright"),
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
        "PYTHONUNBUFFERED": "1",
    }


def run_ring(ring: Ring, env: dict[str, str]) -> Outcome:
    """Run the ring to its end."""
    print(f"\n== {ring.name}: {ring.about}", flush=True)
    start = time.monotonic()
    status, lines = _run(ring, env)
    return Outcome(ring.name, *_judged(ring, status, lines), time.monotonic() - start)


def _run(ring: Ring, env: dict[str, str]) -> tuple[int, list[str]]:
    lines: list[str] = []
    try:
        process = subprocess.Popen(
            ring.command,
            cwd=ring.folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        print(error)
        return 127, []
    with process, _stopped_after(ring.limit, process) as is_late:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    return (TOO_LATE if is_late.is_set() else process.returncode), lines


@contextmanager
def _stopped_after(seconds: float, process: subprocess.Popen[str]) -> Generator[threading.Event]:
    """Ends the process and all it started after some seconds, or when an exception leaves the block. The event: time was up."""
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        _kill(process)

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield is_late
    except BaseException:
        _kill(process)
        raise
    finally:
        timer.cancel()


def _kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _judged(ring: Ring, status: int, lines: list[str]) -> tuple[Counts, str]:
    problem = f"stopped after {ring.limit:.0f} s" if status == TOO_LATE else f"exit status {status}" if status else ""
    if not ring.has_tests:
        return (Counts(failed=1) if status else Counts(passed=1)), problem
    counts = count_tests(lines)
    return counts, problem or ("" if counts.passed else "no test was run")
