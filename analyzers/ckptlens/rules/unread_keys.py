"""Keys of a checkpoint that nobody reads.

## What it does

Lists, for a restore whose file is known, the keys of the file that the program has nothing for: slots of an optimizer, averages, a head.
For information.

## Why it breaks a checkpoint

It does not, where the program needs less than the file has. It is worth a look where a part of the model is expected to be restored and is
not: its keys are among those that nobody reads.

## Use instead

`.expect_partial()` on the status of a restore says that less is wanted, and ends this message.

## Fix safety

There is no fix: nothing has to change.

## References

- [Training checkpoints](https://www.tensorflow.org/guide/checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.checks import is_counter, shown
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity
from ckptlens.tf_api.keras.key_styles import is_of_average, is_of_optimizer
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore, Trace


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore of all that the program has, which leaves keys of the file unread and is not said to be partial."""
    trace = context.trace
    for restore in trace.restores:
        keys = _unread(trace, restore)
        if keys:
            will = certainty_of(trace)
            message = f"nothing of the program takes {len(keys)} key{'' if len(keys) == 1 else 's'} of the checkpoint: {_grouped(keys)}"
            yield Finding(RULE.code, RULE.name, RULE.severity, will, restore.site.location, message, keys, subject=restore.uid)


def _unread(trace: Trace, restore: Restore) -> tuple[str, ...]:
    found, maker = restore.found, trace.maker(restore.maker)
    if found is None or found.raises is not None or found.left_at_init or restore.status_calls or restore.status_escapes:
        return ()
    chosen = maker is None or (isinstance(maker, SaverMade) and maker.explicit)
    return () if chosen else tuple(key for key in found.unused_keys if not is_counter((key,)) and not _waits(restore, key))


def _waits(restore: Restore, key: str) -> bool:
    """Whether a key is that of an optimizer in an object-based file: it may wait for the first training step, which makes the variable."""
    return restore.style == "object" and is_of_optimizer(key)


def _grouped(keys: tuple[str, ...]) -> str:
    """The keys by what they are."""
    average = tuple(key for key in keys if is_of_average(key))
    state = tuple(key for key in keys if is_of_optimizer(key) and key not in average)
    rest = tuple(key for key in keys if key not in state and key not in average)
    parts = [("of an optimizer", state), ("of averages", average), ("", rest)]
    return "; ".join(f"{shown(group)}{f' ({what})' if what else ''}" for what, group in parts if group)


RULE = Rule("CK602", "unread-keys", Severity.INFORMATION, check)
_SAVED = """\
import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable(3.0), head=tf.Variable(4.0)).write("./ckpt")
net = tf.Variable(0.0)
"""
_BY_NAME = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=1.0)
    train = tf1.train.AdamOptimizer().minimize(w * w)
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().save(sess, "./model")

"""


VALID = (
    Example(
        "All is read.",
        f"""{_SAVED}checkpoint = tf.train.Checkpoint(net=net, head=tf.Variable(0.0))
checkpoint.read("./ckpt")
print(float(checkpoint.head))
""",
        prints="4.0",
    ),
    Example(
        "The program says that it wants a part.",
        f"""{_SAVED}tf.train.Checkpoint(net=net).read("./ckpt").expect_partial()
print(float(net))
""",
        prints="3.0",
    ),
    Example(
        "A list of what is wanted.",
        f"""{_BY_NAME}w = tf.Variable(0.0, name="w")
tf1.train.Saver([w]).restore(None, "./model")
print(float(w))
""",
        prints="1.0",
    ),
)

INVALID = (
    Example(
        "The head is not read.",
        f"""{_SAVED}checkpoint = tf.train.Checkpoint(net=net)
checkpoint.read("./ckpt")
print(hasattr(checkpoint, "head"))
""",
        prints="False",
        wanted="True",
    ),
    Example(
        "The counter of steps.",
        """import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable(3.0), step=tf.Variable(7)).write("./ckpt")
checkpoint = tf.train.Checkpoint(net=tf.Variable(0.0))
checkpoint.read("./ckpt")
print(hasattr(checkpoint, "step"))
""",
        prints="False",
        wanted="True",
    ),
    Example(
        "Slots of an optimizer, in a graph that has none.",
        f"""{_BY_NAME}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    tf1.train.Saver().restore(sess, "./model")
    print(len(tf1.global_variables()))
""",
        prints="1",
        wanted="5",
    ),
)
