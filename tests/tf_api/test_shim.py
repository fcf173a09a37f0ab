"""Variables and layers that ``track_tf1_style_variables`` keeps for an object whose method takes more than one path."""

from __future__ import annotations

import pytest
from ckptlens.ide.analysis import Options, analyse
from ckptlens.predict.keys import Prediction, SaveEvent, Status
from ckptlens.program.sources import MemorySources
from ckptlens.stacks import Stack

PROGRAM = """import os
import tensorflow as tf

shim = tf.compat.v1.keras.utils


class Model(tf.keras.layers.Layer):
    @shim.track_tf1_style_variables
    def call(self, x):
{body}
        return x


model = Model()
model(tf.zeros([1, 2]))
tf.train.Checkpoint(model=model).write("ckpt")
"""
VARIABLE = "tf.compat.v1.get_variable('v', [1])"
LAYER = "shim.get_or_create_layer('d', lambda: tf.keras.layers.Dense(2))(x)"
CONDITION = "if os.environ.get('DEEP'):"


def prediction(*lines: str) -> Prediction:
    body = "\n".join(f"        {line}" for line in lines)
    return analyse(MemorySources({"main.py": PROGRAM.format(body=body)}), "main.py", Options(Stack.TF215_KERAS2)).prediction


def conditions(found: Prediction) -> set[str | None]:
    return {key.when for event in found.events if isinstance(event, SaveEvent) for key in event.keys.keys}


@pytest.mark.parametrize("made", [VARIABLE, LAYER])
def test_what_one_path_makes_has_its_condition(made):
    found = prediction(CONDITION, f"    {made}")
    assert found.status is Status.HOLES
    assert conditions(found) == {"os.environ.get('DEEP')"}


@pytest.mark.parametrize("made", [VARIABLE, LAYER])
def test_what_every_path_makes_is_not_told_to_be_there_on_one_only(made):
    assert prediction(CONDITION, f"    {made}", made).status is Status.PARTIAL
