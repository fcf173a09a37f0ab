"""The last line of `make test` counts what the rings report."""

from __future__ import annotations

import sys

from outcome import Counts, count_tests
from ring import run_ring
from rings import Ring


def ring(code: str, *, has_tests: bool) -> Ring:
    return Ring("a", "", (sys.executable, "-c", code), has_tests)


def test_the_summary_of_pytest_is_counted():
    assert count_tests(["70 failed, 1717 passed, 1 skipped in 163.27s (0:02:43)"]) == Counts(1717, 70, 1)


def test_errors_of_pytest_are_failures_and_expected_failures_are_passed():
    assert count_tests(["===== 1 passed, 2 xfailed, 1 error in 0.52s ====="]) == Counts(3, 1, 0)


def test_a_line_of_a_test_that_looks_like_a_summary_is_not_counted():
    assert count_tests(["the file holds 3 passed in it"]) == Counts()


def test_both_reporters_of_node_are_counted():
    assert count_tests(["ℹ pass 4", "ℹ fail 1", "# pass 2", "# skipped 1", "# todo 0"]) == Counts(6, 1, 1)


def test_a_ring_without_tests_counts_as_one():
    assert run_ring(ring("", has_tests=False), {}).counts == Counts(passed=1)


def test_a_ring_that_ran_no_test_has_failed():
    outcome = run_ring(ring("", has_tests=True), {})
    assert (outcome.is_good, outcome.problem) == (False, "no test was run")


def test_a_ring_whose_tests_pass_but_whose_process_fails_has_failed():
    assert not run_ring(ring("import sys; print('1 passed in 0.1s'); sys.exit(3)", has_tests=True), {}).is_good


def test_a_program_that_cannot_be_started_fails_its_ring():
    assert not run_ring(Ring("a", "", ("no-such-program",), has_tests=False), {"PATH": ""}).is_good


def test_a_ring_that_hangs_is_ended_with_all_that_it_started():
    hanging = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE).wait()"
    outcome = run_ring(Ring("a", "", (sys.executable, "-c", hanging), has_tests=True, limit=1), {})
    assert outcome.problem == "stopped after 1 s"
