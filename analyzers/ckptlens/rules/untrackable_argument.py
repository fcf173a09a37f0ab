"""Something in a Checkpoint that cannot be saved.

## What it does

Reports arguments of `tf.train.Checkpoint` that are no trackable objects (numbers, text, None, sets, objects of plain classes), names of
arguments that hide its methods, and tracked dicts whose keys are not text.

## Why it breaks a checkpoint

`Checkpoint(...)` or its `save` raises, and with it the whole save: nothing is written.

## Use instead

`tf.Variable(0, dtype=tf.int64)` for a number, `tf.Module` as base of a class that holds variables, text as keys.

## Fix safety

There is no fix.

## References

- [tf.train.Checkpoint](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity
from ckptlens.tf_api.checkpoints import EXPECTED
from ckptlens.tf_api.containers import OTHER_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """The finding for the call that ends the program, if it is one of this kind."""
    raised = context.trace.raised
    if raised is None or not (EXPECTED in raised.message or raised.message == OTHER_KEY):
        return
    certain = certainty_of(context.trace)
    yield Finding(RULE.code, RULE.name, RULE.severity, certain, raised.location, f"this {certain} raise {raised.type}: {raised.message}")


RULE = Rule("CK306", "untrackable-argument", Severity.ERROR, check)


VALID = (
    Example(
        "A number as a variable.",
        """import tensorflow as tf

checkpoint = tf.train.Checkpoint(step=tf.Variable(3, dtype=tf.int64), v=tf.Variable(1.0))
print(len(tf.train.list_variables(checkpoint.write("./ckpt"))))
""",
        prints="3",
    ),
    Example(
        "A class derived from tf.Module.",
        """import tensorflow as tf


class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(1.0)


print(len(tf.train.list_variables(tf.train.Checkpoint(net=Net()).write("./ckpt"))))
""",
        prints="2",
    ),
    Example(
        "A dict whose keys are text.",
        """import tensorflow as tf

module = tf.Module()
module.parts = {str(i): tf.Variable(1.0) for i in range(2)}
print(len(tf.train.list_variables(tf.train.Checkpoint(module=module).write("./ckpt"))))
""",
        prints="3",
    ),
)

INVALID = (
    Example(
        "A number.",
        """import tensorflow as tf

tf.train.Checkpoint(step=3, v=tf.Variable(1.0)).write("./ckpt")
""",
        raises="ValueError",
    ),
    Example(
        "An object of a plain class.",
        """import tensorflow as tf


class Net:
    def __init__(self):
        self.w = tf.Variable(1.0)


tf.train.Checkpoint(net=Net()).write("./ckpt")
""",
        raises="ValueError",
    ),
    Example(
        "A dict with numbers as keys.",
        """import tensorflow as tf

module = tf.Module()
module.parts = {i: tf.Variable(1.0) for i in range(2)}
tf.train.Checkpoint(module=module).write("./ckpt")
""",
        raises="ValueError",
    ),
)
