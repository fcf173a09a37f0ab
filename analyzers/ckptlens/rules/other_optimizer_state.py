"""The state of an optimizer is lost because its class changed.

## What it does

Reports a restore that fills the model and leaves the variables of its optimizer, while the checkpoint has the state of another optimizer.

## Why it breaks a checkpoint

Slots and counters of a TF1 optimizer, of a legacy Keras optimizer and of the new ones have other keys. Nothing is raised: training goes on
with moments of zero, a step of zero and the learning rate of the first day.

## Use instead

The class that wrote the checkpoint, for as long as trainings are resumed: `tf.compat.v1.train.AdamOptimizer` takes the slots of a TF1
file in eager mode too. Else leave the optimizer out of the restore, so that it is seen to start anew.

## Fix safety

There is no fix: which optimizer is meant is not in the code.

## References

- [tf.keras.optimizers.legacy](https://www.tensorflow.org/api_docs/python/tf/keras/optimizers/legacy)
- [Training checkpoints](https://www.tensorflow.org/guide/checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.checks import shown
from ckptlens.rules.examples import KERAS2, KERAS3, Example
from ckptlens.rules.generations import of_other_optimizer
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore that fills all but the optimizer, whose state is in the file under other keys."""
    certain = certainty_of(context.trace)
    for restore in context.trace.restores:
        found = restore.found
        if found is None or not of_other_optimizer(found):
            continue
        message = (
            f"{call_name(restore)} {certain} leave the optimizer as it was made ({shown(found.left_at_init)}): "
            f"the checkpoint has the state of another one ({shown(found.unused_keys, 2)}), and nothing is raised"
        )
        keys = found.left_at_init
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, keys, subject=restore.uid)


RULE = Rule("CK408", "other-optimizer-state", Severity.WARNING, check)
_BY_NAME = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=1.0)
    train = tf1.train.AdamOptimizer().minimize(w * w)
    sess.run(tf1.global_variables_initializer())
    sess.run(train)
    tf1.train.Saver().save(sess, "./model")

w = tf.Variable(0.0, name="w")
"""
_OBJECTS = """\
import tensorflow as tf

w = tf.Variable(1.0)
optimizer = tf.keras.optimizers.Adam()
optimizer.apply_gradients([(tf.constant(1.0), w)])
tf.train.Checkpoint(w=w, optimizer=optimizer).write("./ckpt")
w = tf.Variable(0.0)
"""


VALID = (
    Example(
        "The optimizer of TF1 takes its slots in eager mode.",
        f"""{_BY_NAME}optimizer = tf1.train.AdamOptimizer()
optimizer.minimize(lambda: w * w, var_list=[w])
tf.train.Checkpoint(w=w, optimizer=optimizer).read("./model").assert_existing_objects_matched()
print(round(float(optimizer.get_slot(w, "m")), 3))
""",
        prints="0.2",
    ),
    Example(
        "The same class.",
        f"""{_OBJECTS}optimizer = tf.keras.optimizers.Adam()
optimizer.build([w])
tf.train.Checkpoint(w=w, optimizer=optimizer).read("./ckpt").assert_consumed()
print(int(optimizer.iterations))
""",
        prints="1",
    ),
    Example(
        "The model alone.",
        f"""{_OBJECTS}tf.train.Checkpoint(w=w).read("./ckpt").expect_partial()
print(round(float(w), 3))
""",
        prints="0.999",
    ),
)

INVALID = (
    Example(
        "A TF1 file and an optimizer of Keras.",
        f"""{_BY_NAME}optimizer = tf.keras.optimizers.Adam()
optimizer.build([w])
tf.train.Checkpoint(w=w, optimizer=optimizer).read("./model")
print(int(optimizer.iterations), round(float(tf.reduce_sum([tf.reduce_sum(abs(v)) for v in optimizer.variables[2:]])), 3))
""",
        prints="0 0.0",
        wanted="1 0.204",
        stacks=KERAS3,
    ),
    Example(
        "A legacy optimizer reads what the new one wrote.",
        f"""{_OBJECTS}optimizer = tf.keras.optimizers.legacy.Adam()
optimizer.apply_gradients([(tf.constant(0.0), w)])
tf.train.Checkpoint(w=w, optimizer=optimizer).read("./ckpt").expect_partial()
print(round(float(optimizer.get_slot(w, "m")), 3))
""",
        prints="0.0",
        wanted="0.1",
        stacks=KERAS2,
    ),
    Example(
        "An optimizer of TF1 reads what one of Keras wrote.",
        f"""{_OBJECTS}optimizer = tf.compat.v1.train.AdamOptimizer()
optimizer.apply_gradients([(tf.constant(0.0), w)])
tf.train.Checkpoint(w=w, optimizer=optimizer).read("./ckpt").expect_partial()
print(round(float(optimizer.get_slot(w, "m")), 3))
""",
        prints="0.0",
        wanted="0.1",
    ),
)
