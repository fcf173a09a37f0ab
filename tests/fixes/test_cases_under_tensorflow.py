"""Every program of the golden cases does under real TensorFlow what its case says, before and after the fix."""

from __future__ import annotations

import pytest
from rules.real_tensorflow import STACKS, outcomes

from fixes.cases import CASES, EDITING, Case

PROGRAMS = {f"{case.id} {when}": text for case in CASES if case.after for when, text in (("before", case.before), ("after", case.after))}


def shown(stack, case: Case, when: str) -> str:
    outcome = outcomes(stack, PROGRAMS)[f"{case.id} {when}"]
    return f"raises {outcome.raises}" if outcome.raises else f"prints {outcome.last_line}"


@pytest.mark.tensorflow
@pytest.mark.parametrize("stack", STACKS, ids=str)
@pytest.mark.parametrize("case", EDITING)
def test_program_does_what_its_case_says(case: Case, stack):
    assert (shown(stack, case, "before"), shown(stack, case, "after")) == (case.shows_before, case.shows_after)


@pytest.mark.parametrize("case", EDITING)
def test_case_says_what_both_programs_show(case: Case):
    assert case.shows_before
    assert case.shows_after
