"""Two writers share a file or a folder of checkpoints.

## What it does

Reports a save that overwrites a checkpoint of another Saver, Checkpoint or manager, and a name-based and an object-based writer in one
folder, which share its state file.

## Why it breaks a checkpoint

The later writer replaces the file of the earlier one: with a `Saver` and a `Checkpoint` the names become object keys. In one folder
the file `checkpoint` names the newest of both: `latest_checkpoint` gives whichever wrote last, and each restores the keys of the other.

## Use instead

A folder for each: `out/tf1` and `out/tf2`. Another `checkpoint_name` alone does not help, since the state file is that of the folder.

## Fix safety

There is no fix: paths are known to other programs too.

## References

- [tf.train.latest_checkpoint](https://www.tensorflow.org/api_docs/python/tf/train/latest_checkpoint)
- [Migrating model checkpoints](https://www.tensorflow.org/guide/migrate/migrating_checkpoints)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import Collided, Collision
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Certainty, Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


_KINDS = {"name": "a name-based checkpoint", "object": "an object-based checkpoint"}


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each save that writes over another one's file, or beside one of the other kind."""
    trace = context.trace
    notes = [n for n in trace.noted(Collided) if n.site.location != n.earlier.location]
    over = {n.site.location for n in notes if n.what is Collision.FILE}
    for note in notes:
        if note.what is Collision.FOLDER and note.site.location in over:
            continue
        certain = Certainty.MAY if note.when else certainty_of(trace)
        related = (Related(note.earlier.location, "the other one is saved here"),)
        severity = RULE.severity if note.what is Collision.FOLDER or not _changes_keys(note) else Severity.ERROR
        yield Finding(RULE.code, RULE.name, severity, certain, note.site.location, _message(note, certain), (note.path,), related)


def _changes_keys(note: Collided) -> bool:
    return note.styles[0] != note.styles[1]


def _message(note: Collided, will: str) -> str:
    earlier, later = (_KINDS[style] for style in note.styles)
    if note.what is Collision.FILE:
        return f"this {will} overwrite '{note.path}', {earlier} that is saved before, with {later}"
    here = "this folder" if note.path == "." else f"'{note.path}'"
    return f"this saves {later} into {here}, which has {earlier}: latest_checkpoint {will} give whichever is written last"


RULE = Rule("CK223", "two-writers", Severity.WARNING, check)
_START = """\
import tensorflow as tf

w = tf.Variable(1.0, name="w")
saver, checkpoint = tf.compat.v1.train.Saver([w]), tf.train.Checkpoint(model=w)
"""


VALID = (
    Example(
        "A folder for each.",
        f"""{_START}saver.save(None, "./tf1/model")
checkpoint.save("./tf2/model")
print(tf.train.latest_checkpoint("tf1"), tf.train.latest_checkpoint("tf2"))
""",
        prints="tf1/model tf2/model-1",
    ),
    Example(
        "write() leaves the state file alone.",
        f"""{_START}saver.save(None, "./out/model")
checkpoint.write("./out/objects")
print(tf.train.latest_checkpoint("out"))
""",
        prints="out/model",
    ),
    Example(
        "Two Savers under two names.",
        f"""{_START}saver.save(None, "./out/model")
tf.compat.v1.train.Saver([w]).save(None, "./out/best")
print(tf.train.latest_checkpoint("out"))
""",
        prints="out/best",
    ),
)

INVALID = (
    Example(
        "The names are gone.",
        f"""{_START}saver.save(None, "./out/model-1")
checkpoint.save("./out/model")
print(tf.train.list_variables("out/model-1")[1][0])
""",
        prints="model/.ATTRIBUTES/VARIABLE_VALUE",
        wanted="w",
        severity=Severity.ERROR,
    ),
    Example(
        "The newest checkpoint of the folder is one of the other kind.",
        f"""{_START}saver.save(None, "./out/model")
checkpoint.save("./out/ckpt")
w.assign(0.0)
saver.restore(None, "./out/model")
print(tf.train.latest_checkpoint("out"))
""",
        prints="out/ckpt-1",
        wanted="out/model",
    ),
    Example(
        "Two managers with one folder and one name.",
        f"""{_START}tf.train.CheckpointManager(checkpoint, "out", max_to_keep=3).save()
head = tf.train.Checkpoint(head=tf.Variable(2.0))
tf.train.CheckpointManager(head, "out", max_to_keep=3).save()
print(tf.train.list_variables("out/ckpt-1")[1][0])
""",
        prints="head/.ATTRIBUTES/VARIABLE_VALUE",
        wanted="model/.ATTRIBUTES/VARIABLE_VALUE",
    ),
)
