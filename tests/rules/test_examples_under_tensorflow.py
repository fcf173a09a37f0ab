"""Every invalid example raises or loses values under real TensorFlow; no valid one does."""

from __future__ import annotations

import pytest

from rules.catalogue import CASES, PARAMETERS, Case
from rules.real_tensorflow import STACKS, outcomes

PROGRAMS = {case.id: case.example.source for case in CASES}


@pytest.mark.tensorflow
@pytest.mark.parametrize("stack", STACKS, ids=str)
@pytest.mark.parametrize("case", PARAMETERS)
def test_example_does_under_tensorflow_what_it_claims(case: Case, stack):
    outcome = outcomes(stack, PROGRAMS)[case.id]
    assert (outcome.raises, outcome.last_line) == (case.example.raises, case.example.prints), outcome.message


@pytest.mark.parametrize("case", [p for p in PARAMETERS if not p.values[0].valid])
def test_invalid_example_raises_or_does_not_print_what_is_wanted(case: Case):
    example = case.example
    assert example.raises is not None or (example.wanted is not None and example.prints != example.wanted)


@pytest.mark.parametrize("case", [p for p in PARAMETERS if p.values[0].valid])
def test_valid_example_does_not_raise(case: Case):
    assert case.example.raises is None
    assert case.example.prints is not None
