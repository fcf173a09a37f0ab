"""Every program of the golden cases does under real TensorFlow what its case says, before and after the fix."""

from __future__ import annotations

import pytest
from rules.real_tensorflow import outcomes

from fixes.cases import CASES, EDITING, EDITING_ON_STACKS, Case


def programs(stack) -> dict[str, str]:
    mine = [case for case in CASES if case.after is not None and stack in case.stacks]
    return {f"{case.id} {when}": text for case in mine for when, text in (("before", case.before), ("after", case.after or ""))}


def shown(stack, case: Case, when: str) -> str:
    outcome = outcomes(stack, programs(stack))[f"{case.id} {when}"]
    return f"raises {outcome.raises}" if outcome.raises else f"prints {outcome.last_line}"


@pytest.mark.tensorflow
@pytest.mark.parametrize(("case", "stack"), EDITING_ON_STACKS)
def test_program_does_what_its_case_says(case: Case, stack):
    assert (shown(stack, case, "before"), shown(stack, case, "after")) == (case.shows_before, case.shows_after)


@pytest.mark.parametrize("case", EDITING)
def test_case_says_what_both_programs_show(case: Case):
    assert case.shows_before
    assert case.shows_after
