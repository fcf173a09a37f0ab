"""Golden cases of the fixes: Markdown files with a program before and after, and what TensorFlow does with each.

A case is a level-two heading, a list of facts, and one or two Python blocks:

    ## what the case shows
    - fix: QF08, Check that every variable      the id, and how the title starts (optional)
    - stacks: tf2.15-keras2, tf2.21-keras3      the stacks on which it holds, where they are not all of TensorFlow 2
    - checkpoint: NAME                          for QF05, the index file in `checkpoints/` that the user picked
    - earlier: yes                              for QF05, the first block is an earlier version of the program
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
from ckptlens.rules.examples import TF2
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
    stacks: tuple[Stack, ...]
    checkpoint: str | None
    earlier: str | None
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
    earlier = blocks.pop(0) if "earlier" in facts else None
    fix, _, title = facts["fix"].partition(", ")
    return Case(
        id=f"{path.stem}-{re.sub(r'[^a-z0-9]+', '-', heading.lower()).strip('-')}",
        fix=fix,
        title=title,
        stacks=tuple(Stack(name) for name in facts["stacks"].split(", ")) if "stacks" in facts else TF2,
        checkpoint=facts.get("checkpoint"),
        earlier=earlier,
        before=blocks[0],
        after=blocks[1] if len(blocks) > 1 else None,
        shows_before=facts.get("before"),
        shows_after=facts.get("after"),
        waits=facts.get("waits"),
    )


CASES = [case for path in sorted((FOLDER / "cases").glob("*.md")) for case in read_cases(path)]
ON_STACKS = [(case, stack) for case in CASES for stack in case.stacks]
EDITING = [pytest.param(case, id=case.id) for case in CASES if case.after is not None]


def _parameter(case: Case, stack: Stack, *marks: pytest.MarkDecorator):
    return pytest.param(case, stack, id=f"{case.id}-{stack}", marks=marks)


def _waiting(case: Case) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.xfail(reason=case.waits, raises=StopIteration, strict=True),) if case.waits else ()


EDITING_ON_STACKS = [_parameter(case, stack) for case, stack in ON_STACKS if case.after is not None]
REFUSING = [_parameter(case, stack) for case, stack in ON_STACKS if case.after is None]
GOLDEN = [_parameter(case, stack, *_waiting(case)) for case, stack in ON_STACKS if case.after is not None]
"""`EDITING_ON_STACKS` with the cases marked that wait for facts."""
