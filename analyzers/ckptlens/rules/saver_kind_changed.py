"""Another kind of saver in a folder that was trained in before.

## What it does

Reports a `MonitoredTrainingSession` that saves with a `tf.train.Checkpoint` into a folder whose newest checkpoint a `Saver` wrote, and one
that saves with a `Saver` where a Checkpoint wrote.

## Why it breaks a checkpoint

The session resumes from the newest checkpoint of its folder. A name-based file lacks the counter of saves that a Checkpoint asks for: the
session raises NotFoundError before the first step. For an object-based file a Saver has to make new ops, and the graph of the session is
finalized: RuntimeError.

## Use instead

A new folder, and `warm_start_from` the old one: that works from checkpoints of both kinds, and starts at step 0.

## Fix safety

QF18 has a `MonitoredTrainingSession` start from the old folder's values, and leaves a name for the new folder to fill in: other
programs may know the folder.

## References

- [Migrating model checkpoints](https://www.tensorflow.org/guide/migrate/migrating_checkpoints)
- [tf.compat.v1.train.MonitoredTrainingSession](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/MonitoredTrainingSession)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import OtherKind
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each session that resumes from a checkpoint of the other kind."""
    for note in context.trace.noted(OtherKind):
        certain, maker = certainty_of(context.trace), context.trace.maker(note.maker)
        kind, saver = ("name-based", "a Checkpoint") if note.by_name else ("object-based", "a Saver")
        message = f"this session {certain} raise {note.error}: the newest checkpoint of its folder is {kind}, and it saves with {saver}"
        related = (Related(maker.site.location, "its saver is made here"),) if maker is not None else ()
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, note.site.location, message, related=related, subject=note.uid)


RULE = Rule("CK503", "saver-kind-changed", Severity.ERROR, check, ("QF18",))
_RUN = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1


def run(folder, make_saver=None):
    with tf.Graph().as_default():
        w = tf1.get_variable("w", initializer=1.0)
        step = tf1.train.get_or_create_global_step()
        train = tf.group(step.assign_add(1), w.assign_add(1.0))
        scaffold = tf1.train.Scaffold(saver=make_saver(w, step)) if make_saver else None
        with tf1.train.MonitoredTrainingSession(checkpoint_dir=folder, save_checkpoint_steps=1, scaffold=scaffold) as sess:
            sess.run(train)
            return float(sess.run(w))


run("old")
"""


VALID = (
    Example(
        "The same kind again.",
        f"""{_RUN}print(run("old"))
""",
        prints="3.0",
    ),
    Example(
        "A new folder.",
        f"""{_RUN}print(run("new", lambda w, step: tf.train.Checkpoint(w=w, global_step=step)))
""",
        prints="2.0",
    ),
    Example(
        "Again with a Checkpoint.",
        f"""{_RUN}for _ in range(2):
    value = run("new", lambda w, step: tf.train.Checkpoint(w=w, global_step=step))
print(value)
""",
        prints="3.0",
    ),
)

INVALID = (
    Example(
        "From a Saver to a Checkpoint.",
        f"""{_RUN}run("old", lambda w, step: tf.train.Checkpoint(w=w, global_step=step))
""",
        raises="NotFoundError",
    ),
    Example(
        "From a Checkpoint to a Saver.",
        f"""{_RUN}run("new", lambda w, step: tf.train.Checkpoint(w=w, global_step=step))
run("new")
""",
        raises="RuntimeError",
    ),
    Example(
        "Names as keys do not help.",
        f"""{_RUN}run("old", lambda w, step: tf.train.Checkpoint(var_list={{v.op.name: v for v in tf1.global_variables()}}))
""",
        raises="NotFoundError",
    ),
    Example(
        "A folder that a Saver of the program wrote.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default():
    w = tf1.get_variable("w", initializer=1.0)
    step = tf1.train.get_or_create_global_step()
    saver = tf1.train.Saver()
    with tf1.Session() as sess:
        sess.run(tf1.global_variables_initializer())
        saver.save(sess, "./old/model.ckpt", global_step=step)
    scaffold = tf1.train.Scaffold(saver=tf.train.Checkpoint(w=w, step=step))
    with tf1.train.MonitoredTrainingSession(checkpoint_dir="old", scaffold=scaffold) as sess:
        sess.run(w)
""",
        raises="NotFoundError",
    ),
)
