from canned import analysis, at, finding
from ckptlens.ide.analysis import Problem
from ckptlens.ide.diagnostics import SYNTAX, Diagnostic, diagnostics, merged
from ckptlens.rules.model import Severity
from ckptlens.text import Span

SAVER = at("tf1.train.Saver()")


def test_finding_becomes_a_diagnostic_of_its_file():
    assert [(d.span, d.code) for d in diagnostics(analysis(findings=(finding(SAVER),)), "/p/train.py")] == [(SAVER.span, "CK207")]


def test_finding_of_another_file_is_left_to_that_file():
    found = analysis(findings=(finding(at("x", "x", "/p/net.py")),))
    assert diagnostics(found, "/p/train.py") == ()
    assert [d.code for d in diagnostics(found, "/p/net.py")] == ["CK207"]


def test_problem_is_an_error_with_the_syntax_code():
    found = diagnostics(analysis(problems=(Problem(Span(0, 1), "Python 2"),)), "/p/train.py")
    assert found == (Diagnostic(Span(0, 1), Severity.ERROR, SYNTAX, "Python 2"),)


def test_merging_keeps_the_most_severe_of_equal_places():
    mild, bad = (Diagnostic(Span(0, 1), s, "CK207", "m") for s in (Severity.INFORMATION, Severity.ERROR))
    assert merged([(mild,), (bad,)]) == (bad,)


def test_merging_keeps_different_codes_of_one_place():
    a, b = (Diagnostic(Span(0, 1), Severity.ERROR, code, "m") for code in ("CK101", "CK202"))
    assert merged([(b,), (a,)]) == (a, b)
