from pathlib import Path

import pytest
from ckptlens_server.cli import main
from click.testing import CliRunner

DATA = Path(__file__).parents[1] / "bundle" / "data"
RESTORE = """\
file = input()
import tensorflow.compat.v1 as tf1

tf1.disable_eager_execution()
w = tf1.get_variable("not_in_the_file", [2])
saver = tf1.train.Saver()
with tf1.Session() as sess:
    saver.restore(
        sess, file)
"""
NEWEST = RESTORE.replace("with", "file = tf1.train.latest_checkpoint(file)\nwith")


@pytest.fixture
def check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(text, *arguments):
        (tmp_path / "train.py").write_text(text)
        return CliRunner().invoke(main, ["check", *arguments, "train.py"])

    return run


def test_restore_of_an_unknown_file_says_nothing(check):
    assert "CK601" not in check(RESTORE).stdout


@pytest.mark.parametrize(("text", "line"), [(RESTORE, 8), (NEWEST, 7)])
@pytest.mark.parametrize("suffix", ["", ".index"])
def test_restore_is_checked_against_the_named_file(check, text, line, suffix):
    done = check(text, "--checkpoint", f"train.py:{line}={DATA / 'named'}{suffix}")
    assert done.exit_code == 1
    assert "error CK601" in done.stdout
    assert "not_in_the_file" in done.stdout


def test_named_file_counts_where_the_program_may_have_written(check):
    text = RESTORE.replace("    saver.restore", "    saver.save(sess, input())\n    saver.restore")
    assert "error CK601" in check(text, "--checkpoint", f"train.py:9={DATA / 'named'}").stdout


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("train.py=x", "write it as FILE:LINE=PREFIX"),
        ("train.py:8=nowhere", "there is no file nowhere.index"),
        (f"train.py:99={DATA / 'named'}", "there is no line 99 in train.py"),
        (f"other.py:1={DATA / 'named'}", "there is no line 1 in other.py"),
        (f"train.py:5={DATA / 'named'}", "no program reads a checkpoint on that line"),
    ],
)
def test_value_that_means_nothing_gives_2(check, value, told):
    done = check(RESTORE, "--checkpoint", value)
    assert done.exit_code == 2
    assert told in done.stderr


def test_fixes_are_refused(check):
    done = check(RESTORE, "--checkpoint", f"train.py:8={DATA / 'named'}", "--fix")
    assert done.exit_code == 2
    assert "leave one of them out" in done.stderr
