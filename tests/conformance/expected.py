"""Which programs are predicted exactly today: the ratchet of the ring.

`expected.json` is written by tools/update_conformance.py and reviewed in diffs: a name that goes is a regression.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from conformance.predicted import predict
from conformance.truth import STACKS, Case, cases
from conformance.verdict import Verdict, crashed, judge

FILE = Path(__file__).resolve().parent / "expected.json"

Lists = dict[str, list[str]]


@cache
def verdicts(stack: str) -> dict[str, Verdict]:
    """The verdict on every program of one stack, by name."""
    return {case.name: _verdict(case) for case in cases(stack)}


def _verdict(case: Case) -> Verdict:
    try:
        return judge(case, predict(case.entry, case.stack))
    except Exception as error:  # one program that cannot be analysed must not hide the others
        return crashed(error)


def lists(stack: str) -> Lists:
    """What is true of which programs of one stack, as the analysis stands."""
    found = verdicts(stack)
    return {
        "exact": [name for name, verdict in found.items() if verdict.exact],
        "shapes and dtypes too": [name for name, verdict in found.items() if verdict.shaped],
        "restores exact": [name for name, verdict in found.items() if verdict.restored.exact],
        "diagnosed": [name for name, verdict in found.items() if verdict.diagnosed],
        "errors in programs that run": [name for name, verdict in found.items() if verdict.false_alarms],
    }


def current() -> dict[str, Lists]:
    """The content that expected.json should have."""
    return {stack: lists(stack) for stack in STACKS}


def recorded() -> dict[str, Lists]:
    """The content that expected.json has."""
    return json.loads(FILE.read_text(encoding="utf-8"))
