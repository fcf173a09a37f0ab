"""Golden cases of the fixes: Markdown files with a program before and after, and what TensorFlow does with each.

A case is a level-two heading, a list of facts, and one or two Python blocks:

    ## what the case shows
    - fix: QF08, Check that every variable      the id, and how the title starts (optional)
    - stack: tf2.15-keras2                      where it is not the default
    - checkpoint: NAME                          for QF05, the index file in `checkpoints/` that the user picked
    - waits: what for                           the fix needs facts that the analysis does not give yet; remove the line when it does
    - before: raises RuntimeError               what running the first program shows: `raises TYPE` or `prints LINE`
    - after: prints 1.0                         the same for the second

Without a second block, the fix must not be offered; then nothing is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from ckptlens.stacks import Stack

FOLDER = Path(__file__).parent
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_FACT = re.compile(r"^- (\w+): (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    fix: str
    title: str
    stack: Stack
    checkpoint: str | None
    before: str
    after: str | None
    shows_before: str | None
    shows_after: str | None
    waits: str | None


def read_cases(path: Path) -> list[Case]:
    pieces = _HEADING.split(path.read_text(encoding="utf-8"))[1:]
    return [_case(path, heading, body) for heading, body in zip(pieces[::2], pieces[1::2], strict=True)]


def _case(path: Path, heading: str, body: str) -> Case:
    facts = dict(_FACT.findall(body))
    blocks = _BLOCK.findall(body)
    fix, _, title = facts["fix"].partition(", ")
    return Case(
        id=f"{path.stem}-{re.sub(r'[^a-z0-9]+', '-', heading.lower()).strip('-')}",
        fix=fix,
        title=title,
        stack=Stack(facts.get("stack", Stack.TF215_KERAS2)),
        checkpoint=facts.get("checkpoint"),
        before=blocks[0],
        after=blocks[1] if len(blocks) > 1 else None,
        shows_before=facts.get("before"),
        shows_after=facts.get("after"),
        waits=facts.get("waits"),
    )


CASES = [case for path in sorted((FOLDER / "cases").glob("*.md")) for case in read_cases(path)]
EDITING = [pytest.param(case, id=case.id) for case in CASES if case.after is not None]
REFUSING = [pytest.param(case, id=case.id) for case in CASES if case.after is None]
GOLDEN = [
    pytest.param(case, id=case.id, marks=[pytest.mark.xfail(reason=case.waits, raises=StopIteration, strict=True)] if case.waits else [])
    for case in CASES
    if case.after is not None
]
"""`EDITING` with the cases marked that wait for facts."""
