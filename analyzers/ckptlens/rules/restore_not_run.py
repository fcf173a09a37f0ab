"""A restore in a graph that is never run.

## What it does

Reports `Checkpoint.restore` and `read` in graph mode whose status is not used to run the restore.

## Why it breaks a checkpoint

In a graph the call only adds ops. The variables keep what their initializers give, even where `assert_consumed()` passes.

## Use instead

`checkpoint.restore(path).run_restore_ops()` in the session, or `initialize_or_restore(sess)`, which also initializes what the file lacks.

## Fix safety

QF10 appends `run_restore_ops()`, for the default session. It is unsafe: the program gets other values.

## References

- [tf.train.Checkpoint.restore](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint#restore)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity
from ckptlens.trace import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore


_RUN = frozenset({"run_restore_ops", "initialize_or_restore"})


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore in a graph whose status is not run."""
    for restore in context.trace.restores:
        if _is_left(restore):
            certain = certainty_of(context.trace)
            message = f"{call_name(restore)} {certain} restore nothing in a graph until its status is run: append .run_restore_ops()"
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, subject=restore.uid)


def _is_left(restore: Restore) -> bool:
    in_graph = (
        restore.mode is Mode.GRAPH and restore.style == "object" and restore.api.endswith((".Checkpoint.restore", ".Checkpoint.read"))
    )
    return in_graph and not restore.status_escapes and not _RUN & {*restore.status_calls} and not restore.path.is_none


RULE = Rule("CK309", "restore-not-run", Severity.WARNING, check, ("QF10",))
_SAVED = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

path = tf.train.Checkpoint(w=tf.Variable(1.0)).save("./ckpt")
"""


VALID = (
    Example(
        "The restore is run.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0, use_resource=True)
    sess.run(w.initializer)
    tf.train.Checkpoint(w=w).restore(path).run_restore_ops()
    print(float(sess.run(w)))
""",
        prints="1.0",
    ),
    Example(
        "The status is kept, and run later.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0, use_resource=True)
    status = tf.train.Checkpoint(w=w).restore(path)
    status.initialize_or_restore(sess)
    print(float(sess.run(w)))
""",
        prints="1.0",
    ),
    Example(
        "In eager mode a restore is done at once.",
        f"""{_SAVED}w = tf.Variable(0.0)
tf.train.Checkpoint(w=w).restore(path)
print(w.numpy())
""",
        prints="1.0",
    ),
)

INVALID = (
    Example(
        "The status is thrown away.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0, use_resource=True)
    sess.run(w.initializer)
    tf.train.Checkpoint(w=w).restore(path)
    print(float(sess.run(w)))
""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "It is checked, but not run.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0, use_resource=True)
    sess.run(w.initializer)
    tf.train.Checkpoint(w=w).restore(path).assert_existing_objects_matched()
    print(float(sess.run(w)))
""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "The program has no eager mode.",
        """import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
w = tf.get_variable("w", initializer=1.0, use_resource=True)
checkpoint = tf.train.Checkpoint(w=w)
with tf.Session() as sess:
    sess.run(w.initializer)
    path = checkpoint.save("./ckpt", session=sess)
    sess.run(w.assign(0.0))
    checkpoint.restore(path)
    print(float(sess.run(w)))
""",
        prints="0.0",
        wanted="1.0",
    ),
)
