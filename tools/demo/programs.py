"""Runs ckptlens, and runs programs under real TensorFlow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
CACHE = (ROOT / os.environ.get("CKPTLENS_CACHE", ".cache")).resolve()
WORK = CACHE / "demo"
EXAMPLES = ROOT / "examples"
TENSORFLOW = CACHE / "tf215" / "bin" / "python"
STACK = "tf2.15-keras2"
SECONDS = 600

Json = dict[str, Any]


class DemoError(Exception):
    """Something is not as predicted, or could not be run; the text says what."""


@dataclass(frozen=True, slots=True)
class Fact:
    """The shape and dtype of a key."""

    shape: tuple[int | None, ...] | None
    dtype: str | None


def ckptlens(*arguments: str | Path, good: tuple[int, ...] = (0,)) -> str:
    """What the command line prints to standard output."""
    return _run([Path(sys.executable).with_name("ckptlens"), *arguments], ROOT, good)


def predicted(*arguments: str | Path) -> Json:
    """The one program of `ckptlens keys --format json`."""
    return json.loads(ckptlens("keys", "--stack", STACK, "--format", "json", *arguments))["programs"][0]


def predicted_keys(program: Json) -> dict[str, Fact]:
    """What the program's last save is predicted to write."""
    saves = [event for event in program["events"] if event["kind"] == "save"]
    if not saves:
        raise DemoError(f"no save was predicted in {program['path']}")
    return {key["key"]: _fact(key) for key in saves[-1]["keys"]}


def run_with_tensorflow(program: Path, *arguments: str | Path, packages: Sequence[Path] = ()) -> str:
    """What the program prints, run by TensorFlow 2.15 in the demo's folder."""
    return _run(
        [TENSORFLOW, ROOT / "tools" / "demo" / "run_program.py", json.dumps([str(each) for each in packages]), program, *arguments], WORK
    )


def keys_in(prefix: Path) -> dict[str, Fact]:
    """What is in a checkpoint, read by TensorFlow itself."""
    listed = json.loads(_run([TENSORFLOW, ROOT / "tools" / "demo" / "list_checkpoint.py", prefix], WORK))
    return {name: _fact(fact) for name, fact in listed.items()}


def _fact(found: Json) -> Fact:
    return Fact(None if found["shape"] is None else tuple(found["shape"]), found["dtype"])


def _run(command: Sequence[str | Path], folder: Path, good: tuple[int, ...] = (0,)) -> str:
    words = [str(word) for word in command]
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "PYTHONWARNINGS": "ignore", "NO_COLOR": "1"}
    done = subprocess.run(words, cwd=folder, env=quiet, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS, check=False)
    if done.returncode not in good:
        raise DemoError(f"`{' '.join(words)}` ended with exit status {done.returncode}:\n{(done.stderr or done.stdout)[-2000:]}")
    return done.stdout
