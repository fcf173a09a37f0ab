"""Runs one ring: its output is shown as it comes, and counted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from outcome import Counts, Outcome, count_tests
from rings import ROOT

if TYPE_CHECKING:
    from rings import Ring


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
        )
    except OSError as error:
        print(error)
        return 127, []
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    return process.returncode, lines


def _judged(ring: Ring, status: int, lines: list[str]) -> tuple[Counts, str]:
    if not ring.has_tests:
        return (Counts(passed=1), "") if status == 0 else (Counts(failed=1), f"exit status {status}")
    counts = count_tests(lines)
    if status:
        return counts, f"exit status {status}"
    return counts, "" if counts.passed else "no test was run"
