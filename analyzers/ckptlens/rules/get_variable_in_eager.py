"""get_variable in eager mode, which reuses nothing.

## What it does

Reports a second `tf.compat.v1.get_variable` of one name in eager mode.

## Why it breaks a checkpoint

Scopes and `reuse` mean nothing there: each call makes a new variable of that name. A network that is called twice trains other
weights each time, and what a checkpoint holds of it is one of them.

## Use instead

Variables that are made once: `tf.Variable` in `__init__` of a `tf.Module` or a Keras layer. With Keras 2,
`tf.compat.v1.keras.utils.track_tf1_style_variables` keeps the code as it is.

## Fix safety

QF07 makes the function that is called again a Keras layer, or a `tf.Module`, that keeps its variables, and takes the function's name.
With Keras 3 there is no such decorator.

## References

- [Model mapping](https://www.tensorflow.org/guide/migrate/model_mapping)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import KeptVariable
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of, is_whole_program
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity
from ckptlens.trace import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Variable


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each place that makes a variable of a name anew, which get_variable made before."""
    first: dict[str, Variable] = {}
    kept = {note.variable for note in context.trace.noted(KeptVariable)}
    for variable in context.trace.variables if is_whole_program(context.trace) else ():
        name = variable.name.literal
        if (
            name is None
            or variable.uid in kept
            or variable.mode is not Mode.EAGER
            or variable.api != "tf.compat.v1.get_variable"
            or variable.when
        ):
            continue
        before = first.setdefault(name, variable)
        if before is variable:
            continue
        message = f"this makes another variable of the name '{name}': in eager mode get_variable reuses none"
        related = (Related(before.location, "the first one is made here"),)
        yield Finding(
            RULE.code, RULE.name, RULE.severity, certainty_of(context.trace), variable.location, message, (name,), related, variable.uid
        )


RULE = Rule("CK103", "get-variable-in-eager", Severity.ERROR, check, ("QF07",))


VALID = (
    Example(
        "A graph reuses.",
        """import tensorflow.compat.v1 as tf


def net(x):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        return x * tf.get_variable("w", initializer=1.0)


with tf.Graph().as_default():
    net(1.0), net(2.0)
    print(len(tf.global_variables()))
""",
        prints="1",
    ),
    Example(
        "The variable is made once.",
        """import tensorflow as tf


class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(1.0, name="w")

    def __call__(self, x):
        return x * self.w


net = Net()
net(1.0), net(2.0)
print(len(net.variables))
""",
        prints="1",
    ),
    Example(
        "Names that differ.",
        """import tensorflow.compat.v1 as tf

made = [tf.get_variable(f"w_{i}", initializer=1.0) for i in range(2)]
print(len({v.name for v in made}))
""",
        prints="2",
    ),
)

INVALID = (
    Example(
        "A network is called twice.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1


def weight():
    with tf1.variable_scope("net", reuse=tf1.AUTO_REUSE):
        return tf1.get_variable("w", initializer=1.0)


first, second = weight(), weight()
print(first is second)
""",
        prints="False",
        wanted="True",
    ),
    Example(
        "A loop.",
        """import tensorflow.compat.v1 as tf

made = [tf.get_variable("w", initializer=1.0) for _ in range(3)]
print(len({id(v) for v in made}))
""",
        prints="3",
        wanted="1",
    ),
    Example(
        "Reuse of a variable that a scope made.",
        """import tensorflow.compat.v1 as tf

with tf.variable_scope("net"):
    first = tf.get_variable("w", initializer=1.0)
with tf.variable_scope("net", reuse=True):
    second = tf.get_variable("w", initializer=2.0)
print(float(second.numpy()))
""",
        prints="2.0",
        wanted="1.0",
    ),
)
