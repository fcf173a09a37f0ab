"""A way to restore that does not go with the way the checkpoint was saved.

## What it does

`Checkpoint.save` counts saves in a variable `save_counter` and `restore` wants it; `write` and `read` know nothing of it, nor does a file
of a `Saver`. Reports assertions, and restores in a graph, that fail for the counter alone.

## Why it breaks a checkpoint

All weights are there, and the program stops all the same: `assert_consumed` raises AssertionError, or the session raises NotFoundError.

## Use instead

| written by | restored by |
|---|---|
| `save` | `restore` |
| `write`, `save_weights`, `Saver` | `read` |

`assert_existing_objects_matched` does not mind a counter that only the file has.

## Fix safety

QF09 takes the other method. It is unsafe: with `read` the next `save` begins at number 1 again.

## References

- [tf.train.Checkpoint.read](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint#read)
- [tf.train.Checkpoint.restore](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint#restore)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import FailedCheck
from ckptlens.rules.checks import is_counter, of_counter_alone, related_to, restore_of
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity
from ckptlens.trace import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each assertion that fails for the counter alone, and each restore in a graph that misses nothing else."""
    certain = certainty_of(context.trace)
    for failed in context.trace.noted(FailedCheck):
        restore = restore_of(context.trace, failed.restore)
        if restore is not None and of_counter_alone(failed):
            if not failed.location.span.contains(restore.site.location.span.start):
                hint = f"{_why(failed)}, so that {failed.check} {certain} fail: {_other(restore)} goes with this checkpoint"
                yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, hint, subject=restore.uid)
            message = f"{failed.check} {certain} raise AssertionError: {_why(failed)}; {_other(restore)} goes with this checkpoint"
            related = related_to(context.trace, failed)
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, failed.location, message, related=related, subject=restore.uid)
    for restore in context.trace.restores:
        if _raises_in_graph(restore):
            message = (
                f"{call_name(restore)} {certain} raise NotFoundError where it is run: the checkpoint has no counter of saves;"
                f" {_other(restore)} goes with this checkpoint"
            )
            yield Finding(
                RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, ("save_counter",), subject=restore.uid
            )


def _why(failed: FailedCheck) -> str:
    return "the checkpoint has no counter of saves" if failed.left else "no object takes the checkpoint's counter of saves"


def _other(restore: Restore) -> str:
    return "restore()" if restore.api.endswith(".read") else "read()"


def _raises_in_graph(restore: Restore) -> bool:
    """Whether a name-based file is restored in a graph by running the restore: a Saver then reads all keys, the counter's too."""
    found = restore.found
    run = {"run_restore_ops", "initialize_or_restore"} & {*restore.status_calls}
    if restore.mode is not Mode.GRAPH or restore.style != "object" or not run or found is None or not found.by_name:
        return False
    return bool(found.left_at_init) and is_counter(found.left_at_init)


RULE = Rule("CK312", "save-counter-mismatch", Severity.WARNING, check, ("QF09",))

_OBJECTS = """\
import tensorflow as tf

saved, v = tf.train.Checkpoint(v=tf.Variable(1.0)), tf.Variable(0.0)
"""

VALID = (
    Example(
        "What was saved is restored.",
        f"""{_OBJECTS}tf.train.Checkpoint(v=v).restore(saved.save("ckpt")).assert_consumed()
print(v.numpy())
""",
        prints="1.0",
    ),
    Example(
        "What was written is read.",
        f"""{_OBJECTS}tf.train.Checkpoint(v=v).read(saved.write("ckpt")).assert_consumed()
print(v.numpy())
""",
        prints="1.0",
    ),
    Example(
        "An assertion that does not mind what only the file has.",
        f"""{_OBJECTS}tf.train.Checkpoint(v=v).read(saved.save("ckpt")).assert_existing_objects_matched()
print(v.numpy())
""",
        prints="1.0",
    ),
)

INVALID = (
    Example(
        "What was saved is read.",
        f"""{_OBJECTS}tf.train.Checkpoint(v=v).read(saved.save("ckpt")).assert_consumed()
""",
        raises="AssertionError",
    ),
    Example(
        "What was written is restored.",
        f"""{_OBJECTS}tf.train.Checkpoint(v=v).restore(saved.write("ckpt")).assert_consumed()
""",
        raises="AssertionError",
    ),
    Example(
        "A file of a Saver, and a root given by position.",
        """\
import tensorflow as tf


class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(1.0, name="w")


tf.compat.v1.train.Saver([Net().w]).save(None, "./model")
tf.train.Checkpoint(Net()).restore("./model").assert_consumed()
""",
        raises="AssertionError",
    ),
    Example(
        "A file of a Saver, restored in a graph.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

tf1.train.Saver([tf.Variable(1.0, name="w")]).save(None, "./model")
with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0, use_resource=True)
    tf.train.Checkpoint(w=w).restore("./model").run_restore_ops()
""",
        raises="NotFoundError",
    ),
)
