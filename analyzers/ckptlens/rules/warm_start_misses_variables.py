"""A warm start that leaves out what is not trained, such as moving averages.

## What it does

Reports `tf.compat.v1.train.warm_start` and `tf.estimator.WarmStartSettings` (also a plain `warm_start_from=path`) whose
variables are chosen by one regular expression, the default `".*"` included, in a graph with variables of the model
that are not trainable. Counters of steps and slots of optimizers are not meant.

## Why it breaks a checkpoint

A regular expression selects among the trainable variables only. `moving_mean` and `moving_variance` of batch
normalization keep their initial values, 0 and 1, without an error: the model trains on, and predicts wrongly.

## Use instead

A list of expressions selects among all global variables: `vars_to_warm_start=[".*"]`. Leave out what the checkpoint
does not hold, such as slots of another optimizer: `["model/.*"]`.

## Fix safety

QF26 puts the expression into a list. It is unsafe: the step and the slots then start from the checkpoint, too, and
must be in it.

## References

- [tf.estimator.WarmStartSettings](https://www.tensorflow.org/versions/r2.15/api_docs/python/tf/estimator/WarmStartSettings)
- [tf.compat.v1.train.warm_start](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/warm_start)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import WarmStart
from ckptlens.rules.examples import KERAS2, Example
from ckptlens.rules.model import Certainty, Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = 2


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each warm start that leaves variables of the model out."""
    for start in context.trace.noted(WarmStart):
        if start.left:
            left = [context.trace.variable(uid) for uid in start.left]
            sure = start.file_known and not context.trace.gaps and not any(v.when for v in left)
            yield Finding(
                RULE.code, RULE.name, RULE.severity, Certainty.WILL if sure else Certainty.MAY, start.site.location,
                _message([str(v.name) for v in left], "will" if sure else "may"),
                keys=tuple(str(v.name) for v in left),
                related=tuple(Related(v.location, f"'{v.name}' is created here, not trainable") for v in left[:_SHOWN]),
                subject=start.uid,
            )  # fmt: skip


def _message(names: list[str], will: str) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    shown = ", ".join(f"'{name}'" for name in names[:_SHOWN])
    return f"this warm start {will} leave {shown}{more} at the initial value: a regular expression selects trainable variables only"


RULE = Rule("CK506", "warm-start-misses-variables", Severity.WARNING, check, ("QF26",))

_SAVE = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    gamma = tf1.get_variable("bn/gamma", initializer=2.0)
    mean = tf1.get_variable("bn/moving_mean", initializer=3.0, trainable=False)
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().save(sess, "old/model.ckpt")
"""
_LOAD = """
with tf.Graph().as_default(), tf1.Session() as sess:
    gamma = tf1.get_variable("bn/gamma", initializer=1.0)
    mean = tf1.get_variable("bn/moving_mean", initializer=0.0, trainable=False)
"""
_SHOW = """\
    sess.run(tf1.global_variables_initializer())
    print(sess.run(mean))
"""

VALID = (
    Example(
        "A list selects among all variables.",
        f'{_SAVE}{_LOAD}    tf1.train.warm_start("old/model.ckpt", vars_to_warm_start=[".*"])\n{_SHOW}',
        prints="3.0",
    ),
    Example(
        "The variables are named.",
        f'{_SAVE}{_LOAD}    tf1.train.warm_start("old", ["bn/gamma", "bn/moving_mean"])\n{_SHOW}',
        prints="3.0",
    ),
    Example(
        "All variables are trained; the step starts anew.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=3.0)
    sess.run(w.initializer)
    tf1.train.Saver().save(sess, "old/model.ckpt")

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    step = tf1.train.get_or_create_global_step()
    tf1.train.warm_start("old/model.ckpt")
    sess.run(tf1.global_variables_initializer())
    print(sess.run(w))
""",
        prints="3.0",
    ),
)

INVALID = (
    Example(
        "The default takes what is trained.",
        f'{_SAVE}{_LOAD}    tf1.train.warm_start("old/model.ckpt")\n{_SHOW}',
        prints="0.0",
        wanted="3.0",
    ),
    Example(
        "So does an expression for the scope.",
        f'{_SAVE}{_LOAD}    tf1.train.warm_start("old", vars_to_warm_start="bn/.*")\n{_SHOW}',
        prints="0.0",
        wanted="3.0",
    ),
    Example(
        "Averages of batch normalization.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1


def model():
    tf1.layers.batch_normalization(tf1.placeholder(tf.float32, [None, 2]), name="bn")
    return tf1.global_variables("bn/moving_mean")[0]


with tf.Graph().as_default(), tf1.Session() as sess:
    sess.run(model().assign([3.0, 3.0]))
    sess.run(tf1.variables_initializer(tf1.trainable_variables() + tf1.global_variables("bn/moving_variance")))
    tf1.train.Saver().save(sess, "old/model.ckpt")

with tf.Graph().as_default(), tf1.Session() as sess:
    mean = model()
    tf1.train.warm_start("old/model.ckpt", ".*")
    sess.run(tf1.global_variables_initializer())
    print(sess.run(mean)[0])
""",
        prints="0.0",
        wanted="3.0",
        stacks=KERAS2,
    ),
)
