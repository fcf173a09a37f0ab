"""Conversions into ``.weights.h5`` files, which real Keras then loads."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from ckptlens_server.cli import main
from click.testing import CliRunner, Result

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tensorflow

MODEL = """
import sys
import tensorflow as tf
layers = tf.keras.layers
model = tf.keras.Sequential([
    tf.keras.Input((2,)), layers.Dense(3, name="a"), layers.BatchNormalization(), layers.Dropout(0.5), layers.Dense(1, name="b"),
])
"""
PLAIN = """
import sys
import tensorflow as tf
tf.keras.utils.set_random_seed(1)
model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(3, name="a"), tf.keras.layers.Dense(1, name="b")])
"""
FILL = """
model.set_weights([tf.zeros(w.shape).numpy() + i for i, w in enumerate(model.weights)])
if sys.argv[2] == "objects":
    tf.train.Checkpoint(model=model).write(sys.argv[1])
else:
    values = {w.name.removesuffix(":0"): w.numpy() for w in model.weights}
    names, tensors = list(values), list(values.values())
    tf.raw_ops.SaveV2(prefix=sys.argv[1], tensor_names=names, shape_and_slices=[""] * len(names), tensors=tensors)
"""
COMPILE = "model.compile('adam', 'mse')\n"
LOAD = "model.load_weights(sys.argv[1])\nprint(*[float(tf.reduce_max(w)) for w in model.weights])\n"
STACKS = {"tf2.15-keras2": "CKPTLENS_TF215", "tf2.21-keras3": "CKPTLENS_TF221"}
EACH = [str(float(i)) for i in range(8)]


def python(variable: str, program: str, *arguments: object) -> str:
    command = [os.environ[variable], "-c", program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


def convert(folder: Path, stack: str, destination: str = "new.weights.h5", program: str = MODEL, *options: str) -> Result:
    (folder / "model.py").write_text(program, encoding="utf-8")
    code = f"{folder / 'model.py'}::model.save_weights('x.weights.h5')"
    arguments = ["convert", str(folder / "in"), str(folder / destination), "--to", "keras-h5", "--from-code", code, "--stack", stack]
    return CliRunner().invoke(main, [*arguments, "--python", os.environ[STACKS[stack]], *options])


@pytest.mark.parametrize("form", ["objects", "names"])
@pytest.mark.parametrize("stack", STACKS)
def test_keras_loads_every_value_of_a_checkpoint_of_keras_2(tmp_path: Path, stack: str, form: str):
    python("CKPTLENS_TF215", MODEL + FILL, tmp_path / "in", form)
    result = convert(tmp_path, stack)
    assert result.exit_code == 0, result.output
    assert "Compared 8 values bit for bit: all equal." in result.stdout
    assert python(STACKS[stack], MODEL + LOAD, tmp_path / "new.weights.h5").split() == EACH


@pytest.mark.parametrize("stack", STACKS)
def test_an_optimizer_without_values_starts_anew(tmp_path: Path, stack: str):
    python("CKPTLENS_TF215", MODEL + FILL, tmp_path / "in", "objects")
    result = convert(tmp_path, stack, "new.weights.h5", MODEL + COMPILE)
    assert result.exit_code == 0, result.output
    assert "Note: the optimizer starts anew" in result.stdout
    assert python(STACKS[stack], MODEL + COMPILE + LOAD, tmp_path / "new.weights.h5").split() == EACH


BUILD = "model.optimizer.build(model.trainable_variables)\n"
FIT = "model.fit(tf.ones((4, 2)), tf.ones((4, 1)), epochs=3, verbose=0)\n"
CHECKPOINT = "tf.train.Checkpoint(model=model, optimizer=model.optimizer).write(sys.argv[1])\n"
SHOW = "print(*[float(tf.reduce_sum(tf.cast(v, 'float32'))) for v in model.optimizer.variables])\n"
STEPS = "model.load_weights(sys.argv[1])\n" + SHOW


@pytest.mark.parametrize("stack", STACKS)
def test_the_steps_of_an_optimizer_are_not_written_without_its_moments(tmp_path: Path, stack: str):
    python(STACKS[stack], MODEL + COMPILE + FIT + CHECKPOINT, tmp_path / "in")
    result = convert(tmp_path, stack, "new.weights.h5", MODEL + COMPILE)
    assert result.exit_code == 0, result.output
    assert "the optimizer starts anew: the code has no key for 12 of its values" in result.stdout
    assert python(STACKS[stack], MODEL + COMPILE + STEPS, tmp_path / "new.weights.h5").split()[0] == "0.0"


@pytest.mark.parametrize("stack", STACKS)
def test_a_built_optimizer_gets_its_steps_and_moments(tmp_path: Path, stack: str):
    trained = python(STACKS[stack], MODEL + COMPILE + FIT + CHECKPOINT + SHOW, tmp_path / "in")
    result = convert(tmp_path, stack, "new.weights.h5", MODEL + COMPILE + BUILD)
    assert result.exit_code == 0, result.output
    assert python(STACKS[stack], MODEL + COMPILE + BUILD + STEPS, tmp_path / "new.weights.h5").split() == trained.split()


OPTIMIZERS = ["Adam(amsgrad=True)", "Adamax()", "SGD(momentum=0.9)", "RMSprop(momentum=0.9, centered=True)", "Adadelta()", "Ftrl()"]
STEP = "x = tf.constant([[1., 2.], [3., -1.]])\nmodel.fit(x, tf.ones((2, 1)), epochs={}, verbose=0)\n"
WEIGHTS = "print(*[float(v) for w in model.trainable_variables for v in tf.reshape(w, [-1])])\n"


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_keras_3_takes_the_next_step_of_an_optimizer_of_keras_2(tmp_path: Path, optimizer: str):
    model = PLAIN + f"model.compile(tf.keras.optimizers.{optimizer}, 'mse')\n"
    wanted = python("CKPTLENS_TF215", model + STEP.format(3) + CHECKPOINT + STEP.format(1) + WEIGHTS, tmp_path / "in")
    result = convert(tmp_path, "tf2.21-keras3", "new.weights.h5", model + BUILD)
    assert (result.exit_code, "starts anew" in result.stdout) == (0, False), result.output
    load = "model.load_weights(sys.argv[1])\n" + STEP.format(1) + WEIGHTS
    found = python("CKPTLENS_TF221", model + BUILD + load, tmp_path / "new.weights.h5")
    assert [float(v) for v in found.split()] == pytest.approx([float(v) for v in wanted.split()], rel=1e-5, abs=1e-6)


def test_what_cannot_be_written_is_refused_and_nothing_is_left(tmp_path: Path):
    python("CKPTLENS_TF215", MODEL + FILL, tmp_path / "in", "objects")
    before = sorted(tmp_path.iterdir())
    stack = "tf2.21-keras3"
    assert "must end in .weights.h5" in convert(tmp_path, stack, "new.h5").stderr
    assert "has the shape [2, 4] in the code" in convert(tmp_path, stack, "new.weights.h5", MODEL.replace("Dense(3", "Dense(4")).stderr
    assert "--link is for data files" in convert(tmp_path, stack, "new.weights.h5", MODEL, "--link").stderr
    assert sorted(tmp_path.iterdir()) == sorted([*before, tmp_path / "model.py"])
    (tmp_path / "new.weights.h5").write_text("mine")
    assert "exists already" in convert(tmp_path, stack).stderr
    assert (tmp_path / "new.weights.h5").read_text() == "mine"
