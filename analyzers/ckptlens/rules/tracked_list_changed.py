"""A tracked list that was changed other than by appending.

## What it does

Reports a save of an object whose list attribute lost, replaced or moved an element after it became an attribute.

## Why it breaks a checkpoint

The places in the list are the keys, so TensorFlow refuses to save it: ValueError, and nothing is written.

## Use instead

Append only; or build a new list and assign it: `module.layers = module.layers[:-1]`.

## Fix safety

There is no fix.

## References

- [Training checkpoints: lists and dictionaries](https://www.tensorflow.org/guide/checkpoint#lists_and_dictionaries_tracking)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity
from ckptlens.tf_api.containers import MUTATED, OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """The finding for the save that ends the program, if a changed list or dict is why."""
    raised = context.trace.raised
    if raised is None or raised.message not in (MUTATED, OUTSIDE):
        return
    certain = certainty_of(context.trace)
    yield Finding(
        RULE.code, RULE.name, RULE.severity, certain, raised.location, f"this save {certain} raise {raised.type}: {raised.message}"
    )


RULE = Rule("CK307", "tracked-list-changed", Severity.ERROR, check)
_MODULE = """\
import tensorflow as tf

module = tf.Module()
module.held = [tf.Variable(1.0), tf.Variable(2.0)]
"""


VALID = (
    Example(
        "Elements are appended.",
        f"""{_MODULE}module.held.append(tf.Variable(3.0))
print(len(tf.train.list_variables(tf.train.Checkpoint(module=module).write("./ckpt"))))
""",
        prints="4",
    ),
    Example(
        "A new list takes the place of the old one.",
        f"""{_MODULE}module.held = module.held[:1]
print(len(tf.train.list_variables(tf.train.Checkpoint(module=module).write("./ckpt"))))
""",
        prints="2",
    ),
    Example(
        "A list of numbers may change.",
        f"""{_MODULE}module.sizes = [1, 2]
module.sizes.pop()
print(len(tf.train.list_variables(tf.train.Checkpoint(module=module).write("./ckpt"))))
""",
        prints="3",
    ),
)

INVALID = (
    Example(
        "An element is taken out.",
        f"""{_MODULE}module.held.pop(0)
tf.train.Checkpoint(module=module).write("./ckpt")
""",
        raises="ValueError",
    ),
    Example(
        "An element is replaced.",
        f"""{_MODULE}module.held[0] = tf.Variable(3.0)
tf.train.Checkpoint(module=module).write("./ckpt")
""",
        raises="ValueError",
    ),
    Example(
        "An element is inserted.",
        f"""{_MODULE}module.held.insert(0, tf.Variable(3.0))
tf.train.Checkpoint(module=module).write("./ckpt")
""",
        raises="ValueError",
    ),
)
