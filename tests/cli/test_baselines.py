import json

import pytest
from ckptlens_server.cli import main
from click.testing import CliRunner

EARLY_SAVER = """\
import tensorflow.compat.v1 as tf1

tf1.disable_eager_execution()
w = tf1.get_variable("w", [2, 3])
saver = tf1.train.Saver()
b = tf1.get_variable("b", [3])
with tf1.Session() as sess:
    sess.run(tf1.global_variables_initializer())
    saver.save(sess, "out/model.ckpt")
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(EARLY_SAVER)
    done = check("--write-baseline", "known.json", "a.py")
    assert (done.exit_code, done.stderr) == (0, "1 finding written to known.json\n")
    return tmp_path


def check(*arguments):
    return CliRunner().invoke(main, ["check", *arguments])


def test_known_findings_are_not_reported(folder):
    assert check("a.py").exit_code == 1
    assert check("--baseline", "known.json", "a.py").exit_code == 0


def test_a_shifted_line_is_known(folder):
    (folder / "a.py").write_text("# new\n\n" + EARLY_SAVER.replace("saver = ", "saver  =  "))
    assert check("--baseline", "known.json", "a.py").exit_code == 0


@pytest.mark.parametrize(("before", "after"), [("Saver()", "Saver(max_to_keep=3)"), ('("b"', '("c"')])
def test_another_line_or_key_is_new(folder, before, after):
    (folder / "a.py").write_text(EARLY_SAVER.replace(before, after))
    assert check("--baseline", "known.json", "a.py").exit_code == 1


def test_a_baseline_is_told_in_words_that_a_review_can_read(folder):
    [row] = json.loads((folder / "known.json").read_text())["findings"]
    assert (row["path"], row["code"], row["keys"], row["count"]) == ("a.py", "CK207", ["b"], 1)


def test_project_names_its_baseline(folder):
    (folder / "pyproject.toml").write_text('[tool.ckptlens]\nbaseline = "known.json"\n')
    assert check("a.py").exit_code == 0
    assert check("--write-baseline", "again.json", "a.py").stderr.startswith("1 finding ")


@pytest.mark.parametrize("content", [None, "", "[]", '{"schema": 9}', '{"schema": 1, "findings": [{}]}'])
def test_what_is_no_baseline_gives_2(folder, content):
    if content is not None:
        (folder / "bad.json").write_text(content)
    done = check("--baseline", "bad.json", "a.py")
    assert done.exit_code == 2
    assert "bad.json" in done.stderr
