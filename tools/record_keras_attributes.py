"""Writes the names of what Keras gives to layers and models to analyzers/ckptlens/tf_api/keras/attribute_names.txt.

    python tools/record_keras_attributes.py PYTHON... legacy=PYTHON...

Each PYTHON has a TensorFlow; one after ``legacy=`` has tf-keras too, and is asked with that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRINTER = ROOT / "tests" / "tf_api" / "keras_attributes.py"
OUTPUT = ROOT / "analyzers" / "ckptlens" / "tf_api" / "keras" / "attribute_names.txt"


def ask(python: str) -> set[str]:
    """What one TensorFlow answers."""
    legacy, _, python = python.rpartition("=")
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_USE_LEGACY_KERAS": "1" if legacy else "0"}
    done = subprocess.run([python, str(PRINTER)], capture_output=True, text=True, timeout=300, check=True, env=environment)
    return set(json.loads(done.stdout.strip().rpartition("\n")[2]))


def main(pythons: list[str]) -> int:
    """Ask each TensorFlow, and keep all names."""
    if not pythons:
        print(__doc__, file=sys.stderr)
        return 2
    found = {name for python in pythons for name in ask(python)}
    OUTPUT.write_text("".join(f"{name}\n" for name in sorted(found)), encoding="utf-8", newline="\n")
    print(f"{len(found)} names")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
