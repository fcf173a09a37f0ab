"""``ckptlens compare`` on programs, with a stand-in for TensorFlow and with TensorFlow itself."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest
from ckptlens_server.cli import main
from click.testing import CliRunner, Result
from stand_in_tensorflow import write_tensorflow

if TYPE_CHECKING:
    from pathlib import Path

SAVER = "from tensorflow.python.training.saver import Saver\n"


def compare(program: Path, text: str, *options: str, python: str = sys.executable) -> Result:
    program.write_text(text)
    return CliRunner().invoke(main, ["compare", "--python", python, *options])


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "train.py"


def test_help_says_that_the_program_is_run():
    shown = CliRunner().invoke(main, ["compare", "--help"]).output
    assert "RUN the program FILE" in shown
    assert "ckptlens compare train.py" in shown


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path):
    result = CliRunner().invoke(main, ["compare", str(tmp_path / "gone.py")])
    assert (result.exit_code, "no such file" in result.output) == (2, True)


def test_a_key_that_is_not_predicted_is_a_difference(program: Path, tmp_path: Path):
    root = write_tensorflow(tmp_path / "library")
    text = SAVER + "Saver(['a']).save(None, 'm')\n"
    result = compare(program, text, "--root", root, str(program))
    assert result.exit_code == 1, result.output
    assert "only real: a  [2, 3] float32" in result.output


def test_an_exception_is_shown_with_its_place_and_the_last_output(program: Path):
    result = compare(program, "print('loading')\nopen('data.csv')\n", str(program))
    assert result.exit_code == 2
    assert "raised before it saved: FileNotFoundError" in result.output
    assert "train.py:2" in result.output
    assert "  | loading" in result.output


def test_a_program_that_saves_nothing_is_told_so(program: Path):
    result = compare(program, "x = 1\n", str(program))
    assert (result.exit_code, "ended without saving" in result.output) == (2, True)


def test_a_program_that_takes_too_long_is_stopped(program: Path):
    result = compare(program, "import time\ntime.sleep(60)\n", "--timeout", "1", str(program))
    assert (result.exit_code, "did not save within 1 s" in result.output) == (1, True)


GRAPH = """
import sys
import tensorflow.compat.v1 as tf
tf.disable_eager_execution()
for name in sys.argv[1:] or ["w"]:
    tf.get_variable(name, [2])
saver = tf.train.Saver(max_to_keep=1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        saver.save(sess, "{out}/m", global_step=step)
"""
MANAGER = """
import tensorflow as tf
model = tf.Module()
model.w = tf.Variable([1.0])
manager = tf.train.CheckpointManager(tf.train.Checkpoint(model=model), "{out}", max_to_keep=1)
for step in range(3):
    manager.save()
"""
KERAS = """
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
model.build((None, 3))
model.save_weights("{out}/m.weights.h5")
model.save("{out}/m.keras")
"""
MONITORED = """
import tensorflow.compat.v1 as tf
tf.disable_eager_execution()
step = tf.train.get_or_create_global_step()
with tf.train.MonitoredTrainingSession(checkpoint_dir="{out}") as session:
    session.run(step)
"""


@pytest.mark.tensorflow
@pytest.mark.parametrize("variable", ["CKPTLENS_TF215", "CKPTLENS_TF221"])
class TestUnderTensorFlow:
    @pytest.mark.parametrize(("text", "saves"), [(GRAPH, 3), (MANAGER, 3), (KERAS, 2)], ids=["saver", "manager", "keras"])
    def test_all_saves_are_equal_and_nothing_is_written_where_the_program_says(
        self, variable: str, program: Path, tmp_path: Path, text: str, saves: int
    ):
        out = tmp_path / "out"
        out.mkdir()
        (out / "m-0.index").write_text("mine")
        text = text.replace("{out}", str(out))
        result = compare(program, text, "--all-saves", "--format", "json", str(program), python=os.environ[variable])
        report = json.loads(result.stdout)
        assert result.exit_code == 0, result.output
        assert sum(save["count"] for save in report["saves"]) == saves
        assert all(save["equal"] for save in report["saves"])
        assert (report["ended"], report["not_reached"]) == ("finished", [])
        assert report["stack"] == {"CKPTLENS_TF215": "tf2.15-keras2", "CKPTLENS_TF221": "tf2.21-keras3"}[variable]
        assert [(file.name, file.read_text()) for file in out.iterdir()] == [("m-0.index", "mine")]

    def test_what_the_arguments_change_is_a_difference(self, variable: str, program: Path, tmp_path: Path):
        text = GRAPH.replace("{out}", str(tmp_path / "out"))
        result = compare(program, text, str(program), "--", "v", python=os.environ[variable])
        assert "only real: v  [2] float32" in result.output
        assert result.exit_code == 1

    def test_hooks_of_sessions_are_intercepted(self, variable: str, program: Path, tmp_path: Path):
        text = MONITORED.replace("{out}", str(tmp_path / "out"))
        result = compare(program, text, str(program), python=os.environ[variable])
        assert result.exit_code == 0, result.output
        assert not list((tmp_path / "out").glob("model*"))

    def test_the_older_keras_can_be_asked_for(self, variable: str, program: Path, tmp_path: Path):
        if variable == "CKPTLENS_TF215":
            pytest.skip("there is one Keras only")
        text = KERAS.replace("{out}", str(tmp_path / "out"))
        options = ("--stack", "tf2.21-keras2", "--format", "json", str(program))
        result = compare(program, text, *options, python=os.environ[variable])
        report = json.loads(result.stdout)
        assert (result.exit_code, report["stack"], report["versions"]["tf_keras"] is None) == (0, "tf2.21-keras2", False), result.output
