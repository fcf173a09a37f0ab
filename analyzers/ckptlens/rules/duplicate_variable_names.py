"""Two variables of one name in the list of a Saver.

## What it does

Reports a `Saver` in eager mode that is given two variables of one name in a list. In a graph names are made unique,
in eager mode they are not.

## Why it breaks a checkpoint

The name is the key. Saving and restoring raise ValueError; a dict that the program builds from the names would keep one of
the variables alone.

## Use instead

A dict with a key for each variable: `Saver({"a/w": a.w, "b/w": b.w})`.

## Fix safety

QF02 writes the list as a dict of the keys; where two are equal you choose.

## References

- [tf.compat.v1.train.Saver](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity
from ckptlens.tf_api.savers import DUPLICATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Trace


def check(context: RuleContext) -> Iterator[Finding]:
    """The finding for the call that ends the program, if it is one of a Saver with two variables of one name."""
    raised = context.trace.raised
    start, _, end = DUPLICATE.partition("{}")
    if raised is None or not (raised.message.startswith(start) and raised.message.endswith(end)):
        return
    name, certain = raised.message[len(start) : -len(end)], certainty_of(context.trace)
    message = f"this {certain} raise ValueError: two variables of the Saver have the name '{name}', as nothing makes names unique here"
    yield Finding(RULE.code, RULE.name, RULE.severity, certain, raised.location, message, (name,), _made(context.trace, name))


def _made(trace: Trace, name: str) -> tuple[Related, ...]:
    made = {v.location: Related(v.location, f"'{name}' is made here") for v in trace.variables if v.name.literal == name}
    return tuple(made.values())[:2]


RULE = Rule("CK101", "duplicate-variable-names", Severity.ERROR, check, ("QF02",))


VALID = (
    Example(
        "Each variable has a name of its own.",
        """import tensorflow as tf

held = [tf.Variable(1.0, name=f"w_{i}") for i in range(2)]
print(tf.compat.v1.train.Saver(held).save(None, "./model"))
""",
        prints="./model",
    ),
    Example(
        "Keys that the program gives.",
        """import tensorflow as tf

held = [tf.Variable(1.0, name="w") for _ in range(2)]
print(tf.compat.v1.train.Saver({f"w_{i}": v for i, v in enumerate(held)}).save(None, "./model"))
""",
        prints="./model",
    ),
    Example(
        "A graph makes names unique.",
        """import tensorflow.compat.v1 as tf

with tf.Graph().as_default(), tf.Session() as sess:
    held = [tf.Variable(1.0, name="w") for _ in range(2)]
    sess.run(tf.global_variables_initializer())
    print(tf.train.Saver(held).save(sess, "./model"))
""",
        prints="./model",
    ),
)

INVALID = (
    Example(
        "A loop makes variables of one name.",
        """import tensorflow as tf

held = [tf.Variable(1.0, name="w") for _ in range(2)]
tf.compat.v1.train.Saver(held).save(None, "./model")
""",
        raises="ValueError",
    ),
    Example(
        "Two layers name their variables alike.",
        """import tensorflow as tf


class Dense(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(1.0, name="kernel")


a, b = Dense(), Dense()
tf.compat.v1.train.Saver([a.w, b.w]).save(None, "./model")
""",
        raises="ValueError",
    ),
    Example(
        "Also when it restores.",
        """import tensorflow as tf

tf.compat.v1.train.Saver([tf.Variable(1.0, name="w")]).save(None, "./model")
tf.compat.v1.train.Saver([tf.Variable(0.0, name="w"), tf.Variable(0.0, name="w")]).restore(None, "./model")
""",
        raises="ValueError",
    ),
)
