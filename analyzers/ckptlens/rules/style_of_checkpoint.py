"""A name-based API on an object-based checkpoint.

## What it does

Reports a `Saver` that asks an object-based file for names that no variable had when it was saved, and readers that ask such a file for the
name of a variable instead of its key.

## Why it breaks a checkpoint

An object-based file has keys like `model/kernel/.ATTRIBUTES/VARIABLE_VALUE`. A reader knows these alone and raises NotFoundError for
`kernel`. A `Saver` looks for the names that variables had in the program that saved, and raises NotFoundError if one differs.

## Use instead

`tf.train.Checkpoint` with the objects that wrote the file; with a reader, the key of the file, which `ckptlens show` lists.

## Fix safety

There is no fix: which object a name stands for is not in the code.

## References

- [Training checkpoints](https://www.tensorflow.org/guide/checkpoint)
- [tf.train.load_checkpoint](https://www.tensorflow.org/api_docs/python/tf/train/load_checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import AbsentTensor
from ckptlens.rules.checks import shown
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore, Trace


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each Saver whose names an object-based file does not have, and for each reader that asks for a name."""
    trace = context.trace
    for restore in trace.restores:
        found = restore.found
        if found is not None and found.by_full_name and found.raises == "NotFoundError":
            yield _of_saver(trace, restore)
    for note in trace.noted(AbsentTensor):
        if note.saved_as is not None and not note.caught:
            certain = certainty_of(trace)
            message = (
                f"this {certain} raise NotFoundError: the checkpoint is object-based, and its key for '{note.key}' is '{note.saved_as}'"
            )
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, note.site.location, message, (note.saved_as,))


def _of_saver(trace: Trace, restore: Restore) -> Finding:
    certain, found = certainty_of(trace), restore.found
    assert found is not None
    has = f"names {shown(found.held)}" if found.held else "no names"
    message = (
        f"{call_name(restore)} {certain} raise NotFoundError: the checkpoint is object-based and has {has}, not {shown(found.missing)}"
    )
    return Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, found.missing, subject=restore.uid)


RULE = Rule("CK605", "style-of-checkpoint", Severity.ERROR, check)
_SAVED = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

tf.train.Checkpoint(model=tf.Variable(5.0, name="w")).write("./ckpt")
"""


VALID = (
    Example(
        "The variable has the name that it was saved with.",
        f"""{_SAVED}w = tf.Variable(0.0, name="w")
tf1.train.Saver([w]).restore(None, "./ckpt")
print(float(w))
""",
        prints="5.0",
    ),
    Example(
        "The key of the file.",
        f"""{_SAVED}print(float(tf.train.load_checkpoint("./ckpt").get_tensor("model/.ATTRIBUTES/VARIABLE_VALUE")))
""",
        prints="5.0",
    ),
    Example(
        "The program looks first.",
        f"""{_SAVED}reader = tf.train.load_checkpoint("./ckpt")
key = "w" if reader.has_tensor("w") else "model/.ATTRIBUTES/VARIABLE_VALUE"
print(float(reader.get_tensor(key)))
""",
        prints="5.0",
    ),
)

INVALID = (
    Example(
        "A reader is asked for the name.",
        f"""{_SAVED}print(tf.train.load_checkpoint("./ckpt").get_tensor("w"))
""",
        raises="NotFoundError",
    ),
    Example(
        "A reader is asked for the path.",
        f"""{_SAVED}print(tf.train.load_variable("./ckpt", "model"))
""",
        raises="NotFoundError",
    ),
    Example(
        "The names of a Saver are keys of its own.",
        f"""{_SAVED}w = tf.Variable(0.0, name="w")
tf1.train.Saver({{"model": w}}).restore(None, "./ckpt")
""",
        raises="NotFoundError",
    ),
)
