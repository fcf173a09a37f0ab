import os
import stat

import pytest
from ckptlens_server.cli import main
from click.testing import CliRunner

SUFFIX = """\
import tensorflow as tf

tf.train.Checkpoint(w=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
tf.train.Checkpoint(w=w).restore("out/ckpt-1.index").assert_consumed()
"""
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
TWO_INPUTS = """\
import tensorflow as tf


class Sum(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    def call(self, inputs):
        left, right = inputs
        return self.dense(left + right)


saved, model = Sum(), Sum()
pair = (tf.ones([1, 3]), tf.ones([1, 3]))
saved(pair)
path = tf.train.Checkpoint(model=saved).write("./ckpt")
tf.train.Checkpoint(model=model).read(path).assert_consumed()
model(pair)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments):
    return CliRunner().invoke(main, ["check", *arguments])


def test_safe_fixes_are_applied_and_nothing_is_left(folder):
    (folder / "a.py").write_text(SUFFIX)
    done = check("--fix", "a.py")
    assert (folder / "a.py").read_text() == SUFFIX.replace(".index", "")
    assert (done.exit_code, done.stderr) == (0, "1 fix applied in 1 file, 0 findings left\n")
    assert check("--fix", "a.py").stderr == "0 fixes applied in 0 files, 0 findings left\n"


def test_unsafe_fixes_are_left_unless_asked_for(folder):
    (folder / "a.py").write_text(EARLY_SAVER)
    done = check("--fix", "a.py")
    assert (done.exit_code, (folder / "a.py").read_text()) == (1, EARLY_SAVER)
    assert "0 fixes applied in 0 files, 1 finding left" in done.stderr
    assert check("--fix", "--unsafe-fixes", "a.py").exit_code == 0
    assert (folder / "a.py").read_text().index("Saver()") > EARLY_SAVER.index("b = ")


def test_a_fix_that_leaves_a_name_to_fill_in_is_not_applied(folder):
    (folder / "a.py").write_text(TWO_INPUTS)
    done = check("--fix", "--unsafe-fixes", "a.py", "--stack", "tf2.15-keras2")
    assert (done.exit_code, (folder / "a.py").read_text()) == (1, TWO_INPUTS)
    assert "CK304" in done.stdout


def test_diff_writes_nothing(folder):
    (folder / "a.py").write_text(SUFFIX)
    done = check("--diff", "a.py")
    assert (done.exit_code, (folder / "a.py").read_text()) == (1, SUFFIX)
    assert done.stdout.startswith("--- a/a.py\n+++ b/a.py\n@@ -2,4 +2,4 @@\n")
    assert '\n-tf.train.Checkpoint(w=w).restore("out/ckpt-1.index").assert_consumed()\n+tf' in done.stdout
    assert "1 fix would be applied" in done.stderr


def test_diff_of_nothing_gives_0(folder):
    (folder / "a.py").write_text("x = 1\n")
    done = check("--diff", "a.py")
    assert (done.exit_code, done.stdout) == (0, "")


def test_unsafe_fixes_alone_are_wrong_usage(folder):
    (folder / "a.py").write_text(SUFFIX)
    assert check("--unsafe-fixes", "a.py").exit_code == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
def test_line_ends_and_encoding_stay(folder, encoding):
    text = ("# coding: latin-1\n" if encoding == "latin-1" else "") + SUFFIX + "# é\n"
    (folder / "a.py").write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert check("--fix", "a.py").exit_code == 0
    assert (folder / "a.py").read_bytes() == text.replace(".index", "").replace("\n", "\r\n").encode(encoding)


def test_added_lines_take_the_line_ends_of_the_file(folder):
    (folder / "a.py").write_bytes(EARLY_SAVER.replace("\n", "\r\n").encode())
    check("--fix", "--unsafe-fixes", "a.py")
    data = (folder / "a.py").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_and_links_stay(folder):
    (folder / "real.py").write_text(SUFFIX)
    (folder / "real.py").chmod(0o750)
    (folder / "a.py").symlink_to("real.py")
    check("--fix", "a.py")
    assert (folder / "a.py").is_symlink()
    assert stat.S_IMODE((folder / "real.py").stat().st_mode) == 0o750
    assert ".index" not in (folder / "real.py").read_text()
    assert sorted(os.listdir(folder)) == ["a.py", "real.py"]


def test_only_named_files_are_changed(folder):
    (folder / "net.py").write_text(SUFFIX)
    (folder / "a.py").write_text("import net\n")
    check("--fix", "a.py")
    assert (folder / "net.py").read_text() == SUFFIX
    check("--fix", "a.py", "net.py")
    assert ".index" not in (folder / "net.py").read_text()
