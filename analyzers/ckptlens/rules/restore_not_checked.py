"""An object-based restore whose result nobody looks at.

## What it does

Reports `tf.train.Checkpoint.restore` and `read` whose returned status is thrown away, or never asked whether values
were found.

## Why it breaks a checkpoint

Matching follows the structure of the objects. A renamed attribute or keyword, `Checkpoint(m)` against
`Checkpoint(model=m)`, a layer more: what does not match stays at its initial value, and no exception says so. The
only trace is a log line when the status is deleted. `assert_nontrivial_match()` passes as soon as anything matches,
the save counter included; `expect_partial()` passes always, and mutes the log line.

A restore that says `expect_partial()` or asks for a nontrivial match shows some intent, and so does a loop that
resumes from its own latest checkpoint: there the finding is for information. A name-based file that the program itself
wrote is left alone in graph mode, where a missing key raises NotFoundError and the assertions fail for any such file.

## Use instead

`.assert_existing_objects_matched()`: every variable of the program got a value; more keys in the file are fine.
`.assert_consumed()`: moreover everything in the file was used.

## Fix safety

QF08 appends one of the two, or documents that a part is meant. It is unsafe: an assertion can stop a program that
runs today.

## References

- [Training checkpoints](https://www.tensorflow.org/guide/checkpoint)
- [tf.train.Checkpoint.restore](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint#restore)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, reads_prefix, saves_later_nearby
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity
from ckptlens.trace import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore, Trace

_CHECKS = frozenset({"assert_consumed", "assert_existing_objects_matched"})
_INTENT = frozenset({"expect_partial", "assert_nontrivial_match", "initialize_or_restore"})


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each object-based restore that nothing checks."""
    for restore in context.trace.restores:
        if restore.style == "object" and reads_prefix(restore) and is_unchecked(context.trace, restore):
            yield Finding(
                RULE.code, RULE.name, _severity(context.trace, restore), Certainty.MAY, restore.site.location,
                _message(restore), subject=restore.uid,
            )  # fmt: skip


def is_unchecked(trace: Trace, restore: Restore) -> bool:
    """Whether no later code can learn from the status that values were missing. A restore that is known to raise has no status."""
    if restore.found is not None and restore.found.raises is not None:
        return False
    asked = restore.status_escapes or not _CHECKS.isdisjoint(restore.status_calls)
    return not asked and not restore.path.is_none and not _reads_names_in_a_graph(trace, restore)


def _reads_names_in_a_graph(trace: Trace, restore: Restore) -> bool:
    """Restore operations of a graph for a name-based file are a Saver's: a missing key raises NotFoundError, and every assertion fails."""
    written = {save.path.text for save in trace.saves if save.style == "name" and save.uid < restore.uid}
    return restore.mode is Mode.GRAPH and restore.path.text is not None and restore.path.text in written


def _severity(trace: Trace, restore: Restore) -> Severity:
    resumes = restore.path.maybe_none and saves_later_nearby(trace, restore)
    return Severity.INFORMATION if resumes or not _INTENT.isdisjoint(restore.status_calls) else RULE.severity


def _message(restore: Restore) -> str:
    call = call_name(restore)
    muted = " (expect_partial() passes even when nothing matches)" if "expect_partial" in restore.status_calls else ""
    return (
        f"the result of {call} is not checked: variables that the checkpoint lacks may stay at their initial values without an error{muted}"
    )


RULE = Rule("CK303", "restore-not-checked", Severity.WARNING, check, ("QF08",))

VALID = (
    Example(
        "The result is asserted.",
        """\
import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
tf.train.Checkpoint(net=w).restore("out/ckpt-1").assert_consumed()
print(w.numpy())
""",
        prints="3.0",
    ),
    Example(
        "The status is kept and asserted later.",
        """\
import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable(3.0), head=tf.Variable(4.0)).write("out/ckpt")
w = tf.Variable(0.0)
status = tf.train.Checkpoint(net=w).read("out/ckpt")
status.assert_existing_objects_matched()
print(w.numpy())
""",
        prints="3.0",
    ),
    Example(
        "The status is given back to the caller.",
        """\
import tensorflow as tf


def load(path, **objects):
    return tf.train.Checkpoint(**objects).restore(path)


tf.train.Checkpoint(net=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
load("out/ckpt-1", net=w).assert_consumed()
print(w.numpy())
""",
        prints="3.0",
    ),
)

INVALID = (
    Example(
        "The keyword was renamed, and nothing is restored.",
        """\
import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
tf.train.Checkpoint(model=w).restore("out/ckpt-1")
print(w.numpy())
""",
        prints="0.0",
        wanted="3.0",
    ),
    Example(
        "Saved as the root, restored under a keyword.",
        """\
import tensorflow as tf

saved = tf.Module()
saved.w = tf.Variable(3.0)
tf.train.Checkpoint(saved).save("out/ckpt")
net = tf.Module()
net.w = tf.Variable(0.0)
status = tf.train.Checkpoint(net=net).restore("out/ckpt-1")
print(net.w.numpy())
""",
        prints="0.0",
        wanted="3.0",
    ),
    Example(
        "expect_partial() hides a full mismatch: for information, since it shows intent.",
        """\
import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
tf.train.Checkpoint(model=w).restore("out/ckpt-1").expect_partial()
print(w.numpy())
""",
        prints="0.0",
        wanted="3.0",
        severity=Severity.INFORMATION,
    ),
    Example(
        "In graph mode, too, the restore operations say nothing of what they do not restore.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

tf.train.Checkpoint(net=tf.Variable(3.0)).save("out/ckpt")
with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    sess.run(w.initializer)
    tf.train.Checkpoint(model=w).restore("out/ckpt-1").run_restore_ops(sess)
    print(sess.run(w))
""",
        prints="0.0",
        wanted="3.0",
    ),
)
