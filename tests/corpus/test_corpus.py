"""Whole public models are predicted as expected.json says, no worse and no better."""

from __future__ import annotations

import pytest
from conformance.verdict import difference

from corpus import models

UPDATE = "run `make conformance` and review the difference of tests/corpus/expected.json"
pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("model", models.models(), ids=lambda model: model.name)
def test_a_set_called_complete_is_the_true_one(model):
    predicted = models.last_save(model.name)
    assert not isinstance(predicted, str), predicted
    assert predicted is None or not predicted.is_complete or difference(model.keys, predicted) == ""


@pytest.mark.parametrize("what", ["exact", "shapes and dtypes too"])
def test_no_model_is_predicted_worse_than_recorded(what):
    assert set(models.recorded()[what]) - set(models.lists()[what]) == set()


def test_expected_json_is_up_to_date():
    assert models.recorded() == models.lists(), UPDATE
