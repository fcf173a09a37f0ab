"""A program of the user, run to its first saves in a process that is watched and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from ckptlens_executor.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckptlens_executor.job import Job

LOOK_EVERY_SECONDS = 0.1
OUTPUT_BYTES = 16_384
"""How much of the end of the program's output is told."""
MEBIBYTE = 1024 * 1024


class Run(NamedTuple):
    """What to run and how: `limit` saves (None: all), at most `memory` MiB (None: any), in the folder `cwd` (None: an empty one)."""

    file: str
    entries: list[str]
    arguments: list[str]
    roots: list[str]
    environment: dict[str, str]
    limit: int | None = 1
    memory: int | None = None
    cwd: str | None = None


def folder_prefix(pid: int) -> str:
    """What the names of temporary folders of an executor begin with, so that they can be removed when it was killed."""
    return f"ckptlens-run-{pid}-"


def run_program(wanted: Run, job: Job) -> dict[str, Any]:
    """How the program ended, its saves with their keys, versions, and the end of its output. Raises CancelledError."""
    if not os.path.isfile(wanted.file):
        raise BadInputError(f"there is no file {wanted.file}")
    folder = os.path.realpath(tempfile.mkdtemp(prefix=folder_prefix(os.getpid())))
    try:
        return _run_in(folder, wanted, job)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_in(folder: str, wanted: Run, job: Job) -> dict[str, Any]:
    work, saves, report, output = (os.path.join(folder, name) for name in ("work", "saves", "report.json", "output.txt"))
    os.mkdir(work)
    os.mkdir(saves)
    specification = os.path.join(folder, "run.json")
    with open(specification, "w", encoding="utf-8") as file:
        json.dump({**wanted._asdict(), "work": work, "saves": saves, "report": report}, file)
    with open(output, "wb") as written:
        child = _start(specification, wanted.cwd or work, wanted.environment, written.fileno())
    try:
        ended = _watch(child, wanted, output, job)
    finally:
        _kill(child)
    return {**_report(report, ended, child.returncode), "output": _tail(output)}


def _start(specification: str, cwd: str, environment: Mapping[str, str], output: int) -> subprocess.Popen[bytes]:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # -B: what a program imports must leave no __pycache__ beside the user's files.
    return subprocess.Popen(
        [sys.executable, "-B", package, "--record", specification],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        cwd=cwd,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        start_new_session=True,
    )


def _watch(child: subprocess.Popen[bytes], wanted: Run, output: str, job: Job) -> str | None:
    """Wait for the end of the process; "memory" when it takes more than it may."""
    started = time.monotonic()
    while True:
        with suppress(subprocess.TimeoutExpired):
            child.wait(LOOK_EVERY_SECONDS)
            return None
        if wanted.memory is not None and _resident(child.pid) > wanted.memory * MEBIBYTE:
            return "memory"
        lines = _tail(output, 400).rstrip().rpartition("\n")[2]
        job.step(f"{time.monotonic() - started:.0f} s  {lines[-80:]}".rstrip())


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()
    if child.stdin:
        child.stdin.close()


def _report(path: str, ended: str | None, code: int) -> dict[str, Any]:
    nothing: dict[str, Any] = {"exception": None, "saves": [], "versions": {}, "legacy_keras": False, "exit": code}
    if ended is not None:
        return {**nothing, "ended": ended}
    try:
        with open(path, encoding="utf-8") as file:
            return {**nothing, **json.load(file)}
    except OSError:
        return {**nothing, "ended": "died"}


def _tail(path: str, size: int = OUTPUT_BYTES) -> str:
    with open(path, "rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - size))
        return file.read().decode(errors="replace")
