"""A new Checkpoint for each save.

## What it does

Reports `tf.train.Checkpoint(...).save(prefix)` and managers of new Checkpoints that write the same file again and again, because the
object is made anew each time.

## Why it breaks a checkpoint

The number in the name of the file is the counter of saves of the object. A new object counts from one: every save is `prefix-1` and
overwrites the one before, and there is one checkpoint instead of many.

## Use instead

One `tf.train.Checkpoint`, made before the loop; with `tf.train.CheckpointManager(checkpoint, folder, max_to_keep=5)` old files
are deleted as a `Saver` does it.

## Fix safety

QF16 makes the Checkpoint before the loop. It is unsafe: the files get other numbers.

## References

- [tf.train.Checkpoint.save](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint#save)
- [tf.train.CheckpointManager](https://www.tensorflow.org/api_docs/python/tf/train/CheckpointManager)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import Collided, Collision
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Certainty, Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each call that saves with another object each time and under the same number."""
    trace = context.trace
    for note in trace.noted(Collided):
        if note.what is not Collision.FILE or not note.numbered or note.site.location != note.earlier.location:
            continue
        certain = Certainty.MAY if note.when else certainty_of(trace)
        message = f"each save {certain} overwrite '{note.path}': the Checkpoint is made anew each time, and its counter starts again"
        maker = trace.maker(note.makers[1])
        related = (Related(maker.site.location, "the Checkpoint is made here"),) if maker is not None else ()
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, note.site.location, message, (note.path,), related, note.makers[1])


RULE = Rule("CK222", "checkpoint-per-save", Severity.ERROR, check, ("QF16",))
_START = """\
import os

import tensorflow as tf

w = tf.Variable(1.0)
"""
_FILES = """\
print(sorted(name for name in os.listdir("out") if name.endswith(".index")))
"""


VALID = (
    Example(
        "One Checkpoint for all saves.",
        f"""{_START}checkpoint = tf.train.Checkpoint(w=w)
for step in range(3):
    checkpoint.save("out/ckpt")
{_FILES}""",
        prints="['ckpt-1.index', 'ckpt-2.index', 'ckpt-3.index']",
    ),
    Example(
        "Each save has a prefix of its own.",
        f"""{_START}for step in range(3):
    tf.train.Checkpoint(w=w).save(f"out/step{{step}}")
{_FILES}""",
        prints="['step0-1.index', 'step1-1.index', 'step2-1.index']",
    ),
    Example(
        "To overwrite one file is what write() is for.",
        f"""{_START}for step in range(3):
    tf.train.Checkpoint(w=w).write("out/newest")
{_FILES}""",
        prints="['newest.index']",
    ),
)

INVALID = (
    Example(
        "In a loop.",
        f"""{_START}for step in range(3):
    tf.train.Checkpoint(w=w).save("out/ckpt")
{_FILES}""",
        prints="['ckpt-1.index']",
        wanted="['ckpt-1.index', 'ckpt-2.index', 'ckpt-3.index']",
    ),
    Example(
        "In a function that is called for each save.",
        f"""{_START}def save():
    checkpoint = tf.train.Checkpoint(w=w)
    return checkpoint.save("out/ckpt")


for step in range(300):
    w.assign_add(1.0)
    if step % 100 == 99:
        save()
{_FILES}""",
        prints="['ckpt-1.index']",
        wanted="['ckpt-1.index', 'ckpt-2.index', 'ckpt-3.index']",
    ),
    Example(
        "A manager does not help when its Checkpoint is new.",
        f"""{_START}for step in range(3):
    manager = tf.train.CheckpointManager(tf.train.Checkpoint(w=w), "out", max_to_keep=5)
    manager.save()
{_FILES}""",
        prints="['ckpt-1.index']",
        wanted="['ckpt-1.index', 'ckpt-2.index', 'ckpt-3.index']",
    ),
)
