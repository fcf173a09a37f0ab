"""A call or an attribute that TensorFlow refuses.

## What it does

Reports a call of TensorFlow or Keras that is known to raise an exception, where no other rule tells why: values that do not fit together,
an argument that is not taken, a class that this Keras has in name alone, an attribute that a layer does not have yet.

## Why it breaks a checkpoint

The program ends there, and what it would save or restore afterwards is not saved or restored.

## Use instead

What the message of the exception says. Where the program is meant for another TensorFlow, `ckptlens check --stack` names the stack.

## Fix safety

There is no fix: the message tells what is wrong, not what is meant.

## References

- [Migrate from TensorFlow 1.x to TensorFlow 2](https://www.tensorflow.org/guide/migrate)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import KERAS2, KERAS3, Example
from ckptlens.rules.lifetime import is_whole_program
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


_ENDS = frozenset({"SystemExit", "KeyboardInterrupt"})


def check(context: RuleContext) -> Iterator[Finding]:
    """The finding for the call that ends the program. The registry drops it where another rule has one in its place."""
    trace = context.trace
    raised = trace.raised
    if raised is None or raised.api is None or raised.type in _ENDS or not is_whole_program(trace):
        return
    said = f": {raised.message.rstrip('.')}" if raised.message else ""
    yield Finding(RULE.code, RULE.name, RULE.severity, Certainty.WILL, raised.location, f"this will raise {raised.type}{said}")


RULE = Rule("CK109", "call-refused", Severity.ERROR, check, is_last_resort=True)


VALID = (
    Example(
        "Shapes that fit.",
        """import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [None, 4])
w = tf.get_variable("w", [4, 2])
print(tf.matmul(x, w).shape.as_list())
""",
        prints="[None, 2]",
    ),
    Example(
        "The error is handled.",
        """import tensorflow as tf

layer = tf.keras.layers.Dense(2)
layer.build((1, 3))
try:
    layer.set_weights([[1.0]])
except ValueError:
    print("kept")
""",
        prints="kept",
    ),
    Example(
        "An exception of the program's own.",
        """import tensorflow as tf

try:
    raise ValueError("no checkpoint")
except ValueError as error:
    print(error)
""",
        prints="no checkpoint",
    ),
)

INVALID = (
    Example(
        "A variable in a graph that a session has finalized.",
        """import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
w = tf.get_variable("w", [])
with tf.train.MonitoredTrainingSession() as sess:
    late = tf.get_variable("late", [])
""",
        raises="RuntimeError",
    ),
    Example(
        "A class that this Keras has in name alone.",
        """import tensorflow as tf

optimizer = tf.keras.optimizers.legacy.Adam()
""",
        raises="ImportError",
        stacks=KERAS3,
    ),
    Example(
        "The input of a Sequential model that was not called on a symbolic tensor.",
        """import tensorflow as tf

base = tf.keras.Sequential([tf.keras.Input((6,)), tf.keras.layers.Dense(5, name="hidden")], name="base")
trunk = tf.keras.Model(base.input, base.get_layer("hidden").output)
""",
        raises="AttributeError",
        stacks=KERAS3,
    ),
    Example(
        "An operation of TensorFlow on a symbolic tensor of Keras 3, where a layer or `keras.ops` is meant.",
        """import tensorflow as tf

image = tf.keras.Input((8, 8, 3))
flat = tf.reshape(image, [-1, 192])
model = tf.keras.Model(image, tf.keras.layers.Dense(10)(flat))
""",
        raises="ValueError",
        stacks=KERAS3,
    ),
    Example(
        "A size that does not go with the layer before it.",
        """import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
cell = tf.nn.rnn_cell.BasicLSTMCell(4)
wide = tf.placeholder(tf.float32, [2, 5, 7])
y = tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell([cell] * 2), wide, dtype=tf.float32)
""",
        raises="ValueError",
        stacks=KERAS2,
    ),
)
