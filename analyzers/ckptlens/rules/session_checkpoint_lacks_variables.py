"""A Checkpoint that a session saves with, without all of the graph's variables.

## What it does

Reports a `tf.train.Checkpoint` given as `Scaffold(saver=...)` to a `MonitoredTrainingSession` with a folder or to an
Estimator, which lacks a variable of the graph: most often `global_step`. Also one of `tf.compat.v1.train.Checkpoint`,
which no session takes.

## Why it breaks a checkpoint

The first run trains and saves. The second one restores what the file holds, does not run the initializers, and raises
RuntimeError "Variables not initialized: global_step". The v1 class raises AttributeError at once: it has no `build`.

## Use instead

`tf.train.Checkpoint(var_list={v.op.name: v for v in tf.compat.v1.global_variables()})`, built after the training
operation, so that it holds the slots of the optimizer as well.

## Fix safety

QF18 gives the Checkpoint all variables under their names. It is unsafe: the keys change, and a folder that was written
before cannot be resumed. Start in a new folder, with `warm_start_from` the old one.

## References

- [Migrating model checkpoints](https://www.tensorflow.org/guide/migrate/migrating_checkpoints)
- [tf.compat.v1.train.Scaffold](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Scaffold)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import SessionSaver
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Certainty, Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.text import Location

_SHOWN = 3


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each Checkpoint with which a session starts once, and does not resume."""
    for note in context.trace.noted(SessionSaver):
        maker = context.trace.maker(note.maker)
        if note.refused:
            message = (
                "a session will raise AttributeError: tf.compat.v1.train.Checkpoint has no 'build', give its Scaffold a tf.train.Checkpoint"
            )
            made = (Related(maker.site.location, "the Checkpoint is made here"),) if maker is not None else ()
            yield Finding(
                RULE.code, RULE.name, RULE.severity, Certainty.WILL, note.site.location, message, related=made, subject=note.uid
            )  # fmt: skip
        elif maker is not None and note.missing:
            yield _finding(context, note, maker.site.location)


def _finding(context: RuleContext, note: SessionSaver, where: Location) -> Finding:
    missing = [context.trace.variable(uid) for uid in note.missing]
    sure = certainty_of(context.trace) if not any(v.when for v in missing) else Certainty.MAY
    shown = ", ".join(f"'{v.name}'" for v in missing[:_SHOWN]) + (", ..." if len(missing) > _SHOWN else "")
    return Finding(
        RULE.code, RULE.name, RULE.severity, sure, where,
        f"this Checkpoint lacks {shown}: a session that resumes from it {sure} raise RuntimeError 'Variables not initialized'",
        keys=tuple(str(v.name) for v in missing),
        related=(*(Related(v.location, f"'{v.name}' is created here") for v in missing[:_SHOWN]),
                 Related(note.site.location, "the session saves with it here")),
        subject=note.uid,
    )  # fmt: skip


RULE = Rule("CK502", "session-checkpoint-lacks-variables", Severity.ERROR, check, ("QF18",))

_TRAIN = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1


def train():
    with tf.Graph().as_default():
        w = tf1.get_variable("w", initializer=1.0)
        step = tf1.train.get_or_create_global_step()
        train_op = tf.group(w.assign_add(1.0), step.assign_add(1))
        scaffold = tf1.train.Scaffold(saver={saver})
        with tf1.train.MonitoredTrainingSession(checkpoint_dir={folder}, scaffold=scaffold, save_checkpoint_steps=1) as sess:
            sess.run(train_op)
            return sess.run(step)


train()
print(train())
"""

VALID = (
    Example(
        "All variables under their names.",
        _TRAIN.format(saver="tf.train.Checkpoint(var_list={v.op.name: v for v in tf1.global_variables()})", folder='"run"'),
        prints="2",
    ),
    Example("The variables and the step.", _TRAIN.format(saver="tf.train.Checkpoint(w=w, step=step)", folder='"run"'), prints="2"),
    Example("Without a folder nothing is resumed.", _TRAIN.format(saver="tf.train.Checkpoint(w=w)", folder="None"), prints="1"),
)

INVALID = (
    Example(
        "The step is forgotten.",
        _TRAIN.format(saver="tf.train.Checkpoint(w=w)", folder='"run"'),
        raises="RuntimeError",
    ),
    Example(
        "Only what is trained.",
        _TRAIN.format(saver="tf.train.Checkpoint(var_list={v.op.name: v for v in tf1.trainable_variables()})", folder='"run"'),
        raises="RuntimeError",
    ),
    Example(
        "No session takes the v1 class.",
        _TRAIN.format(saver="tf1.train.Checkpoint(w=w, step=step)", folder='"run"'),
        raises="AttributeError",
    ),
)
