import pytest
from ckptlens.rules.codes import unknown_code, unknown_ignores
from ckptlens.rules.model import Certainty, Finding, Severity
from ckptlens.rules.selection import Loudness, Selection, matches, selected
from ckptlens.text import Location, Span


def finding(code="CK207", path="/p/tests/a.py"):
    return Finding(code, "n", Severity.WARNING, Certainty.WILL, Location(path, Span(0, 1)), "m")


@pytest.mark.parametrize(
    ("select", "ignore", "kept"),
    [
        ((), (), ["CK207", "CK501"]),
        (("CK2",), (), ["CK207"]),
        ((), ("CK2",), ["CK501"]),
        (("CK207",), ("CK2",), ["CK207"]),
        (("CK",), ("CK207",), ["CK501"]),
        (("CK207",), ("CK207",), []),
    ],
)
def test_the_longer_code_wins_between_select_and_ignore(select, ignore, kept):
    found = selected([finding("CK207"), finding("CK501")], Selection(select, ignore))
    assert [f.code for f in found] == kept


def test_last_severity_that_fits_decides():
    selection = Selection(loudness=(Loudness("CK", Severity.HINT), Loudness("CK207", Severity.ERROR)), folder="/p")
    assert [f.severity for f in selected([finding(), finding("CK501")], selection)] == [Severity.ERROR, Severity.HINT]


def test_off_silences_below_the_path_only():
    selection = Selection(loudness=(Loudness("CK2", None, "tests"),), folder="/p")
    assert [f.location.path for f in selected([finding(), finding(path="/p/src/a.py")], selection)] == ["/p/src/a.py"]


@pytest.mark.parametrize(
    ("pattern", "path", "is_match"),
    [
        ("tests/**", "tests/a/b.py", True),
        ("tests", "tests/a/b.py", True),
        ("tests", "tests2/a.py", False),
        ("**/old/*.py", "old/a.py", True),
        ("**/old/*.py", "x/y/old/a.py", True),
        ("*.py", "x/a.py", False),
        ("a?.py", "ab.py", True),
        ("a.py", "abpy", False),
    ],
)
def test_paths_match_as_in_ignore_files(pattern, path, is_match):
    assert matches(pattern, path) is is_match


def test_unknown_code_names_the_nearest():
    assert unknown_code("CK207") is None
    assert unknown_code("CK2") is None
    assert "did you mean CK207?" in str(unknown_code("CK2077"))
    assert "did you mean CK207?" in str(unknown_code("saver-before-variables"))
    assert "ckptlens explain" in str(unknown_code("nothing"))


def test_unknown_codes_in_comments_have_their_place():
    text = 'x = 1\r\ny = "# ckptlens: ignore[CK999]"  # ckptlens: ignore[CK207, CK299] why\r\n'
    [(span, message)] = unknown_ignores(text)
    assert text[span.start : span.end] == "CK299"
    assert 'no rule "CK299"; did you mean' in message


def test_a_comment_needs_the_whole_code():
    [(_, message)] = unknown_ignores("x  # ckptlens: ignore[CK2]\n")
    assert "not the whole code" in message


def test_comments_of_a_broken_text_are_no_failure():
    assert list(unknown_ignores("x = (  # ckptlens: \n'''")) == []
