"""A checkpoint path may be None when it is restored.

## What it does

Reports a restore whose path comes from `latest_checkpoint` and was not tested against None on the way.

## Why it breaks a checkpoint

`tf.train.latest_checkpoint(directory)` returns None for an empty or missing folder, for a state file that points
elsewhere, and for a folder of `.h5` files. `tf.train.Checkpoint.restore(None)` and `read(None)` then do nothing,
without an error: training starts from scratch, and `expect_partial()` hides even that. `Saver.restore(sess, None)`
raises ValueError.

A folder that the program itself saved to before is left alone. A loop that resumes when it can and saves to the same
place later is meant to start fresh once: for the object-based API the finding is then for information. With a Saver
it stays a warning, since the first run raises.

## Use instead

Test the path and decide: raise when there must be a checkpoint, log and go on when there may be none.
`CheckpointManager.restore_or_initialize()` says the latter in one call.

## Fix safety

QF13 inserts a test that raises FileNotFoundError, or one that says that training starts from initial values. Both are
unsafe: it is a choice what a program does without a checkpoint.

## References

- [tf.train.latest_checkpoint](https://www.tensorflow.org/api_docs/python/tf/train/latest_checkpoint)
- [tf.train.CheckpointManager](https://www.tensorflow.org/api_docs/python/tf/train/CheckpointManager)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, reads_prefix, saved_earlier_there, saves_later_nearby
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore, Trace

_NOTICES = frozenset({"assert_consumed", "assert_existing_objects_matched", "assert_nontrivial_match", "run_restore_ops"})
"""Methods of the status that raise when nothing was restored."""
_MEANT = frozenset({"initialize_or_restore"})


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore that may get None and would not say so by itself."""
    for restore in context.trace.restores:
        nothing = restore.path.is_none or (restore.path.maybe_none and not saved_earlier_there(context.trace, restore))
        if nothing and reads_prefix(restore) and not _handled(restore):
            yield Finding(
                RULE.code, RULE.name, _severity(context.trace, restore), Certainty.WILL if restore.path.is_none else Certainty.MAY,
                restore.path.location or restore.site.location, _message(restore), subject=restore.uid,
            )  # fmt: skip


def _handled(restore: Restore) -> bool:
    return restore.style == "object" and not (_NOTICES | _MEANT).isdisjoint(restore.status_calls)


def _severity(trace: Trace, restore: Restore) -> Severity:
    resumes = restore.style == "object" and saves_later_nearby(trace, restore)
    return Severity.INFORMATION if resumes else RULE.severity


def _message(restore: Restore) -> str:
    when = "the checkpoint path is None" if restore.path.is_none else "without a checkpoint in the folder this path is None"
    if restore.style == "name":
        return f"{when}: {call_name(restore)} will raise ValueError"
    return f"{when}: {call_name(restore)} will restore nothing and raise nothing"


RULE = Rule("CK217", "path-may-be-none", Severity.WARNING, check, ("QF13",))

VALID = (
    Example(
        "The path is tested.",
        """\
import tensorflow as tf

tf.train.Checkpoint(w=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
path = tf.train.latest_checkpoint("out")
if path is None:
    raise FileNotFoundError("no checkpoint in out")
tf.train.Checkpoint(w=w).restore(path).assert_existing_objects_matched()
print(w.numpy())
""",
        prints="3.0",
    ),
    Example(
        "An assertion on the result stops a restore of nothing.",
        """\
import tensorflow as tf

tf.train.Checkpoint(w=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
tf.train.Checkpoint(w=w).restore(tf.train.latest_checkpoint("out")).assert_consumed()
print(w.numpy())
""",
        prints="3.0",
    ),
    Example(
        "The manager decides between restoring and starting fresh.",
        """\
import tensorflow as tf

w = tf.Variable(3.0)
checkpoint = tf.train.Checkpoint(w=w)
manager = tf.train.CheckpointManager(checkpoint, "out", max_to_keep=2)
manager.restore_or_initialize()
print(manager.save())
""",
        prints="out/ckpt-1",
    ),
)

INVALID = (
    Example(
        "The folder's name is wrong, and the model keeps its initial values.",
        """\
import tensorflow as tf

tf.train.Checkpoint(w=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
tf.train.Checkpoint(w=w).restore(tf.train.latest_checkpoint("output"))
print(w.numpy())
""",
        prints="0.0",
        wanted="3.0",
    ),
    Example(
        "expect_partial() hides that nothing is restored.",
        """\
import tensorflow as tf

tf.train.Checkpoint(w=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
checkpoint = tf.train.Checkpoint(w=w)
path = tf.train.latest_checkpoint("output")
checkpoint.read(path).expect_partial()
print(w.numpy())
""",
        prints="0.0",
        wanted="3.0",
    ),
    Example(
        "A Saver raises.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

w = tf.Variable(0.0, name="w")
saver = tf1.train.Saver([w])
saver.restore(None, tf1.train.latest_checkpoint("output"))
""",
        raises="ValueError",
    ),
)
