"""Every program of the cases is predicted as its case says."""

from __future__ import annotations

import pytest
from ckptlens.predict.keys import Status

from interp.cases import CASES, Case, analysed, shown
from interp.patterns import saved_keys, uncovered, unmet

ALL = [pytest.param(case, id=case.id) for case in CASES]
FILLED = [pytest.param(case, call, id=f"{case.id}: {call}") for case in CASES if not case.known_wrong for call in case.filled]
WRONG = [pytest.param(case, id=case.id) for case in CASES if case.known_wrong]


@pytest.mark.parametrize("case", ALL)
def test_the_prediction_is_the_one_of_the_case(case: Case):
    files = case.program()
    assert shown(analysed(files), files) == case.today


@pytest.mark.parametrize(("case", "call"), FILLED)
def test_values_for_the_unknowns_give_keys_that_the_patterns_stand_for(case: Case, call: str):
    unfilled = analysed(case.program())
    concrete, patterns = saved_keys(analysed(case.program(call))), saved_keys(unfilled)
    if unfilled.prediction.status is Status.PARTIAL:
        assert unfilled.prediction.gaps, "a partial set says where it is open"
        return
    assert uncovered(concrete, patterns) == []
    assert unmet(patterns, concrete) == []


@pytest.mark.parametrize("case", WRONG)
def test_a_case_known_to_be_wrong_says_what_is_right(case: Case):
    assert case.expected != case.today
