"""The judge itself: it must be able to say no."""

from __future__ import annotations

from pathlib import Path

from conformance.predicted import Predicted, PredictedKey, PredictedSave
from conformance.truth import Case, Fact
from conformance.verdict import judge

SITE = ("a.py", 3)
TRUE = {"w": Fact((2,), "float32")}
W = PredictedKey(False, (2,), "float32")


def case(broken=frozenset()):
    return Case("a", "tf2.15-keras2", Path("a.py"), {SITE: TRUE}, broken)


def saying(keys, is_complete=True, reported=None):
    return Predicted({SITE: PredictedSave(keys, is_complete)}, reported or {})


def test_the_true_keys_are_exact():
    verdict = judge(case(), saying({"w": W}))
    assert (verdict.exact, verdict.shaped, verdict.false_claims) == (True, True, ())


def test_a_missing_key_makes_the_claim_false():
    assert judge(case(), saying({})).false_claims == ("a.py:3: missing ['w'] (1)",)


def test_a_key_too_many_makes_the_claim_false():
    assert judge(case(), saying({"w": W, "v": W})).false_claims == ("a.py:3: wrong ['v'] (1)",)


def test_without_the_claim_a_difference_is_not_exact_but_honest():
    verdict = judge(case(), saying({}, is_complete=False))
    assert (verdict.exact, verdict.false_claims) == (False, ())


def test_a_pattern_is_not_exact():
    assert judge(case(), saying({"w": W, "{name}": PredictedKey(True, (2,), "float32")}, is_complete=False)).exact is False


def test_a_wrong_shape_is_exact_in_the_keys_only():
    verdict = judge(case(), saying({"w": PredictedKey(False, (3,), "float32")}))
    assert (verdict.exact, verdict.shaped) == (True, False)


def test_a_save_that_was_not_predicted_is_not_exact():
    assert judge(case(), Predicted({}, {})).exact is False


def test_a_broken_line_counts_only_with_a_warning_or_an_error():
    broken = case(frozenset({("a.py", 7)}))
    assert judge(broken, saying({"w": W}, reported={("a.py", 7): frozenset({"hint"})})).diagnosed is False
    assert judge(broken, saying({"w": W}, reported={("a.py", 7): frozenset({"warning"})})).diagnosed is True


def test_an_error_in_a_program_that_runs_is_an_alarm():
    assert judge(case(), saying({"w": W}, reported={("a.py", 1): frozenset({"error"})})).false_alarms == ("a.py:1",)
