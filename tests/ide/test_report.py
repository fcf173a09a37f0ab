from canned import TEXT, analysis, at, finding, hole, key, save
from ckptlens.fixes.model import FileEdits, Fix, Safety
from ckptlens.ide import report
from ckptlens.ide.places import Places
from ckptlens.predict.keys import Status
from ckptlens.program.sources import MemorySources
from ckptlens.template import template
from ckptlens.text import Span, TextEdit

W = at('tf1.get_variable("w", [2, 3])')
PLACES = Places(MemorySources({}), {"/p/train.py": TEXT})


def shown(path):
    return path.removeprefix("/p/")


def test_save_event_names_the_line_of_the_call_from_one():
    event = report.program(analysis(save(key("w", W))), PLACES, shown)["events"][0]
    assert (event["kind"], event["file"], event["line"], event["path"]) == ("save", "train.py", 4, "out/model.ckpt")


def test_key_holds_unknown_dimensions_as_null():
    entry = report.program(analysis(save(key("w", W, (None, 3)))), PLACES, shown)["events"][0]["keys"][0]
    assert entry == {"key": "w", "shape": [None, 3], "dtype": "float32", "file": "train.py", "line": 1, "when": None, "holes": []}


def test_unknown_rank_is_null():
    assert report.program(analysis(save(key("w", W, None))), PLACES, shown)["events"][0]["keys"][0]["shape"] is None


def test_hole_stands_in_braces_and_is_explained():
    pattern = template(["h", hole("layer", W, "0 <= layer"), "/{w}"])
    entry = report.program(analysis(save(key(pattern, W), status=Status.HOLES)), PLACES, shown)["events"][0]["keys"][0]
    assert entry["key"] == "h{layer}/{{w}}"
    reason = "loop over an unknown range"
    assert entry["holes"] == [{"name": "layer", "reason": reason, "bound": "0 <= layer", "file": "train.py", "line": 1}]


def test_program_without_a_raise_has_null_there():
    assert report.program(analysis(save()), PLACES, shown)["raises"] is None


def test_finding_gives_columns_from_one_and_its_fixes():
    edit = TextEdit(Span(0, 0), "# moved\n")
    fix = Fix("QF12", "Move the Saver", Safety.UNSAFE, (FileEdits("/p/train.py", (edit,)),))
    entry = report.finding(finding(at("tf1.train.Saver()")), [fix], PLACES, shown)
    assert (entry["line"], entry["column"], entry["end_line"], entry["end_column"]) == (3, 9, 3, 26)
    assert entry["fixes"][0]["edits"] == [{"path": "train.py", "line": 1, "column": 1, "end_line": 1, "end_column": 1, "text": "# moved\n"}]
