"""A checkpoint with slots of a legacy optimizer, and an optimizer that takes none.

## What it does

Reports a restore whose file has slots of `tf.keras.optimizers.legacy` or of a TF1 optimizer, and whose objects have an optimizer of
Keras 2.11 or later in its place.

## Why it breaks a checkpoint

The new optimizers keep their variables in a list of their own and end such a restore with ValueError: the weights of the model are not
restored either.

## Use instead

`tf.keras.optimizers.legacy.Adam` and its kin, which restore all of the file; or leave the optimizer out,
`tf.train.Checkpoint(model=model).read(path).expect_partial()`, which restores the model and starts the optimizer anew.

## Fix safety

QF25 takes the legacy class. It is unsafe: it is a choice between the state of the optimizer and its new class.

## References

- [tf.keras.optimizers.legacy](https://www.tensorflow.org/api_docs/python/tf/keras/optimizers/legacy)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.checks import shown
from ckptlens.rules.examples import KERAS2, Example
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore of slots that the optimizer in their place does not take."""
    for restore in context.trace.restores:
        slots = restore.found.refused_slots if restore.found is not None else ()
        if slots:
            certain = certainty_of(context.trace)
            message = (
                f"{call_name(restore)} {certain} raise ValueError: the checkpoint has slots of a legacy optimizer ({shown(slots, 1)}), "
                "which optimizers of Keras 2.11 and later do not take"
            )
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, slots, subject=restore.uid)


RULE = Rule("CK407", "legacy-optimizer-checkpoint", Severity.ERROR, check, ("QF25",))
_SAVED = """\
import tensorflow as tf

build = lambda: tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(1)])
model, optimizer = build(), tf.keras.optimizers.legacy.Adam()
optimizer.minimize(lambda: tf.reduce_sum(model(tf.ones([1, 2]))), lambda: model.trainable_variables)
path = tf.train.Checkpoint(model=model, optimizer=optimizer).write("./ckpt")
model = build()
"""


VALID = (
    Example(
        "The legacy optimizer.",
        f"""{_SAVED}optimizer = tf.keras.optimizers.legacy.Adam()
tf.train.Checkpoint(model=model, optimizer=optimizer).read(path)
print(int(optimizer.iterations))
""",
        prints="1",
        stacks=KERAS2,
    ),
    Example(
        "The model alone.",
        f"""{_SAVED}tf.train.Checkpoint(model=model).read(path).expect_partial()
print("restored")
""",
        prints="restored",
        stacks=KERAS2,
    ),
    Example(
        "Both of the new kind.",
        f"""{_SAVED.replace("legacy.", "").replace("lambda: model.trainable", "model.trainable")}optimizer = tf.keras.optimizers.Adam()
tf.train.Checkpoint(model=model, optimizer=optimizer).read(path)
print(int(optimizer.iterations))
""",
        prints="1",
        stacks=KERAS2,
    ),
)

INVALID = (
    Example(
        "The new class in the place of the old one.",
        f"""{_SAVED}optimizer = tf.keras.optimizers.Adam()
tf.train.Checkpoint(model=model, optimizer=optimizer).read(path)
""",
        raises="ValueError",
        stacks=KERAS2,
    ),
    Example(
        "Another optimizer.",
        f"""{_SAVED}optimizer = tf.keras.optimizers.SGD(momentum=0.9)
tf.train.Checkpoint(model=model, optimizer=optimizer).read(path).expect_partial()
""",
        raises="ValueError",
        stacks=KERAS2,
    ),
    Example(
        "A compiled model keeps its optimizer.",
        f"""{_SAVED}model.compile("adam", "mse")
tf.train.Checkpoint(model=model, optimizer=model.optimizer).restore(path)
""",
        raises="ValueError",
        stacks=KERAS2,
    ),
)
