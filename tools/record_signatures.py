"""Writes what TensorFlow 1.15 says of the parameters of the modelled APIs to tests/tf_api/signatures_tf115.json.

    python tools/record_signatures.py PYTHON_WITH_TENSORFLOW_1_15

It needs Python 3.7, which the tests do not have, so they compare with this record. Run it after adding a model.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "tf_api"


def main(arguments: list[str]) -> int:
    """Ask, and write the answers sorted by name."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    sys.path[:0] = [str(ROOT / "analyzers"), str(TESTS)]
    from test_signatures import NAMES, old_form

    wanted = json.dumps(sorted({*NAMES, *map(old_form, NAMES)}))
    printer = [arguments[0], "-I", str(TESTS / "signatures.py")]
    done = subprocess.run(printer, input=wanted, capture_output=True, text=True, timeout=300, check=True)
    answers = sorted(json.loads(done.stdout).items())
    rows = [
        f"{json.dumps(name)}: {json.dumps(found if isinstance(found, str) else [stable([*each]) for each in found])}"
        for name, found in answers
    ]
    (TESTS / "signatures_tf115.json").write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8", newline="\n")
    print(f"{len(rows)} signatures")
    return 0


def stable(parameter: list[str | None]) -> list[str | None]:
    """A parameter without the address that the text of its default may hold."""
    name, kind, default = parameter
    return [name, kind, "..." if default is not None and " at 0x" in default else default]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
