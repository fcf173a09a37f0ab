"""What became of a ring, counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PYTEST = re.compile(r"^(?:=+ )?\d+ [a-z]+(?:, \d+ [a-z]+)* in [\d.]+s\b")
_PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
_NODE_COUNT = re.compile(r"^(?:ℹ|#) (pass|fail|cancelled|skipped|todo) (\d+)$")
_KIND = {
    "passed": "passed",
    "xfailed": "passed",
    "pass": "passed",
    "skipped": "skipped",
    "todo": "skipped",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Tests by result. A check without tests of its own counts as one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One ring that was run. `problem` says why it failed beyond the failures of its tests; empty when it did not."""

    name: str
    counts: Counts
    problem: str
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether everything in the ring passed."""
        return not self.problem and not self.counts.failed

    def line(self) -> str:
        """The ring's line in the summary."""
        verdict = "ok    " if self.is_good else "FAILED"
        return f"{verdict} {self.name:<12} {self.counts} ({self.seconds:.0f} s){'  ' + self.problem if self.problem else ''}"


def count_tests(lines: list[str]) -> Counts:
    """The tests that pytest and node report in their output."""
    total = Counts()
    for line in lines:
        if _PYTEST.match(line):
            for number, word in _PYTEST_COUNT.findall(line):
                total += _counted(word, int(number))
        elif found := _NODE_COUNT.match(line):
            total += _counted(found[1], int(found[2]))
    return total


def _counted(word: str, number: int) -> Counts:
    return Counts(**{_KIND.get(word, "failed"): number})
