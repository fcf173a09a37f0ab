"""A restore before the objects have their variables, where that is too early.

## What it does

Reports assertions on a restore that fail because layers, models or optimizers make their variables later in the program. Reports
restores by names that come before the variables of `track_tf1_style_variables`.

## Why it breaks a checkpoint

The values of a restore wait for variables that are made later; an assertion does not wait: it raises AssertionError, though all would fit.
Variables of the shim do not take the values that wait by name: they keep their initial values, and nothing is raised.

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

from ckptlens.notes import FailedCheck, NotAwaited
from ckptlens.rules.checks import of_objects_made_later, related_to, restore_of, shown
from ckptlens.rules.examples import KERAS2, Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity

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
    yield from _not_awaited(context)


def _not_awaited(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore by names that comes before the variables of the shim."""
    for note in context.trace.noted(NotAwaited):
        restore = restore_of(context.trace, note.restore)
        if restore is None:
            continue
        made = [context.trace.variable(uid) for uid in note.variables]
        names, certain = tuple(str(v.name) for v in made), certainty_of(context.trace)
        message = f"this restore by names {certain} leave {shown(names)} as initialized: what is made later in TF1 style takes no value"
        related = (Related(made[0].location, f"'{names[0]}' is made here"),)
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, names, related, restore.uid)


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
_SHIM = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1


class Net(tf.keras.layers.Layer):
    @tf1.keras.utils.track_tf1_style_variables
    def call(self, x):
        return x * tf1.get_variable("w", [])


tf1.train.Saver({"w": tf.Variable(3.0)}).save(None, "./model")
net = Net()
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
    Example(
        "A layer of TF1 code that was called.",
        f"""{_SHIM}net(1.0)
tf.train.Checkpoint(net=net).restore("./model").assert_consumed()
print(float(net(1.0)))
""",
        prints="3.0",
        stacks=KERAS2,
    ),
    Example(
        "A layer of Keras takes its value later.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

tf1.train.Saver({"dense/kernel": tf.Variable([[3.0]])}).save(None, "./model")
dense = tf.keras.layers.Dense(1, use_bias=False)
status = tf.train.Checkpoint(dense=dense).restore("./model")
print(float(tf.reduce_sum(dense(tf.ones([1, 1])))))
status.assert_consumed()
""",
        prints="3.0",
        stacks=KERAS2,
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
    Example(
        "TF1 code in a layer that was not called yet.",
        f"""{_SHIM}tf.train.Checkpoint(net=net).restore("./model").assert_consumed()
print(float(net(1.0)) == 3.0)
""",
        prints="False",
        wanted="True",
        stacks=KERAS2,
    ),
)
