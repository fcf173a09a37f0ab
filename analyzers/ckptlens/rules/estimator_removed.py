"""An estimator on a TensorFlow that has none.

## What it does

Reports every use of `tf.estimator` on TensorFlow 2.16 and later, where the module is gone, `tf.compat.v1.estimator` included. Uses under
`try` with a handler for the error, and under tests of a version or with `hasattr`, are left out.

## Why it breaks a checkpoint

The program stops before it trains, and with it the way in which its `model_dir` was written and read. The checkpoints themselves are
name-based and stay readable.

## Use instead

TensorFlow 2.15 or older for the program as it is. Otherwise a training loop of your own, or Keras, and the old checkpoint converted
(`ckptlens convert`) or read through an assignment map. A `Scaffold` with a `Checkpoint` as saver (CK502) writes files that both know.

## Fix safety

There is no fix.

## References

- [Migrate from Estimator to Keras APIs](https://www.tensorflow.org/guide/migrate/migrating_estimator)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import KERAS3, Example
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity
from ckptlens.stacks import Stack
from ckptlens.text import Location
from ckptlens.tf_api.absent import ESTIMATORS, version_of
from ckptlens.tf_api.absent_uses import absent_uses

if TYPE_CHECKING:
    from collections.abc import Iterator

_TF221 = (Stack.TF221_KERAS2, *KERAS3)


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each use in the file, which the run from its top tells."""
    text = context.sources.read(context.trace.path) if not context.trace.entry else None
    for use in absent_uses(text, context.stack) if text is not None else ():
        if use.lacking in ESTIMATORS:
            message = f"TensorFlow {version_of(context.stack)} has no estimators: this will raise {use.error}"
            yield Finding(RULE.code, RULE.name, RULE.severity, Certainty.WILL, Location(context.trace.path, use.span), message)


RULE = Rule("CK501", "estimator-removed", Severity.ERROR, check)

VALID = (
    Example(
        "A loop of one's own.",
        """import tensorflow as tf

v = tf.Variable(1.0)
v.assign_add(1.0)
print(v.numpy())
""",
        prints="2.0",
    ),
    Example(
        "The program looks first.",
        """import tensorflow as tf

print(tf.estimator.ModeKeys.TRAIN if hasattr(tf, "estimator") else "train")
""",
        prints="train",
    ),
    Example(
        "The package with the estimators of old is missing, and the program knows what to do.",
        """try:
    from tensorflow import estimator
except ImportError:
    estimator = None
print("done")
""",
        prints="done",
    ),
)

INVALID = (
    Example(
        "A mode of an estimator.",
        """import tensorflow as tf

print(tf.estimator.ModeKeys.TRAIN)
""",
        raises="AttributeError",
        stacks=_TF221,
    ),
    Example(
        "An estimator under its name in `tf.compat.v1`.",
        """import tensorflow.compat.v1 as tf

config = tf.estimator.RunConfig(model_dir="model")
""",
        raises="AttributeError",
        stacks=_TF221,
    ),
    Example(
        "The module is imported.",
        """from tensorflow import estimator

print(estimator)
""",
        raises="ImportError",
        stacks=_TF221,
    ),
)
