"""Every recorded program is predicted as expected.json says, no worse and no better."""

from __future__ import annotations

import json

import pytest

from conformance import expected
from conformance.truth import FOLDERS, STACKS, cases

CASES = [(stack, case.name) for stack in STACKS for case in cases(stack)]
LISTED = expected.recorded()
UPDATE = "run `make conformance` and review the difference of tests/conformance/expected.json"


@pytest.mark.parametrize(("stack", "name"), CASES)
def test_a_set_called_complete_is_the_true_one(stack, name):
    assert expected.verdicts(stack)[name].false_claims == ()


@pytest.mark.parametrize(("stack", "name"), CASES)
def test_a_restore_called_complete_finds_what_tensorflow_found(stack, name):
    assert expected.verdicts(stack)[name].restored.false_claims == ()


@pytest.mark.parametrize(("stack", "name"), CASES)
def test_every_program_can_be_analysed(stack, name):
    assert expected.verdicts(stack)[name].crash == ""


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("what", ["exact", "shapes and dtypes too", "restores exact", "diagnosed"])
def test_no_program_is_predicted_worse_than_recorded(stack, what):
    lost = set(LISTED[stack][what]) - set(expected.lists(stack)[what])
    assert not lost, f"no longer {what}: {sorted(lost)}"


@pytest.mark.parametrize("stack", STACKS)
def test_no_program_that_runs_bears_a_new_error(stack):
    what = "errors in programs that run"
    new = {name: expected.verdicts(stack)[name].false_alarms for name in set(expected.lists(stack)[what]) - set(LISTED[stack][what])}
    assert not new


@pytest.mark.parametrize("stack", STACKS)
def test_expected_json_is_up_to_date(stack):
    assert LISTED[stack] == expected.lists(stack), UPDATE


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_listed_case_of_the_index_has_its_truth(folder):
    listed = {case["id"] for case in json.loads((folder / "index.json").read_text(encoding="utf-8"))["cases"]}
    assert listed == {path.name.removesuffix(".truth.json") for path in folder.glob("*.truth.json")}


def test_no_two_programs_have_the_same_name():
    names = [path.name for folder in FOLDERS for path in folder.glob("*.truth.json")]
    assert len(names) == len(set(names))
