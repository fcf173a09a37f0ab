from ckptlens.ide.choices import choices_of
from ckptlens.rules.model import Severity
from ckptlens.rules.selection import Loudness, Selection


def test_all_choices_are_taken():
    given = {"select": ["CK2"], "ignore": ["CK207"], "severity": {"CK501": "hint", "tests/**": {"CK2": "off"}}}
    loudness = (Loudness("CK501", Severity.HINT), Loudness("CK2", None, "tests/**"))
    assert choices_of(given, "/p").selection == Selection(("CK2",), ("CK207",), loudness, "/p")


def test_what_means_nothing_is_told_and_has_no_effect():
    given = {"select": "CK2", "ignore": ["CK299", 3], "severity": {"CK207": "loud", "a": {"CK9999": "off"}}}
    found = choices_of(given, "/p")
    assert found.selection == Selection(folder="/p")
    assert [(c.name, c.word) for c in found.complaints] == [
        ("select", ""),
        ("ignore", ""),
        ("ignore", "CK299"),
        ("severity", "CK207"),
        ('severity."a"', "CK9999"),
    ]


def test_severity_must_be_a_table():
    assert [c.name for c in choices_of({"severity": "error"}, "").complaints] == ["severity"]


def test_the_editor_goes_over_the_project():
    project = choices_of({"select": ["CK2"], "ignore": ["CK207"], "severity": {"CK501": "hint"}}, "/p")
    editor = choices_of({"select": ["CK5"], "severity": {"CK501": "error"}}, "")
    both = editor.over(project).selection
    assert (both.select, both.ignore, both.folder) == (("CK5",), ("CK207",), "/p")
    assert [one.severity for one in both.loudness] == [Severity.HINT, Severity.ERROR]
