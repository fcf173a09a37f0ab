"""A value of the checkpoint has another shape or dtype than its variable.

## What it does

Compares shapes and dtypes of what a restore reads with the variables that it fills, where the file is known. Reports what differs where
TensorFlow raises.

## Why it breaks a checkpoint

Nothing is restored: InvalidArgumentError in a session, ValueError in eager mode.

## Use instead

Leave the variable out of the restore, as a new head of another size; or convert the checkpoint (`ckptlens convert --map`).

## Fix safety

There is no fix.

## References

- [tf.compat.v1.train.Saver.restore](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver#restore)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import Failure
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore that ends the program because of a shape or dtype."""
    ends = {failure.raised.location for failure in context.trace.noted(Failure)}
    for restore in context.trace.restores:
        found = restore.found
        if found is None or found.raises is None or found.missing or restore.site.location not in ends:
            continue
        for first in found.misfits[:1]:
            yield _finding(context, restore, found.raises, first, len(found.misfits) - 1)


def _finding(context: RuleContext, restore: Restore, raises: str, first: str, others: int) -> Finding:
    more = f" (and {others} more)" if others else ""
    certain = certainty_of(context.trace)
    message = f"{call_name(restore)} {certain} raise {raises}: {first}{more}"
    return Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, subject=restore.uid)


RULE = Rule("CK603", "value-does-not-fit", Severity.ERROR, check)


VALID = (
    Example(
        "The same shape and dtype.",
        """import tensorflow as tf

tf.compat.v1.train.Saver([tf.Variable([1.0, 2.0], name="w")]).save(None, "./model")
w = tf.Variable([0.0, 0.0], name="w")
tf.compat.v1.train.Saver([w]).restore(None, "./model")
print(w.numpy().tolist())
""",
        prints="[1.0, 2.0]",
    ),
    Example(
        "A Saver that may reshape.",
        """import tensorflow as tf

tf.compat.v1.train.Saver([tf.Variable([[1.0], [2.0]], name="w")]).save(None, "./model")
w = tf.Variable([0.0, 0.0], name="w")
tf.compat.v1.train.Saver([w], reshape=True).restore(None, "./model")
print(w.numpy().tolist())
""",
        prints="[1.0, 2.0]",
    ),
    Example(
        "What does not fit is left out.",
        """import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable([1.0]), head=tf.Variable([1.0])).write("ckpt")
net, head = tf.Variable([0.0]), tf.Variable([0.0, 0.0])
tf.train.Checkpoint(net=net).read("ckpt").expect_partial()
print(net.numpy().tolist(), len(head.numpy()))
""",
        prints="[1.0] 2",
    ),
)

INVALID = (
    Example(
        "A variable of another shape in a Saver.",
        """import tensorflow as tf

tf.compat.v1.train.Saver([tf.Variable([1.0, 2.0], name="w")]).save(None, "./model")
tf.compat.v1.train.Saver([tf.Variable([0.0], name="w")]).restore(None, "./model")
""",
        raises="ValueError",
    ),
    Example(
        "A head of another size in a Checkpoint.",
        """import tensorflow as tf

tf.train.Checkpoint(head=tf.Variable([1.0, 2.0])).write("ckpt")
tf.train.Checkpoint(head=tf.Variable([0.0])).read("ckpt").expect_partial()
""",
        raises="ValueError",
    ),
    Example(
        "Another dtype.",
        """import tensorflow.compat.v1 as tf

with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.get_variable("w", [2], dtype=tf.float32)
    sess.run(w.initializer)
    tf.train.Saver().save(sess, "./model")
with tf.Graph().as_default(), tf.Session() as sess:
    tf.get_variable("w", [2], dtype=tf.float64)
    tf.train.Saver().restore(sess, "./model")
""",
        raises="InvalidArgumentError",
    ),
)
