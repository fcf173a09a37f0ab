"""Runs the rings of tests, from quick to thorough, and ends with one countable line.

python tools/rings check|all|RING...
"""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

from outcome import Counts
from ring import environment, run_ring
from rings import CHECK, RINGS

if TYPE_CHECKING:
    from outcome import Outcome


def main(names: list[str]) -> int:
    """Run the named rings, all of them even when one fails; 1 when any failed."""
    wanted = _wanted(names)
    if wanted is None:
        print(f"rings: there are check, all, {', '.join(RINGS)}", file=sys.stderr)
        return 2
    # As an exception, so that a ring that is running is ended with all that it started.
    signal.signal(signal.SIGTERM, _stop)
    start = time.monotonic()
    outcomes = [run_ring(RINGS[name], environment()) for name in wanted]
    _report(outcomes, time.monotonic() - start)
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def _stop(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _wanted(names: list[str]) -> list[str] | None:
    groups = {"check": list(CHECK), "all": list(RINGS)}
    wanted = [ring for name in names for ring in groups.get(name, [name])]
    return wanted if wanted and all(name in RINGS for name in wanted) else None


def _report(outcomes: list[Outcome], seconds: float) -> None:
    print()
    for outcome in outcomes:
        print(outcome.line())
    failed = [outcome.name for outcome in outcomes if not outcome.is_good]
    if failed:
        print(f"Failed: {', '.join(failed)}. One ring alone: .cache/dev/bin/python tools/rings {failed[0]}")
    total = sum((outcome.counts for outcome in outcomes), start=Counts())
    print(f"{total} in {len(outcomes)} rings, {len(failed)} of them failed ({seconds:.0f} s)")


sys.exit(main(sys.argv[1:]))
