"""A checkpoint and the objects that it is restored to differ, and an assertion says so.

## What it does

Follows the objects of a `Checkpoint` at the save and at the restore. Reports `assert_consumed`, `assert_existing_objects_matched` and
`assert_nontrivial_match` where they are known to fail, with what only the file has and what only the objects have.

## Why it breaks a checkpoint

Keys are paths from the root over attribute names, keywords and places in lists. An attribute that was added, removed or renamed since the
save changes them. Without the assertion the restore says nothing, and what does not match keeps its initial value.

## Use instead

The structure of the save; or restore with the old structure once, and save with the new one. `assert_existing_objects_matched` accepts that
the file has more than the program, `expect_partial` says that a part is meant.

## Fix safety

There is no fix: which side is right is not in the code.

## References

- [tf.train.Checkpoint](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint)
- [Training checkpoints: loading mechanics](https://www.tensorflow.org/guide/checkpoint#loading_mechanics)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import FailedCheck
from ckptlens.rules.checks import of_counter_alone, of_objects_made_later, related_to, shown
from ckptlens.rules.examples import KERAS3, Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each assertion that fails because file and objects differ in more than the counter of saves."""
    for failed in context.trace.noted(FailedCheck):
        if failed.by_name or of_counter_alone(failed) or of_objects_made_later(context.trace, failed):
            continue
        severity = Severity.WARNING if failed.caught else RULE.severity
        certain, related = certainty_of(context.trace), related_to(context.trace, failed)
        message = f"{failed.check} {certain} raise AssertionError: {_difference(failed)}"
        yield Finding(RULE.code, RULE.name, severity, certain, failed.location, message, (*failed.left, *failed.unused), related)


def _difference(failed: FailedCheck) -> str:
    left = f"the checkpoint has nothing for {shown(failed.left)}" if failed.left else ""
    unused = f"no object takes {shown(failed.unused)} of the checkpoint" if failed.unused else ""
    return ", and ".join(part for part in (left, unused) if part)


RULE = Rule("CK302", "objects-differ", Severity.ERROR, check)

_SAVED = """\
import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable(1.0), head=tf.Variable(2.0)).write("ckpt")
net, head = tf.Variable(0.0), tf.Variable(0.0)
"""

VALID = (
    Example(
        "The same objects.",
        f"""{_SAVED}tf.train.Checkpoint(net=net, head=head).read("ckpt").assert_consumed()
print(head.numpy())
""",
        prints="2.0",
    ),
    Example(
        "The file may have more.",
        f"""{_SAVED}tf.train.Checkpoint(net=net).read("ckpt").assert_existing_objects_matched()
print(net.numpy())
""",
        prints="1.0",
    ),
    Example(
        "One variable under two paths is restored through either.",
        f"""{_SAVED}tf.train.Checkpoint(net=net, head=head, again=head).read("ckpt").assert_consumed()
print(head.numpy())
""",
        prints="2.0",
    ),
)

INVALID = (
    Example(
        "A keyword was renamed.",
        f"""{_SAVED}tf.train.Checkpoint(net=net, top=head).read("ckpt").assert_existing_objects_matched()
""",
        raises="AssertionError",
    ),
    Example(
        "An attribute is gone.",
        f"""{_SAVED}tf.train.Checkpoint(net=net).read("ckpt").assert_consumed()
""",
        raises="AssertionError",
    ),
    Example(
        "A variable was added to a module.",
        """\
import tensorflow as tf


class Net(tf.Module):
    def __init__(self, scaled):
        super().__init__()
        self.w = tf.Variable(1.0)
        if scaled:
            self.scale = tf.Variable(1.0)


path = tf.train.Checkpoint(net=Net(False)).save("ckpt")
tf.train.Checkpoint(net=Net(True)).restore(path).assert_existing_objects_matched()
""",
        raises="AssertionError",
    ),
    Example(
        "With Keras 3, a layer without weights moves those behind it.",
        """\
import tensorflow as tf


def build(*more):
    return tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(2), *more, tf.keras.layers.Dense(2)])


path = tf.train.Checkpoint(build()).save("ckpt")
tf.train.Checkpoint(build(tf.keras.layers.ReLU())).restore(path).assert_existing_objects_matched()
""",
        raises="AssertionError",
        stacks=KERAS3,
    ),
)
