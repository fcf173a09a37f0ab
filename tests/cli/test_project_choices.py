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
def check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").mkdir()
    for name in ("train.py", "tests/a.py"):
        (tmp_path / name).write_text(EARLY_SAVER)

    def run(settings, *paths):
        (tmp_path / "pyproject.toml").write_text(settings)
        return CliRunner().invoke(main, ["check", *(paths or ("train.py",))])

    return run


def test_ignored_code_is_not_reported(check):
    done = check('[tool.ckptlens]\nignore = ["CK2"]\n')
    assert (done.exit_code, done.stdout[:10]) == (0, "0 findings")


def test_severity_decides_the_exit_status(check):
    done = check('[tool.ckptlens.severity]\nCK207 = "hint"\n')
    assert done.exit_code == 0
    assert "train.py:5:9: hint CK207" in done.stdout


def test_severity_for_a_path(check):
    done = check('[tool.ckptlens.severity."tests/**"]\nCK207 = "error"\n', "train.py", "tests/a.py")
    assert "train.py:5:9: warning CK207" in done.stdout
    assert "tests/a.py:5:9: error CK207" in done.stdout


def test_unknown_code_in_settings_gives_2_and_its_line(check):
    done = check('[other]\nx = "CK2077"\n\n[tool.ckptlens]\nignore = [\n  "CK217",\n  "CK2077",\n]\n')
    assert done.exit_code == 2
    assert 'pyproject.toml:7: ignore: there is no rule "CK2077"; did you mean CK207?' in done.stderr
    assert "train.py:5:9: warning CK207" in done.stdout


def test_unknown_code_in_a_comment_is_told(check, tmp_path):
    (tmp_path / "train.py").write_text(EARLY_SAVER.replace("Saver()", "Saver()  # ckptlens: ignore[CK2077]"))
    done = check("")
    assert done.exit_code == 1
    assert 'train.py:5:47: this comment ignores nothing: there is no rule "CK2077"' in done.stderr


def test_baseline_that_is_none_gives_2_and_its_line(check, tmp_path):
    (tmp_path / "known.json").write_text("[]")
    done = check('[tool.ckptlens]\nbaseline = "known.json"\n')
    assert done.exit_code == 2
    assert "pyproject.toml:2: " in done.stderr
    assert "is no baseline of this version" in done.stderr
