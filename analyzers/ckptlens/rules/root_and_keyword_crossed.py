"""A checkpoint saved with its root by position and restored by keyword, or the other way round.

## What it does

Compares the keys that a restore asks for with those of its known checkpoint. Reports the restore where they differ by one name in front.

## Why it breaks a checkpoint

`Checkpoint(model)` writes the key `w`, `Checkpoint(model=model)` writes `model/w`. Crossed, nothing is restored, and nothing is raised.

## Use instead

The form of the save at the restore. `Checkpoint(root=model)` is the same as `Checkpoint(model)`; so is what
`model.save_weights` of Keras 2 writes.

## Fix safety

QF15 gives the root as it was given where the checkpoint was saved. It is unsafe: the keys of the next save change too.

## References

- [tf.train.Checkpoint](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.checks import crossed_root
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each object-based restore whose keys lack a first part, or have one too many."""
    for restore in context.trace.restores:
        crossed = crossed_root(restore.found) if restore.style == "object" and restore.found is not None else None
        if crossed is None:
            continue
        name, in_file = crossed
        use = f"Checkpoint({name}=...)" if in_file else f"Checkpoint(...) without {name}="
        certain = certainty_of(context.trace)
        message = f"{call_name(restore)} {certain} restore nothing, and raise nothing: the checkpoint was saved by {use}"
        lacks = restore.found.missing if restore.found is not None else ()
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, lacks, subject=restore.uid)


RULE = Rule("CK301", "root-and-keyword-crossed", Severity.ERROR, check, ("QF15",))
_NET = """\
import tensorflow as tf


class Net(tf.Module):
    def __init__(self, value):
        super().__init__()
        self.w = tf.Variable(value)


saved, net = Net(1.0), Net(0.0)
"""


VALID = (
    Example(
        "By keyword both times.",
        f"""{_NET}tf.train.Checkpoint(net=net).read(tf.train.Checkpoint(net=saved).write("./ckpt"))
print(net.w.numpy())
""",
        prints="1.0",
    ),
    Example(
        "By position both times.",
        f"""{_NET}tf.train.Checkpoint(net).read(tf.train.Checkpoint(saved).write("./ckpt"))
print(net.w.numpy())
""",
        prints="1.0",
    ),
    Example(
        "The keyword root is the position.",
        f"""{_NET}tf.train.Checkpoint(net).read(tf.train.Checkpoint(root=saved).write("./ckpt"))
print(net.w.numpy())
""",
        prints="1.0",
    ),
)

INVALID = (
    Example(
        "Saved by position, restored by keyword.",
        f"""{_NET}tf.train.Checkpoint(net=net).read(tf.train.Checkpoint(saved).write("./ckpt"))
print(net.w.numpy())
""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "Saved by keyword, restored by position.",
        f"""{_NET}tf.train.Checkpoint(net).restore(tf.train.Checkpoint(net=saved).save("./ckpt")).expect_partial()
print(net.w.numpy())
""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "Another keyword around it.",
        f"""{_NET}tf.train.Checkpoint(model=tf.train.Checkpoint(net=net)).read(tf.train.Checkpoint(net=saved).write("./ckpt"))
print(net.w.numpy())
""",
        prints="0.0",
        wanted="1.0",
    ),
)
