"""Outcomes of small programs under real TensorFlow, each batch run once per interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from ckptlens.stacks import Stack

INTERPRETERS = {Stack.TF215_KERAS2: "CKPTLENS_TF215", Stack.TF221_KERAS2: "CKPTLENS_TF221", Stack.TF221_KERAS3: "CKPTLENS_TF221"}
_RUNNER = Path(__file__).with_name("run_programs.py")
_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Outcome:
    raises: str | None
    message: str
    lines: tuple[str, ...]

    @property
    def last_line(self) -> str | None:
        return self.lines[-1] if self.lines else None


_done: dict[tuple[Stack, tuple[tuple[str, str], ...]], dict[str, Outcome]] = {}


def outcomes(stack: Stack, programs: dict[str, str]) -> dict[str, Outcome]:
    """What each program prints or raises on this stack."""
    key = (stack, tuple(programs.items()))
    if key not in _done:
        _done[key] = _run(stack, programs)
    return _done[key]


def _interpreter(stack: Stack) -> str:
    variable = INTERPRETERS[stack]
    python = os.environ.get(variable)
    if not python:
        pytest.fail(
            f"{variable} is not set: let it name the Python of an environment with the TensorFlow of {stack}, or deselect -m tensorflow"
        )
    return python


def _run(stack: Stack, programs: dict[str, str]) -> dict[str, Outcome]:
    python = _interpreter(stack)
    with tempfile.TemporaryDirectory() as folder:
        keras = {"TF_USE_LEGACY_KERAS": "1" if stack is Stack.TF221_KERAS2 else "0"}
        environment = {**os.environ, **keras, "PROGRAMS_FOLDER": folder, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
        done = subprocess.run(
            [python, "-I", str(_RUNNER)],
            input=json.dumps(programs),
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    if done.returncode:
        pytest.fail(f"{python} could not run the programs:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    return {name: Outcome(one["raises"], one["message"], tuple(one["lines"])) for name, one in found.items()}
