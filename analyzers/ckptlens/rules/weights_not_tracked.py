"""Weights of a Keras 3 model that its checkpoint does not see.

## What it does

Compares the weights that Keras counts for a model with the keys that a `Checkpoint` of it writes. Reports the save that lacks some.

## Why it breaks a checkpoint

Keras 3 hides lists and dicts of layers from TensorFlow. What is in them is in no checkpoint: nothing is raised, and even
`assert_consumed()` passes at the restore.

## Use instead

A tuple instead of the list, an attribute for each layer, or the list given to the `Checkpoint` too:
`Checkpoint(model=model, blocks=list(model.blocks))`. `model.save_weights("x.weights.h5")` writes all.

## Fix safety

QF23 makes the list a tuple, or gives it to the `Checkpoint` too. Both add keys, which older checkpoints do not have.

## References

- [tf.train.Checkpoint](https://www.tensorflow.org/api_docs/python/tf/train/Checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import UnseenWeights
from ckptlens.rules.checks import shown
from ckptlens.rules.examples import KERAS2, KERAS3, Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each save that lacks weights of a model that it is given."""
    for note in context.trace.noted(UnseenWeights):
        made = [context.trace.variable(uid) for uid in note.weights]
        names = tuple(str(v.name) for v in made)
        certain = certainty_of(context.trace)
        message = f"this checkpoint {certain} lack {len(names)} of {note.of} weights, and raise nothing: {shown(names)}"
        related = tuple(Related(v.location, f"'{v.name}' is made here") for v in made[:1])
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, note.site.location, message, names, related)


RULE = Rule("CK305", "weights-not-tracked", Severity.WARNING, check, ("QF23",))
_NET = """\
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self, container):
        super().__init__()
        self.blocks = container(tf.keras.layers.Dense(2) for _ in range(3))

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return x


"""
_COUNT = """\
net(tf.ones([1, 2]))
print(sum("blocks" in key for key, _ in tf.train.list_variables(tf.train.Checkpoint(net=net).write("./ckpt"))))
"""


VALID = (
    Example("A tuple is seen.", f"{_NET}net = Net(tuple)\n{_COUNT}", prints="6"),
    Example("Keras 2 sees lists.", f"{_NET}net = Net(list)\n{_COUNT}", prints="6", stacks=KERAS2),
    Example(
        "The list is given to the Checkpoint too.",
        f"""{_NET}net = Net(list)
net(tf.ones([1, 2]))
checkpoint = tf.train.Checkpoint(net=net, blocks=list(net.blocks))
print(sum("blocks" in key for key, _ in tf.train.list_variables(checkpoint.write("./ckpt"))))
""",
        prints="6",
    ),
)

INVALID = (
    Example("A list is not.", f"{_NET}net = Net(list)\n{_COUNT}", prints="0", wanted="6", stacks=KERAS3),
    Example(
        "Nor is a dict.",
        """\
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = {"a": tf.keras.layers.Dense(2)}

    def call(self, x):
        (part,) = self.parts.values()
        return part(x)


net = Net()
net(tf.ones([1, 2]))
print(len(tf.train.list_variables(tf.train.Checkpoint(net).write("./ckpt"))))
""",
        prints="1",
        wanted="3",
        stacks=KERAS3,
    ),
    Example(
        "Layers that are appended.",
        """\
import tensorflow as tf


class Stack(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.held = []
        for _ in range(2):
            self.held.append(tf.keras.layers.Dense(2))

    def call(self, x):
        for layer in self.held:
            x = layer(x)
        return x


stack = Stack()
stack(tf.ones([1, 2]))
print(len(tf.train.list_variables(tf.train.Checkpoint(stack=stack).write("./ckpt"))))
""",
        prints="1",
        wanted="5",
        stacks=KERAS3,
    ),
)
