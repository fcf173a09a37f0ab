"""Keras 3 does not write a file of this name, or with this option.

## What it does

Reports `save_weights`, `model.save`, `save_model` and `ModelCheckpoint` on Keras 3 whose path does not end as Keras 3
wants it, or that pass an option which is gone: `save_format` and `options` of `save_weights`, `period` and `options`
of `ModelCheckpoint`.

## Why it breaks a checkpoint

Keras 3 has given up the TensorFlow checkpoint format, and the end of the path alone chooses the format. `save_weights`
takes `.weights.h5` only, `model.save` and `ModelCheckpoint` take `.keras` and `.h5`. All else raises ValueError or
TypeError; for `save_weights` that is after the training, when the weights are lost with it.

## Use instead

`model.save_weights("model.weights.h5")`, `model.save("model.keras")`. Rename the path where it is loaded, too, and
find files with a sorted `glob`: `tf.train.latest_checkpoint` never finds an `.h5` file.

## Fix safety

QF22 gives the path its suffix at each save and load of it in the file, and drops `save_format` and what is asked of the
status of a load, since there is none. It is unsafe: the program writes another file, whose folder
must exist, while TensorFlow makes the folder of a checkpoint.

## References

- [Save, serialize, and export models](https://www.tensorflow.org/guide/keras/serialization_and_saving)
- [tf.keras.Model.save_weights](https://www.tensorflow.org/api_docs/python/tf/keras/Model#save_weights)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import KerasRefusal
from ckptlens.rules.examples import KERAS2, KERAS3, TF2, Example
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each call that would write a model's file and is refused."""
    for refusal in context.trace.noted(KerasRefusal):
        if not refusal.reads:
            certainty = Certainty.MAY if refusal.when else Certainty.WILL
            yield Finding(RULE.code, RULE.name, RULE.severity, certainty, refusal.site.location, message(refusal), subject=refusal.uid)


def message(refusal: KerasRefusal) -> str:
    """What a refused call does, in one sentence."""
    call = ".".join(refusal.api.split(".")[-2:])
    may = "may" if refusal.when else "will"
    if refusal.argument is not None:
        return f"{call} {may} raise {refusal.error}: it takes no '{refusal.argument}' here"
    path = f"'{refusal.path.text}'" if refusal.path.text is not None else "this path"
    return f"{call} {may} raise {refusal.error}: with Keras 3 {path} must end in {' or '.join(refusal.wanted)}"


RULE = Rule("CK401", "keras-file-not-written", Severity.ERROR, check, ("QF22",))

VALID = (
    Example(
        "Weights in the format of Keras 3.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save_weights("model.weights.h5")
model.load_weights("model.weights.h5")
print(len(model.get_weights()))
""",
        prints="2",
        stacks=TF2,
    ),
    Example(
        "Keras 2 writes a TensorFlow checkpoint.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save_weights("out/ckpt", save_format="tf")
print(len(tf.train.list_variables("out/ckpt")))
""",
        prints="3",
        stacks=KERAS2,
    ),
    Example(
        "A callback that saves whole models.",
        """\
import tensorflow as tf

callback = tf.keras.callbacks.ModelCheckpoint("model-{epoch:02d}.keras", save_best_only=True, monitor="loss")
print(callback.filepath)
""",
        prints="model-{epoch:02d}.keras",
        stacks=TF2,
    ),
    Example(
        "A model is saved as one file, and its TensorFlow form is exported.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save("model.keras")
model.export("exported")
print(len(model.weights))
""",
        prints="2",
        stacks=KERAS3,
    ),
)

INVALID = (
    Example(
        "A prefix, as for a TensorFlow checkpoint.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save_weights("out/ckpt")
""",
        raises="ValueError",
        stacks=KERAS3,
    ),
    Example(
        "The option that chose the format is gone.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save_weights("model.weights.h5", save_format="h5")
""",
        raises="TypeError",
        stacks=KERAS3,
    ),
    Example(
        "A folder is no file of a model.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save("saved_model")
""",
        raises="ValueError",
        stacks=KERAS3,
    ),
    Example(
        "The callback looks at its path when it is made.",
        """\
import tensorflow as tf

callback = tf.keras.callbacks.ModelCheckpoint(filepath="training/cp-{epoch:04d}.ckpt", save_weights_only=True, verbose=1)
""",
        raises="ValueError",
        stacks=KERAS3,
    ),
    Example(
        "An option of the callback is gone.",
        """\
import tensorflow as tf

callback = tf.keras.callbacks.ModelCheckpoint("model.keras", monitor="loss", period=5)
""",
        raises="TypeError",
        stacks=KERAS3,
    ),
)
