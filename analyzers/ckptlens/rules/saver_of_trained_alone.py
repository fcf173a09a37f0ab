"""A Saver of the trained variables alone.

## What it does

Reports a `Saver` that is given `trainable_variables()` of a graph which has other variables of the model: batch statistics, moving
averages, the global step.

## Why it breaks a checkpoint

`moving_mean` and `moving_variance` of batch normalization are not trained, and shadows of averages neither. They are in no file that such a
Saver writes, and a restore leaves them at their initial values: the model works in training and fails in evaluation.

## Use instead

`Saver()` or `Saver(tf.compat.v1.global_variables())`. Where the slots of the optimizer are to be left out, filter by name.

## Fix safety

There is no fix yet. A longer list gives the file more keys, which older files lack.

## References

- [tf.compat.v1.trainable_variables](https://www.tensorflow.org/api_docs/python/tf/compat/v1/trainable_variables)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import TrainedAlone
from ckptlens.rules.checks import shown
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of, restores_with, saves_with
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each Saver of trained variables that leaves out others of the model. One that only restores may leave the step."""
    trace = context.trace
    for note in trace.noted(TrainedAlone):
        maker = trace.maker(note.maker)
        if not isinstance(maker, SaverMade):
            continue
        only_restores = bool(restores_with(trace, maker)) and not saves_with(trace, maker)
        others = [trace.variable(uid) for uid in note.others]
        lost = [v for v in others if not (only_restores and v.name.literal == _STEP)]
        if not lost:
            continue
        certain, names = certainty_of(trace), tuple(str(v.name) for v in lost)
        does = "restore" if only_restores else "save"
        message = f"this Saver has the trained variables alone: it {certain} not {does} {shown(names)}"
        related = tuple(Related(v.location, f"'{v.name}' is made here, and is not trained") for v in lost[:3])
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, maker.site.location, message, names, related, maker.uid)


_STEP = "global_step"
RULE = Rule("CK210", "saver-of-trained-alone", Severity.WARNING, check)
_NET = """\
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
with tf.variable_scope("net"):
    w = tf.get_variable("w", [2])
    mean = tf.get_variable("moving_mean", [2], trainable=False)
"""
_SAVED = """\
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model")
print([key for key, _ in tf.train.list_variables("./model")])
"""


VALID = (
    Example(
        "All variables.",
        f"""{_NET}saver = tf.train.Saver(tf.global_variables())
{_SAVED}""",
        prints="['net/moving_mean', 'net/w']",
    ),
    Example(
        "The statistics are added.",
        f"""{_NET}saver = tf.train.Saver(tf.trainable_variables() + [mean])
{_SAVED}""",
        prints="['net/moving_mean', 'net/w']",
    ),
    Example(
        "There are no other variables than those of the optimizer.",
        f"""{_NET.replace(", trainable=False", "")}train = tf.train.AdamOptimizer().minimize(tf.reduce_sum(w + mean))
saver = tf.train.Saver(tf.trainable_variables())
{_SAVED}""",
        prints="['net/moving_mean', 'net/w']",
    ),
)

INVALID = (
    Example(
        "The statistics are not saved.",
        f"""{_NET}saver = tf.train.Saver(tf.trainable_variables())
{_SAVED}""",
        prints="['net/w']",
        wanted="['net/moving_mean', 'net/w']",
    ),
    Example(
        "The shadows of averages are not saved.",
        f"""{_NET}average = tf.train.ExponentialMovingAverage(0.9).apply([w])
saver = tf.train.Saver(tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES), max_to_keep=3)
{_SAVED}""",
        prints="['net/w']",
        wanted="['net/moving_mean', 'net/w', 'net/w/ExponentialMovingAverage']",
    ),
    Example(
        "A resumed training counts from 0.",
        """import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
step = tf.train.get_or_create_global_step()
w = tf.get_variable("w", [])
saver = tf.train.Saver(tf.trainable_variables())
"""
        f"""{_SAVED}""",
        prints="['w']",
        wanted="['global_step', 'w']",
    ),
)
