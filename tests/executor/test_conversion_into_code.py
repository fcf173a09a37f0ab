"""Conversions into a program, which real TensorFlow then runs."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from ckptlens_server.cli import main
from click.testing import CliRunner, Result

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import TensorFlow

pytestmark = pytest.mark.tensorflow

MODULE = """
import sys
import tensorflow as tf

class Dense(tf.Module):
    def __init__(self, name):
        super().__init__(name=name)
        with self.name_scope:
            self.w = tf.Variable(tf.zeros([2, 3]), name="kernel")
            self.b = tf.Variable(tf.zeros([3]), name="bias")

class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.layers = [Dense("first"), Dense("second")]

net = Net()
checkpoint = tf.train.Checkpoint(net=net)
"""
SAVES = MODULE + "checkpoint.save('out/ckpt')\n"
RESTORES = MODULE + "checkpoint.restore(sys.argv[1]).assert_consumed()\nprint(*net.layers[1].b.numpy())\n"
VALUES = {
    f"{layer}/{part}": value for layer in ("first", "second") for part, value in (("kernel", [[1.0] * 3] * 2), ("bias", [1.0, 2.0, 3.0]))
}


def convert(folder: Path, *options: str) -> Result:
    (folder / "train.py").write_text(SAVES, encoding="utf-8")
    arguments = ["convert", str(folder / "in"), str(folder / "new"), "--to", "tf2", "--from-code", str(folder / "train.py")]
    return CliRunner().invoke(main, [*arguments, "--stack", "tf2.15-keras2", *options])


def test_the_program_restores_everything(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.programs.run("saved", str(tmp_path / "in"), VALUES)
    result = convert(tmp_path, "--python", tensorflow.python)
    assert result.exit_code == 0, result.output
    done = subprocess.run(
        [tensorflow.python, "-c", RESTORES, str(tmp_path / "new")], capture_output=True, text=True, check=False, timeout=100
    )
    assert (done.stdout.split(), done.returncode) == (["1.0", "2.0", "3.0"], 0), done.stderr


def test_what_no_value_is_for_is_listed_with_the_nearest(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.programs.run("saved", str(tmp_path / "in"), {name.replace("bias", "biases"): value for name, value in VALUES.items()})
    result = convert(tmp_path, "--no-restore")
    assert (result.exit_code, (tmp_path / "new.index").exists()) == (2, False)
    assert "net/layers/0/b/.ATTRIBUTES/VARIABLE_VALUE (first/bias); nearest: first/biases" in result.stderr


def test_what_the_code_does_not_ask_for_is_left_out(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.programs.run("saved", str(tmp_path / "in"), {**VALUES, "global_step": 1.0})
    result = convert(tmp_path, "--no-restore")
    assert "global_step: is not asked for by the code" in result.stdout


def test_other_shapes_are_refused(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.programs.run("saved", str(tmp_path / "in"), {**VALUES, "first/bias": [1.0]})
    assert "has the shape [3] in the code, and first/bias has [1]" in convert(tmp_path, "--no-restore").stderr


KERAS = """
import sys
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(3, name="a"), tf.keras.layers.Dense(1, name="b")])
checkpoint = tf.train.Checkpoint(model=model)
"""
FILL = (
    KERAS + "model.set_weights([w + i for i, w in enumerate([tf.zeros(w.shape) for w in model.weights])])\ncheckpoint.write(sys.argv[1])\n"
)
CHECK = KERAS + "checkpoint.restore(sys.argv[1]).assert_consumed()\nprint(*[float(tf.reduce_max(w)) for w in model.weights])\n"


def python(tensorflow: str, program: str, argument: Path) -> str:
    done = subprocess.run([os.environ[tensorflow], "-c", program, str(argument)], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_weights_of_keras_2_get_to_keras_3(tmp_path: Path):
    python("CKPTLENS_TF215", FILL, tmp_path / "in")
    (tmp_path / "train.py").write_text(KERAS + "checkpoint.save('out')\n", encoding="utf-8")
    arguments = ["convert", str(tmp_path / "in"), str(tmp_path / "new"), "--to", "tf2", "--from-code", str(tmp_path / "train.py")]
    options = ["--stack", "tf2.21-keras3", "--no-restore"]
    result = CliRunner().invoke(main, [*arguments, *options])
    assert result.exit_code == 0, result.output
    assert python("CKPTLENS_TF221", CHECK, tmp_path / "new").split() == ["0.0", "1.0", "2.0", "3.0"]
