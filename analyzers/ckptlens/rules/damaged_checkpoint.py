"""A checkpoint on disk that is not whole.

## What it does

Reports a restore or a reader of a checkpoint beside the program that TensorFlow cannot read: a data file or the index is missing or cut
off, or one of them is a pointer of Git LFS.

## Why it breaks a checkpoint

The call raises DataLossError, OutOfRangeError, NotFoundError or OpError, and the message does not name the cause: a copy that was
interrupted, a file that was left behind, a repository that was cloned without its large files. `list_variables` may work all the same,
since it reads the index alone.

## Use instead

Copy `NAME.index` and all of `NAME.data-*` together; `git lfs pull` fetches what a pointer stands for. `ckptlens show NAME` tells what a
checkpoint has.

## Fix safety

There is no fix in the code.

## References

- [Training checkpoints](https://www.tensorflow.org/guide/checkpoint)
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from ckptlens.notes import Damage, Damaged
from ckptlens.rules.examples import Example
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each call that reads a checkpoint which is not whole."""
    for note in context.trace.noted(Damaged):
        name = note.file.rpartition("/")[2]
        message = f"this will fail: {_WHAT[note.damage].format(name)}{f' ({note.why})' if note.why else ''}"
        yield Finding(RULE.code, RULE.name, RULE.severity, Certainty.WILL, note.site.location, message)


_WHAT = {
    Damage.INDEX: "'{}' cannot be read",
    Damage.NO_INDEX: "the checkpoint has data and no '{}'",
    Damage.DATA: "'{}' is cut off",
    Damage.NO_DATA: "'{}' is missing",
}
RULE = Rule("CK607", "damaged-checkpoint", Severity.ERROR, check)
_INDEX = base64.b64decode(
    "AAAGCAEaAggBAAELdwgBEgAoBDWABYRBAAAAAAEAAAAACmeucgAAAAABAAAAAMDyobAAAQJ4ACAAAAAAAQAAAADh7WXaJQgy"
    "DgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAFf7gIskdUfb"
)
"""The index of a checkpoint with the scalar 'w'."""
_DATA = base64.b64decode("AACgQA==")
_POINTER = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 144\n"
)
_RESTORE = """\
import tensorflow as tf

w = tf.Variable(0.0, name="w")
tf.compat.v1.train.Saver([w]).restore(None, "./model")
print(float(w))
"""


VALID = (
    Example(
        "Both files are there.",
        _RESTORE,
        prints="5.0",
        files=(("model.index", _INDEX), ("model.data-00000-of-00001", _DATA)),
    ),
    Example(
        "The names alone are read.",
        """import tensorflow as tf

print([key for key, _ in tf.train.list_variables("./model")])
""",
        prints="['w']",
        files=(("model.index", _INDEX),),
    ),
    Example(
        "The program writes the file itself.",
        """import tensorflow as tf

w = tf.Variable(5.0, name="w")
saver = tf.compat.v1.train.Saver([w])
saver.save(None, "./model")
saver.restore(None, "./model")
print(float(w))
""",
        prints="5.0",
        files=(("model.index", b""),),
    ),
)

INVALID = (
    Example(
        "The data was left behind.",
        _RESTORE,
        raises="NotFoundError",
        files=(("model.index", _INDEX),),
    ),
    Example(
        "The index was left behind.",
        """import tensorflow as tf

checkpoint = tf.train.Checkpoint(w=tf.Variable(0.0, name="w"))
checkpoint.read("./model")
""",
        raises="NotFoundError",
        files=(("model.data-00000-of-00001", _DATA),),
    ),
    Example(
        "A pointer of Git LFS.",
        _RESTORE,
        raises="DataLossError",
        files=(("model.index", _POINTER), ("model.data-00000-of-00001", _POINTER)),
    ),
    Example(
        "The copy was interrupted.",
        """import tensorflow as tf

print(tf.train.load_checkpoint("./model").get_tensor("w"))
""",
        raises="IndexError",
        files=(("model.index", _INDEX), ("model.data-00000-of-00001", _DATA[:2])),
    ),
)
