"""A path that names a file or a folder where TensorFlow wants a checkpoint prefix.

## What it does

Reports a restore from a path that ends in `.index`, `.meta`, `.data-00000-of-00001` or `/checkpoint`, or that is a
folder.

## Why it breaks a checkpoint

A checkpoint `out/model.ckpt-100` is a *prefix*: the files are `out/model.ckpt-100.index` and
`out/model.ckpt-100.data-...`, and no file has the prefix itself as its name. A Saver raises NotFoundError or
DataLossError for any other path. `tf.train.Checkpoint.restore("x.index")` succeeds and restores nothing.

Prefixes that really end so are left alone: when a checkpoint of that name exists, or the program saves one. So is the
folder of a SavedModel.

## Use instead

The prefix, or `tf.train.latest_checkpoint(folder)` for the newest one in a folder.

## Fix safety

QF14 cuts the suffix from a literal path. It is safe: the code restores nothing today. There is no fix for a folder.

## References

- [Training checkpoints](https://www.tensorflow.org/guide/checkpoint)
- [tf.train.Checkpoint](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, reads_prefix
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.program.sources import SourceProvider
    from ckptlens.trace import PathArgument, Restore

_FILE_OF_A_CHECKPOINT = re.compile(r"\.(?:index|meta|data-\d{5}-of-\d{5})$")
_STATE_FILE = re.compile(r"(?:^|[/\\])checkpoint$")
_SHOWS_NOTHING = ".index"


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore from a path that is known not to be a prefix."""
    for restore in context.trace.restores:
        message = _problem(context, restore)
        if message is not None:
            yield Finding(
                RULE.code, RULE.name, RULE.severity, Certainty.WILL if file_suffix(restore.path) else Certainty.MAY,
                restore.path.location or restore.site.location, message, subject=restore.uid,
            )  # fmt: skip


def file_suffix(path: PathArgument) -> str | None:
    """``.index``, ``.meta`` or ``.data-...`` when the path's literal end is one of these."""
    found = _FILE_OF_A_CHECKPOINT.search(_literal_end(path))
    return found[0] if found else None


def _literal_end(path: PathArgument) -> str:
    last = path.text.parts[-1] if path.text is not None and path.text.parts else ""
    return last if isinstance(last, str) else ""


def _problem(context: RuleContext, restore: Restore) -> str | None:
    end = _literal_end(restore.path)
    if not end or not reads_prefix(restore) or _is_prefix(context, restore):
        return None
    if suffix := file_suffix(restore.path):
        return f"'{end}' is a file of a checkpoint, not its prefix: {_effect(restore, suffix)}"
    if _STATE_FILE.search(end) and _closes_component(restore.path, end):
        return f"'{end}' is the state file that lists the checkpoints of its folder: {call_name(restore)} may raise DataLossError"
    if _is_other_folder(context.sources, restore.path):
        return f"'{end}' is a folder, not a checkpoint prefix: {call_name(restore)} may raise DataLossError"
    return None


def _closes_component(path: PathArgument, end: str) -> bool:
    """Whether the literal end holds the whole last component: ``{name}checkpoint`` may be any name."""
    return path.text is not None and (len(path.text.parts) == 1 or "/" in end or "\\" in end)


def _effect(restore: Restore, suffix: str) -> str:
    if restore.style == "name":
        return f"{call_name(restore)} will raise {'NotFoundError' if suffix == _SHOWS_NOTHING else 'DataLossError'}"
    if suffix == _SHOWS_NOTHING:
        return f"{call_name(restore)} will restore nothing and raise nothing"
    return f"{call_name(restore)} will raise DataLossError"


def _is_prefix(context: RuleContext, restore: Restore) -> bool:
    """Whether a checkpoint of just this name exists, or the program writes one (a save may append ``-<number>``)."""
    text = restore.path.text
    if text is None:
        return False
    if text.literal is not None and context.sources.read_bytes(f"{text.literal}.index") is not None:
        return True
    return any(save.path.text == text for save in context.trace.saves)


def _is_other_folder(sources: SourceProvider, path: PathArgument) -> bool:
    folder = path.text.literal if path.text is not None else None
    return bool(folder) and sources.is_dir(folder or "") and sources.read_bytes(f"{folder}/saved_model.pb") is None


RULE = Rule("CK218", "not-a-checkpoint-prefix", Severity.ERROR, check, ("QF14",))

VALID = (
    Example(
        "The prefix names the checkpoint.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

w = tf.Variable(3.0, name="w")
saver = tf1.train.Saver([w])
saver.save(None, "out/model.ckpt", global_step=100)
w.assign(0.0)
saver.restore(None, "out/model.ckpt-100")
print(w.numpy())
""",
        prints="3.0",
    ),
    Example(
        "A prefix that really ends in .index.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

w = tf.Variable(3.0, name="w")
saver = tf1.train.Saver([w])
saver.save(None, "out/search.index")
w.assign(0.0)
saver.restore(None, "out/search.index")
print(w.numpy())
""",
        prints="3.0",
    ),
    Example(
        "A checkpoint named checkpoint.",
        """\
import tensorflow as tf

w = tf.Variable(3.0)
checkpoint = tf.train.Checkpoint(w=w)
checkpoint.write("out/checkpoint")
w.assign(0.0)
checkpoint.read("out/checkpoint").assert_consumed()
print(w.numpy())
""",
        prints="3.0",
    ),
)

INVALID = (
    Example(
        "Checkpoint.restore takes the index file and restores nothing.",
        """\
import tensorflow as tf

tf.train.Checkpoint(w=tf.Variable(3.0)).save("out/ckpt")
w = tf.Variable(0.0)
tf.train.Checkpoint(w=w).restore("out/ckpt-1.index")
print(w.numpy())
""",
        prints="0.0",
        wanted="3.0",
    ),
    Example(
        "A Saver finds no variable in the index file.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

w = tf.Variable(3.0, name="w")
saver = tf1.train.Saver([w])
saver.save(None, "out/model.ckpt")
saver.restore(None, "out/model.ckpt.index")
""",
        raises="NotFoundError",
    ),
    Example(
        "A data file is not a checkpoint.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

folder = "out"
w = tf.Variable(3.0, name="w")
saver = tf1.train.Saver({"w": w})
saver.save(None, folder + "/model.ckpt")
saver.restore(None, f"{folder}/model.ckpt.data-00000-of-00001")
""",
        raises="DataLossError",
    ),
    Example(
        "The state file is not a checkpoint.",
        """\
import tensorflow as tf

w = tf.Variable(3.0)
checkpoint = tf.train.Checkpoint(w=w)
checkpoint.save("out/ckpt")
checkpoint.restore("out/checkpoint").assert_consumed()
""",
        raises="DataLossError",
    ),
)
