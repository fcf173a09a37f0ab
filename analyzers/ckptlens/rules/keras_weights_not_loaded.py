"""Keras does not load weights this way: another file format, or a status that is not there.

## What it does

Reports `load_weights` and `load_model` of Keras 3 with a path that is no Keras file, `by_name=True` for a file that
can only be loaded whole, and a method called on the result of loading an `.h5` file.

## Why it breaks a checkpoint

Keras 3 reads `.weights.h5`, `.keras` and `.h5` only: a TensorFlow checkpoint or a SavedModel that Keras 2 has written
raises ValueError. Keras 2 raises NotImplementedError when it is to match a TensorFlow checkpoint `by_name`. Loading an
`.h5` file returns None, so `.assert_consumed()` or `.expect_partial()` on it raises AttributeError.

## Use instead

Convert the checkpoint once, in a process with Keras 2: load it there and write `.weights.h5`. Until then,
`TF_USE_LEGACY_KERAS=1` keeps Keras 2. `tf.train.Checkpoint(model)` does not help: its object paths differ between
Keras 2 and Keras 3, and it restores nothing, silently.

## Fix safety

QF22 renames the path at the loads and the saves of it, where the program itself writes the file. It is unsafe: the
program writes and reads another file.

## References

- [Save, serialize, and export models](https://www.tensorflow.org/guide/keras/serialization_and_saving)
- [tf.keras.Model.load_weights](https://www.tensorflow.org/api_docs/python/tf/keras/Model#load_weights)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.notes import KerasRefusal
from ckptlens.rules.examples import KERAS2, KERAS3, TF2, Example
from ckptlens.rules.keras_file_not_written import message
from ckptlens.rules.model import Certainty, Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATUS = re.compile(r"\b(assert_consumed|assert_existing_objects_matched|assert_nontrivial_match|expect_partial)\b")


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each load that is refused, and for a status that is asked for and not there."""
    for refusal in context.trace.noted(KerasRefusal):
        if refusal.reads:
            certainty = Certainty.MAY if refusal.when else Certainty.WILL
            yield Finding(
                RULE.code, RULE.name, RULE.severity, certainty, refusal.site.location, message(refusal),
                related=_saved(context, refusal), subject=refusal.uid,
            )  # fmt: skip
    yield from _status_of_nothing(context)


def _saved(context: RuleContext, refusal: KerasRefusal) -> tuple[Related, ...]:
    same = [s for s in context.trace.saves if refusal.path.text is not None and s.path.text == refusal.path.text]
    return tuple(Related(s.site.location, "the file is written here") for s in same[:1])


def _status_of_nothing(context: RuleContext) -> Iterator[Finding]:
    raised = context.trace.raised
    loads = [r for r in context.trace.restores if r.api.endswith(".load_weights") and r.style == "h5"]
    if raised is None or raised.type != "AttributeError" or not loads or "NoneType" not in raised.message:
        return
    asked = _STATUS.search(raised.message)
    if asked is not None:
        yield Finding(
            RULE.code, RULE.name, RULE.severity, Certainty.WILL, raised.location,
            f"load_weights of this file returns None, so {asked[0]}() will raise AttributeError",
            related=(Related(loads[-1].site.location, "the weights are loaded here"),), subject=loads[-1].uid,
        )  # fmt: skip


RULE = Rule("CK402", "keras-weights-not-loaded", Severity.ERROR, check, ("QF22",))

VALID = (
    Example(
        "Nothing is asked of the result.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save_weights("model.weights.h5")
print(model.load_weights("model.weights.h5"))
""",
        prints="None",
        stacks=TF2,
    ),
    Example(
        "With Keras 2 the load of a TensorFlow checkpoint has a status.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save_weights("out/ckpt")
model.load_weights("out/ckpt").assert_consumed()
print(len(model.weights))
""",
        prints="2",
        stacks=KERAS2,
    ),
    Example(
        "A program that tries both ways.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
try:
    model.load_weights("out/ckpt")
    print("loaded")
except ValueError:
    print("no weights of Keras 3")
""",
        prints="no weights of Keras 3",
        stacks=KERAS3,
    ),
)

INVALID = (
    Example(
        "A TensorFlow checkpoint.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
tf.train.Checkpoint(model).write("out/ckpt")
model.load_weights("out/ckpt")
""",
        raises="ValueError",
        stacks=KERAS3,
    ),
    Example(
        "An .h5 file has no status.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save_weights("model.weights.h5")
model.load_weights("model.weights.h5").assert_consumed()
""",
        raises="AttributeError",
        stacks=TF2,
    ),
    Example(
        "A checkpoint is not matched by the names of layers.",
        """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.save_weights("out/ckpt")
model.load_weights("out/ckpt", by_name=True)
""",
        raises="NotImplementedError",
        stacks=KERAS2,
    ),
    Example(
        "A SavedModel is no Keras file.",
        """\
import tensorflow as tf

model = tf.keras.models.load_model("saved_model")
""",
        raises="ValueError",
        stacks=KERAS3,
    ),
)
