"""A state file that names a checkpoint elsewhere.

## What it does

Reports `tf.train.latest_checkpoint` of a folder whose file `checkpoint` names a checkpoint that is not there, while the folder
has one of that name.

## Why it breaks a checkpoint

A `Saver` that saves under an absolute path writes that path into the state file. After the folder is moved or copied, `latest_checkpoint`
looks in the old place, finds nothing and gives None: a program that takes None for "no checkpoint yet" trains from scratch.

## Use instead

Edit the file `checkpoint`: names without a folder are looked for beside it. `Saver(save_relative_paths=True)` writes such names;
`tf.train.Checkpoint` and its manager always do.

## Fix safety

There is no fix in the code.

## References

- [tf.train.latest_checkpoint](https://www.tensorflow.org/api_docs/python/tf/train/latest_checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import StateElsewhere
from ckptlens.rules.examples import Example
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each call that asks a folder whose state file names another place."""
    for note in context.trace.noted(StateElsewhere):
        message = (
            f"latest_checkpoint will be None: the state file of '{note.folder}' names '{note.named}', which is not there "
            f"('{note.there}' is)"
        )
        yield Finding(RULE.code, RULE.name, RULE.severity, Certainty.WILL, note.site.location, message)


RULE = Rule("CK606", "state-file-elsewhere", Severity.WARNING, check)
_ASK = """\
import tensorflow as tf

print(tf.train.latest_checkpoint("trained"))
"""
_FILES = (("trained/model-5.index", b""), ("trained/model-5.data-00000-of-00001", b""))


VALID = (
    Example(
        "A name beside the state file.",
        _ASK,
        prints="trained/model-5",
        files=(("trained/checkpoint", b'model_checkpoint_path: "model-5"\n'), *_FILES),
    ),
    Example(
        "The program saves there before.",
        """import tensorflow as tf

tf.compat.v1.train.Saver([tf.Variable(1.0, name="w")]).save(None, "./trained/model-6")
print(tf.train.latest_checkpoint("trained"))
""",
        prints="trained/model-6",
        files=(("trained/checkpoint", b'model_checkpoint_path: "/gone/model-5"\n'), *_FILES),
    ),
    Example(
        "There is no checkpoint of that name at all.",
        _ASK,
        prints="None",
        files=(("trained/checkpoint", b'model_checkpoint_path: "/gone/model-7"\n'), *_FILES),
    ),
)

INVALID = (
    Example(
        "The folder was moved.",
        _ASK,
        prints="None",
        wanted="trained/model-5",
        files=(("trained/checkpoint", b'model_checkpoint_path: "/gone/model-5"\n'), *_FILES),
    ),
    Example(
        "Several checkpoints, the newest of them named elsewhere.",
        _ASK,
        prints="None",
        wanted="trained/model-5",
        files=(
            (
                "trained/checkpoint",
                b'model_checkpoint_path: "/gone/model-5"\nall_model_checkpoint_paths: "model-4"\n',
            ),
            *_FILES,
        ),
    ),
    Example(
        "A folder that was renamed beside the program.",
        _ASK,
        prints="None",
        wanted="trained/model-5",
        files=(("trained/checkpoint", b'model_checkpoint_path: "../training/model-5"\n'), *_FILES),
    ),
)
