"""A Saver of all variables restores a file of another program.

## What it does

Reports the restore of a `Saver()` in a program that trains and saves elsewhere: the Saver asks for slots of the optimizer, moving averages
and the global step, and the file is not one that this program wrote.

## Why it breaks a checkpoint

A `Saver` that misses one key raises NotFoundError and restores none. A published or pre-trained checkpoint mostly has the weights
alone, or the slots of another optimizer.

## Use instead

A second Saver for the restore, of what the file has: `Saver([v for v in global_variables() if v.op.name in keys])` with the keys of
`tf.train.list_variables(path)`, or a list of the weights, made before the optimizer.

## Fix safety

There is no fix yet: what the file has is not in the code.

## References

- [tf.compat.v1.train.Saver](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.checks import shown
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import saves_into_folder_of
from ckptlens.rules.model import Certainty, Finding, Related, Rule, RuleContext, Severity
from ckptlens.trace import Mode, SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore, Trace, Variable


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore of slots and averages from a file that is not known, in a program that saves into another folder."""
    trace = context.trace
    for restore in trace.restores:
        maker = trace.maker(restore.maker)
        if not isinstance(maker, SaverMade) or maker.explicit or maker.mode is not Mode.GRAPH or not is_from_elsewhere(trace, restore):
            continue
        state = _training_state(trace, restore)
        if state:
            names = tuple(str(v.name) for v in state)
            message = (
                f"this Saver asks for {shown(names)} too, which a checkpoint of another program may lack: "
                "then it restores nothing and raises NotFoundError"
            )
            related = (Related(maker.site.location, "the Saver of all variables is made here"),)
            yield Finding(RULE.code, RULE.name, RULE.severity, Certainty.MAY, restore.site.location, message, names, related, maker.uid)


def is_from_elsewhere(trace: Trace, restore: Restore) -> bool:
    """Whether a literal path of a file that is not known is restored by a program that saves into other folders only."""
    known = restore.found is not None or restore.path.text is None or restore.path.text.literal is None
    return not known and any(save.uid > restore.uid for save in trace.saves) and not saves_into_folder_of(trace, restore)


def _training_state(trace: Trace, restore: Restore) -> list[Variable]:
    held = [trace.variable(item.variable) for item in restore.items if item.variable is not None]
    return [v for v in held if v.kind in ("slot", "average")]


RULE = Rule("CK208", "saver-wants-training-state", Severity.WARNING, check)
_COPIED = """\
import shutil

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.get_variable("w", initializer=5.0)
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./base/model")
shutil.copytree("base", "pretrained")

"""
_TRAIN = """\
w = tf.get_variable("w", initializer=0.0)
train = tf.train.MomentumOptimizer(0.1, 0.9).minimize(w * w)
"""
_RUN = """\
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    restorer.restore(sess, "./pretrained/model")
    print(float(sess.run(w)))
    sess.run(train)
    saver.save(sess, "./out/model")
"""


VALID = (
    Example(
        "A list of the weights for the restore.",
        f"""{_COPIED}{_TRAIN}saver, restorer = tf.train.Saver(), tf.train.Saver([w])
{_RUN}""",
        prints="5.0",
    ),
    Example(
        "A Saver that is made before the optimizer.",
        f"""{_COPIED}{_TRAIN.replace("train =", "restorer = tf.train.Saver()" + chr(10) + "train =")}saver = tf.train.Saver()
{_RUN}""",
        prints="5.0",
    ),
    Example(
        "A training that resumes from its own folder.",
        f"""{_COPIED}{_TRAIN}saver = restorer = tf.train.Saver()
{_RUN.replace('    restorer.restore(sess, "./pretrained/model")' + chr(10), "")}"""
        """    saver.save(sess, "./out/model-1")
    saver.restore(sess, "./out/model-1")
    print(float(sess.run(w)))
""",
        prints="0.0",
    ),
)

INVALID = (
    Example(
        "The slots of the optimizer.",
        f"""{_COPIED}{_TRAIN}saver = restorer = tf.train.Saver()
{_RUN}""",
        raises="NotFoundError",
    ),
    Example(
        "Moving averages.",
        f"""{_COPIED}w = tf.get_variable("w", initializer=0.0)
train = tf.train.ExponentialMovingAverage(0.9).apply([w])
saver = restorer = tf.train.Saver(max_to_keep=3)
{_RUN}""",
        raises="NotFoundError",
    ),
    Example(
        "Two Savers of everything.",
        f"""{_COPIED}{_TRAIN}saver, restorer = tf.train.Saver(), tf.train.Saver()
{_RUN}""",
        raises="NotFoundError",
    ),
)
