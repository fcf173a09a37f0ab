"""Every invalid example raises or loses values under real TensorFlow; no valid one does."""

from __future__ import annotations

import pytest

from rules.catalogue import CASES, ON_STACKS, PARAMETERS, Case
from rules.real_tensorflow import outcomes


@pytest.mark.tensorflow
@pytest.mark.parametrize(("case", "stack"), ON_STACKS)
def test_example_does_under_tensorflow_what_it_claims(case: Case, stack):
    programs = {case.id: case.program for case in CASES if stack in case.example.stacks}
    outcome = outcomes(stack, programs)[case.id]
    assert (outcome.raises, outcome.last_line) == (case.example.raises, case.example.prints), outcome.message


@pytest.mark.parametrize("case", [p for p in PARAMETERS if not p.values[0].valid])
def test_invalid_example_raises_or_does_not_print_what_is_wanted(case: Case):
    example = case.example
    assert example.raises is not None or (example.wanted is not None and example.prints != example.wanted)


@pytest.mark.parametrize("case", [p for p in PARAMETERS if p.values[0].valid])
def test_valid_example_does_not_raise(case: Case):
    assert case.example.raises is None
    assert case.example.prints is not None
