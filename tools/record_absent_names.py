"""Writes which public names of some TensorFlow another one lacks to analyzers/ckptlens/tf_api/absent_names.txt.

    python tools/record_absent_names.py 1.15=PYTHON 2.15=PYTHON 2.21=PYTHON

Each PYTHON has the TensorFlow of that version. A name is absent where neither an attribute nor a module has it, with either Keras.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRINTER = ROOT / "tests" / "tf_api" / "api_names.py"
OUTPUT = ROOT / "analyzers" / "ckptlens" / "tf_api" / "absent_names.txt"
SKIPPED = ("keras", "estimator", "layers", "rnn_cell")
"""Parts that depend on the Keras beside TensorFlow, which are modelled by themselves."""


def ask(python: str, task: str, names: list[str] | None = None, *, legacy: bool = False) -> set[str]:
    """What one TensorFlow answers."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_USE_LEGACY_KERAS": "1" if legacy else "0"}
    command = [python, str(PRINTER), task]
    done = subprocess.run(
        command, input=json.dumps(names), capture_output=True, text=True, timeout=900, check=True, env=environment, cwd=PRINTER.parent
    )
    return set(json.loads(done.stdout))


def topmost(absent: set[str]) -> list[str]:
    """The names whose parents are there."""
    return sorted(name for name in absent if not any(name[:i] in absent for i in range(len(name)) if name[i] == "."))


def main(arguments: list[str]) -> int:
    """Ask each version for its names, then for those that it lacks."""
    pythons = {version: python for version, _, python in (argument.partition("=") for argument in arguments)}
    if not pythons:
        print(__doc__, file=sys.stderr)
        return 2
    public = {version: ask(python, "public") for version, python in pythons.items()}
    every = {name for names in public.values() for name in names if not set(name.split(".")) & set(SKIPPED) or name == "tf.estimator"}
    rows: dict[str, list[str]] = {}
    for version, python in pythons.items():
        candidates = topmost(every - public[version])
        for name in sorted(ask(python, "lacking", candidates) & ask(python, "lacking", candidates, legacy=True)):
            rows.setdefault(name, []).append(version)
    lines = (f"{name} {' '.join(versions)}\n" for name, versions in sorted(rows.items()))
    OUTPUT.write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{len(rows)} names")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
