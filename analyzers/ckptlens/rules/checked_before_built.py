"""A restore that is checked before the objects have their variables.

## What it does

Reports assertions on a restore that fail because layers, models or optimizers make their variables later in the program.

## Why it breaks a checkpoint

The values of a restore wait for variables that are made later; an assertion does not wait: it raises AssertionError, though all would fit.

## Use instead

Build first: call the model once, `model.build(shape)`, `optimizer.build(model.trainable_variables)`. Then restore and check. With Keras 3
this is needed anyway, as its layers do not take values that wait.

## Fix safety

QF24 builds the models, layers and optimizers of Keras before the restore, with the shapes that the program builds them with later. Where
the shape is not known, it leaves a name to fill in.

## References

- [Training checkpoints: delayed restorations](https://www.tensorflow.org/guide/checkpoint#delayed_restorations)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import FailedCheck
from ckptlens.rules.checks import of_objects_made_later, related_to, shown
from ckptlens.rules.examples import KERAS2, Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each assertion that comes before the variables that it needs."""
    for failed in context.trace.noted(FailedCheck):
        if failed.by_name or not of_objects_made_later(context.trace, failed):
            continue
        severity = Severity.WARNING if failed.caught else RULE.severity
        certain = certainty_of(context.trace)
        message = f"{failed.check} {certain} raise AssertionError: what takes {shown(failed.unused)} is made later in the program"
        related = related_to(context.trace, failed)
        yield Finding(RULE.code, RULE.name, severity, certain, failed.location, message, failed.unused, related)


RULE = Rule("CK304", "checked-before-built", Severity.ERROR, check, ("QF24",))
_NET = """\
import tensorflow as tf


class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = None

    def __call__(self, x):
        if self.w is None:
            self.w = tf.Variable(1.0)
        return x * self.w


saved, net = Net(), Net()
saved(1.0)
path = tf.train.Checkpoint(net=saved).write("./ckpt")
"""
_MODEL = """\
import tensorflow as tf


def build():
    return tf.keras.Sequential([tf.keras.layers.Dense(2)])


saved, model = build(), build()
saved(tf.ones([1, 3]))
path = tf.train.Checkpoint(model=saved).write("./ckpt")
"""


VALID = (
    Example(
        "Built, then restored.",
        f"""{_NET}net(1.0)
tf.train.Checkpoint(net=net).read(path).assert_consumed()
print("all")
""",
        prints="all",
    ),
    Example(
        "Restored, then built, then checked.",
        f"""{_NET}status = tf.train.Checkpoint(net=net).read(path)
net(1.0)
status.assert_consumed()
print("all")
""",
        prints="all",
    ),
    Example(
        "A model that knows its shape.",
        f"""{_MODEL}model.build((None, 3))
tf.train.Checkpoint(model=model).read(path).assert_consumed()
print("all")
""",
        prints="all",
    ),
)

INVALID = (
    Example(
        "A module that makes its variable at the first call.",
        f"""{_NET}tf.train.Checkpoint(net=net).read(path).assert_consumed()
net(1.0)
""",
        raises="AssertionError",
    ),
    Example(
        "A model without the shape of its input.",
        f"""{_MODEL}tf.train.Checkpoint(model=model).read(path).assert_consumed()
model(tf.ones([1, 3]))
""",
        raises="AssertionError",
        stacks=KERAS2,
    ),
    Example(
        "A layer.",
        """import tensorflow as tf

saved, layer = tf.keras.layers.Dense(2), tf.keras.layers.Dense(2)
saved.build((1, 3))
path = tf.train.Checkpoint(layer=saved).write("./ckpt")
tf.train.Checkpoint(layer=layer).read(path).assert_consumed()
layer.build((1, 3))
""",
        raises="AssertionError",
        stacks=KERAS2,
    ),
)
