#!/usr/bin/env python3
"""Writes which recorded programs and whole models are predicted exactly: the expected.json of tests/conformance and tests/corpus.

Run it when the predictor grew, and review the difference: a name that goes is a regression.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))

from conformance import expected  # noqa: E402
from conformance.verdict import difference  # noqa: E402
from corpus import models  # noqa: E402


def main() -> int:
    """Write both files and say what they hold."""
    current = expected.current()
    _write(expected.FILE, current)
    for stack, lists in current.items():
        verdicts = expected.verdicts(stack)
        print(f"{stack}: {_counts(lists)} of {len(verdicts)} programs")
        for name, verdict in verdicts.items():
            for problem in (*verdict.false_claims, *verdict.restored.false_claims, *verdict.crash.split("\n")[-2:-1]):
                print(f"  {name}: {problem}")
    if not any(root.is_dir() for model in models.models() for root in model.roots):
        print(
            f"{models.SOURCES} holds no models: tests/corpus/expected.json is left as it is; `make conformance` fetches them",
            file=sys.stderr,
        )
        return 1
    of_models = models.lists()
    _write(models.EXPECTED, of_models)
    print(f"models: {_counts(of_models)} of {len(models.models())}")
    for model in models.models():
        found = models.last_save(model.name)
        print(f"  {model.name}: {found if isinstance(found, str) else difference(model.keys, found) or 'exact'}")
    return 0


def _write(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")


def _counts(lists: Mapping[str, list[str]]) -> str:
    return ", ".join(f"{len(names)} {what}" for what, names in lists.items())


if __name__ == "__main__":
    sys.exit(main())
