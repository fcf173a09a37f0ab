"""Checkpoints in a loop without a manager.

## What it does

Reports `tf.train.Checkpoint.save` that runs again and again with one object, without a `tf.train.CheckpointManager`.

## Why it breaks a checkpoint

A `Saver` keeps the last five files, a Checkpoint keeps all: a long training fills the disk, and the save that finds no space fails. The
number in the name is the counter of saves, not the step of a training.

## Use instead

`manager = tf.train.CheckpointManager(checkpoint, folder, max_to_keep=5)`, and `manager.save(checkpoint_number=step)` for names that
tell the step.

## Fix safety

There is no fix: how many to keep is not in the code.

## References

- [tf.train.CheckpointManager](https://www.tensorflow.org/api_docs/python/tf/train/CheckpointManager)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity
from ckptlens.template import Hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.template import Template


_KEPT = 5


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each save of one Checkpoint that runs more often than a Saver keeps files."""
    for save in context.trace.saves:
        often = save.times is None or save.times > _KEPT
        if often and save.api.endswith(".Checkpoint.save") and not _is_temporary(save.path.text):
            message = f"this saves in a loop and keeps every file, where a Saver keeps {_KEPT}: a CheckpointManager deletes old ones"
            yield Finding(RULE.code, RULE.name, RULE.severity, Certainty.WILL, save.site.location, message, subject=save.uid)


def _is_temporary(path: Template | None) -> bool:
    """Whether the folder is one that the program asked `tempfile` for."""
    first = path.parts[0] if path is not None and path.parts else None
    return isinstance(first, Hole) and first.name.startswith("tempfile.")


RULE = Rule("CK220", "checkpoints-not-rotated", Severity.WARNING, check)
_START = """\
import os

import tensorflow as tf

w = tf.Variable(1.0)
checkpoint = tf.train.Checkpoint(w=w)
"""
_FILES = """\
print(len([name for name in os.listdir("out") if name.endswith(".index")]))
"""


VALID = (
    Example(
        "A manager deletes old files.",
        f"""{_START}manager = tf.train.CheckpointManager(checkpoint, "out", max_to_keep=5)
for step in range(7):
    manager.save(checkpoint_number=step)
{_FILES}""",
        prints="5",
    ),
    Example(
        "One save after the loop.",
        f"""{_START}for step in range(7):
    w.assign_add(1.0)
checkpoint.save("out/ckpt")
{_FILES}""",
        prints="1",
    ),
    Example(
        "A temporary folder that the program deletes.",
        f"""import shutil
import tempfile
{_START}for step in range(7):
    folder = tempfile.mkdtemp()
    checkpoint.save(os.path.join(folder, "ckpt"))
    shutil.rmtree(folder)
os.makedirs("out")
{_FILES}""",
        prints="0",
    ),
    Example(
        "One file that is overwritten.",
        f"""{_START}for step in range(7):
    checkpoint.write("out/newest")
{_FILES}""",
        prints="1",
    ),
)

INVALID = (
    Example(
        "In a loop.",
        f"""{_START}for step in range(7):
    checkpoint.save("out/ckpt")
{_FILES}""",
        prints="7",
        wanted="5",
    ),
    Example(
        "Every hundredth step.",
        f"""{_START}for step in range(1, 701):
    w.assign_add(1.0)
    if step % 100 == 0:
        checkpoint.save("out/ckpt")
{_FILES}""",
        prints="7",
        wanted="5",
    ),
    Example(
        "In a function that is called in a loop.",
        f"""{_START}def save():
    checkpoint.save(file_prefix="out/ckpt")


while w < 8.0:
    w.assign_add(1.0)
    save()
{_FILES}""",
        prints="7",
        wanted="5",
    ),
)
