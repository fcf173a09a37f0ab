"""A TF1 checkpoint restored into a Checkpoint, which looks at variable names alone.

## What it does

Reports a `tf.train.Checkpoint` that restores a name-based file, written by a `Saver`, which has nothing under the names of its variables.

## Why it breaks a checkpoint

For such a file the keywords and attributes of the `Checkpoint` mean nothing: each variable is looked up by its own name. What is not found
keeps its initial value, and nothing is raised. The variables of Keras 3 have no such names, so that none of a model is ever found.

## Use instead

`tf.compat.v1.train.Saver({"key in the file": variable}).restore(None, path)`, with `variable.value` for Keras 3; or convert the file first
(`ckptlens convert --to tf2`).

## Fix safety

QF05 writes the map from the keys of a checkpoint that you pick.

## References

- [Migrating model checkpoints](https://www.tensorflow.org/guide/migrate/migrating_checkpoints)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import FailedCheck
from ckptlens.rules.checks import is_counter, of_counter_alone, related_to, shown
from ckptlens.rules.examples import KERAS3, Example
from ckptlens.rules.generations import of_other_optimizer
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore that finds no value for a variable, and for each assertion that fails for that."""
    certain = certainty_of(context.trace)
    for restore in context.trace.restores:
        if (names := _absent(restore)) and restore.found is not None and not of_other_optimizer(restore.found):
            message = (
                f"{call_name(restore)} {certain} leave variables at their initial values, and raise nothing: the checkpoint is name-based,"
                f" and it has no {shown(names)}"
            )
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, names, subject=restore.uid)
    for failed in context.trace.noted(FailedCheck):
        if failed.by_name and not of_counter_alone(failed):
            message = f"{failed.check} {certain} raise AssertionError: the checkpoint is name-based and lacks {shown(failed.left)}"
            related = related_to(context.trace, failed)
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, failed.location, message, failed.left, related)


def _absent(restore: Restore) -> tuple[str, ...]:
    """The names that the file does not have."""
    found = restore.found
    if found is None or not found.by_name or found.raises is not None or is_counter(found.left_at_init):
        return ()
    names = tuple(name for name in found.missing if not is_counter((name,)))
    return names or found.left_at_init


RULE = Rule("CK310", "matched-by-name-alone", Severity.ERROR, check, ("QF05",))
_SAVED = """\
import tensorflow as tf

tf.compat.v1.train.Saver([tf.Variable(1.0, name="w")]).save(None, "./model")
"""


VALID = (
    Example(
        "A variable of that name.",
        f"""{_SAVED}w = tf.Variable(0.0, name="w")
tf.train.Checkpoint(anything=w).read("./model").assert_consumed()
print(w.numpy())
""",
        prints="1.0",
    ),
    Example(
        "A Saver with the key of the file.",
        f"""{_SAVED}v = tf.Variable(0.0, name="v")
tf.compat.v1.train.Saver({{"w": v}}).restore(None, "./model")
print(v.numpy())
""",
        prints="1.0",
    ),
    Example(
        "An object-based file.",
        """import tensorflow as tf

v = tf.Variable(0.0, name="v")
tf.train.Checkpoint(net=v).read(tf.train.Checkpoint(net=tf.Variable(1.0, name="w")).write("./ckpt")).assert_consumed()
print(v.numpy())
""",
        prints="1.0",
    ),
)

INVALID = (
    Example(
        "The keyword is the key, and the variable has another name.",
        f"""{_SAVED}v = tf.Variable(0.0, name="v")
tf.train.Checkpoint(w=v).read("./model")
print(v.numpy())
""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "A variable without a name.",
        f"""{_SAVED}w = tf.Variable(0.0)
tf.train.Checkpoint(w=w).restore("./model").expect_partial()
print(w.numpy())
""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "A name with its scope.",
        f"""{_SAVED}with tf.name_scope("net"):
    w = tf.Variable(0.0, name="w")
tf.train.Checkpoint(w=w).read("./model")
print(w.numpy())
""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "With Keras 3, a model.",
        """import tensorflow as tf

tf.compat.v1.train.Saver([tf.Variable([[1.0]], name="dense/kernel")]).save(None, "./model")
layer = tf.keras.layers.Dense(1, name="dense", use_bias=False, kernel_initializer="zeros")
layer.build((1, 1))
tf.train.Checkpoint(layer=layer).read("./model")
print(float(layer.kernel.numpy()[0, 0]))
""",
        prints="0.0",
        wanted="1.0",
        stacks=KERAS3,
    ),
)
