"""A checkpoint of a model that another generation of Keras wrote.

## What it does

Reports the restore of an object-based checkpoint with keys of Keras 2 into objects of Keras 3, or the other way round.

## Why it breaks a checkpoint

Keras 2 keys the weights of a model as `layer_with_weights-0/kernel`, Keras 3 as `_operations/1/_kernel`: no path is the same. The model
stays as it was initialized, and nothing is raised.

## Use instead

`ckptlens convert SOURCE DESTINATION --to tf2 --from-code FILE` writes the keys of the new model; or load the checkpoint once with the Keras
that wrote it (`TF_USE_LEGACY_KERAS=1`) and save the weights as `.weights.h5`.

## Fix safety

There is no fix in the code: the file has to be converted.

## References

- [Keras 2 on TensorFlow 2.16 and later](https://keras.io/getting_started/#tensorflow--keras-2-backwards-compatibility)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.checks import shown
from ckptlens.rules.examples import KERAS2, KERAS3, Example
from ckptlens.rules.generations import of_other_generation
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore that leaves variables because the keys are those of the other Keras."""
    certain = certainty_of(context.trace)
    here, there = ("3", "2") if context.stack.is_keras3 else ("2", "3")
    for restore in context.trace.restores:
        found = restore.found
        if found is None or not of_other_generation(found, context.stack):
            continue
        left = found.left_at_init
        message = (
            f"{call_name(restore)} {certain} leave {shown(left)} at the initial values: Keras {there} wrote the checkpoint, "
            f"and Keras {here} has other keys"
        )
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, left, subject=restore.uid)


RULE = Rule("CK405", "other-keras-generation", Severity.WARNING, check)
_OF_KERAS2 = """\
import tensorflow as tf


def tracked(**children):
    node = tf.Module()
    for name, child in children.items():
        setattr(node, name, child)
    return node


dense = tracked(kernel=tf.Variable(tf.ones([3, 2])), bias=tf.Variable(tf.ones([2])))
tf.train.Checkpoint(model=tracked(**{"layer_with_weights-0": dense})).write("./ckpt")
"""
_OF_KERAS3 = _OF_KERAS2.replace("kernel=", "_kernel=").replace(
    'tracked(**{"layer_with_weights-0": dense})', "tracked(_operations=[dense, dense])"
)
_MODEL = """\
model = tf.keras.Sequential([tf.keras.Input([3]), tf.keras.layers.Dense(2, kernel_initializer="zeros")])
"""
_SUM = """\
print(float(tf.reduce_sum(model.get_weights()[0])))
"""


VALID = (
    Example(
        "The same Keras reads what it wrote.",
        f"""import tensorflow as tf

{_MODEL.replace("zeros", "ones")}tf.train.Checkpoint(model=model).write("./ckpt")
{_MODEL}tf.train.Checkpoint(model=model).read("./ckpt").assert_consumed()
{_SUM}""",
        prints="6.0",
    ),
    Example(
        "Keras 2 reads its keys.",
        f"""{_OF_KERAS2}{_MODEL}tf.train.Checkpoint(model=model).read("./ckpt").expect_partial()
{_SUM}""",
        prints="6.0",
        stacks=KERAS2,
    ),
    Example(
        "A module of TensorFlow has the same keys everywhere.",
        f"""{_OF_KERAS2}other = tracked(kernel=tf.Variable(tf.zeros([3, 2])))
tf.train.Checkpoint(model=tracked(**{{"layer_with_weights-0": other}})).read("./ckpt").expect_partial()
print(float(tf.reduce_sum(other.kernel)))
""",
        prints="6.0",
    ),
)

INVALID = (
    Example(
        "Keys of Keras 2 in Keras 3.",
        f"""{_OF_KERAS2}{_MODEL}tf.train.Checkpoint(model=model).read("./ckpt").expect_partial()
{_SUM}""",
        prints="0.0",
        wanted="6.0",
        stacks=KERAS3,
    ),
    Example(
        "The model as root.",
        f"""{_OF_KERAS2.replace("Checkpoint(model=tracked(**{", "Checkpoint(tracked(**{")}{_MODEL}tf.train.Checkpoint(model).read("./ckpt")
{_SUM}""",
        prints="0.0",
        wanted="6.0",
        stacks=KERAS3,
    ),
    Example(
        "Keys of Keras 3 in Keras 2.",
        f"""{_OF_KERAS3}{_MODEL}tf.train.Checkpoint(model=model).read("./ckpt").expect_partial()
{_SUM}""",
        prints="0.0",
        wanted="6.0",
        stacks=KERAS2,
    ),
)
