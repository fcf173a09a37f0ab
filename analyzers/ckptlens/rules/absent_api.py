"""A name of TensorFlow that the stack does not have.

## What it does

Reports every use of a name that TensorFlow of this stack lacks: `tf.contrib`, `tf.train.Saver` and the other names of TensorFlow 1
that moved to `tf.compat.v1`, and, with Keras 3, what is left of TensorFlow 1 only as an empty shell (`tf.compat.v1.layers`,
`tf.compat.v1.nn.rnn_cell`). Uses under `try` with a handler for the error, and under tests of a version,
with `hasattr` or of what the handler of a failed import sets, are left out.

## Why it breaks a checkpoint

The program stops at the first of these names, before anything is saved or restored. With the stack that a project migrates to
(`ckptlens check --stack tf2.21-keras3`) the findings are the list of what has to change.

## Use instead

`tf.compat.v1.train.Saver` and its kin where the message names them. For `tf.contrib` there is no successor as a whole: `tf_slim` has slim
and `tf.contrib.layers`. With Keras 3, `TF_USE_LEGACY_KERAS=1` and the package `tf_keras` bring `tf.compat.v1.layers` back.

## Fix safety

There is no fix: a name in `tf.compat.v1` may behave otherwise in eager mode.

## References

- [Migrate from TensorFlow 1.x to TensorFlow 2](https://www.tensorflow.org/guide/migrate)
- [tf.compat.v1.train.Saver](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import MissingModule
from ckptlens.rules.examples import KERAS3, Example
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity
from ckptlens.text import Location
from ckptlens.tf_api.absent import ESTIMATORS, lacking, needs_keras2, version_of
from ckptlens.tf_api.absent_uses import AbsentUse, absent_uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.stacks import Stack
    from ckptlens.trace import Raised


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each use in the file, which the run from its top tells, and one where a run ends at such a name all the same."""
    trace = context.trace
    text = context.sources.read(trace.path)
    uses = absent_uses(text, context.stack) if text is not None else ()
    for use in (use for use in uses if use.lacking not in ESTIMATORS and not trace.entry):
        yield _finding(Location(trace.path, use.span), f"{_why(use, context.stack)}: this will raise {use.error}")
    for note in trace.noted(MissingModule):
        message = (
            f"this may raise ModuleNotFoundError: it imports {note.module}, which no release of TensorFlow {version_of(context.stack)} has"
        )
        yield Finding(RULE.code, RULE.name, Severity.WARNING, Certainty.MAY, note.site.location, message)
    raised = trace.raised
    if raised is not None and _is_absence(raised):
        inside = [use for use in uses if raised.location.path == trace.path and raised.location.span.contains(use.span.start)]
        if not inside:
            yield _finding(raised.location, f"{raised.message.rstrip('.')}: this will raise {raised.type}")


def _is_absence(raised: Raised) -> bool:
    """Whether a modelled API is there in name alone: without Keras 2, or without a module that no release has."""
    without_keras2 = raised.type == "AttributeError" and raised.message.endswith("is not available with Keras 3.")
    return without_keras2 or (raised.type == "ModuleNotFoundError" and raised.api is not None)


def _finding(location: Location, message: str) -> Finding:
    return Finding(RULE.code, RULE.name, RULE.severity, Certainty.WILL, location, message)


def _why(use: AbsentUse, stack: Stack) -> str:
    if stack.is_keras3 and needs_keras2(use.lacking):
        return f"`{use.lacking}` is not available with Keras 3"
    moved = use.lacking.replace("tf.", "tf.compat.v1.", 1)
    usable = "contrib" not in moved and lacking(stack, moved) is None and not (stack.is_keras3 and needs_keras2(f"{moved}."))
    hint = f" (there is `{moved}`)" if usable else ""
    return f"TensorFlow {version_of(stack)} has no `{use.lacking}`{hint}"


RULE = Rule("CK201", "absent-api", Severity.ERROR, check)

VALID = (
    Example(
        "The name of TensorFlow 1 in `tf.compat.v1`.",
        """import tensorflow as tf

v = tf.Variable([1.0, 2.0], name="v")
print(tf.compat.v1.train.Saver([v]).save(None, "./model"))
""",
        prints="./model",
    ),
    Example(
        "The program looks first.",
        """import tensorflow as tf

if hasattr(tf, "contrib"):
    from tensorflow.contrib import slim
    print(slim)
print("none")
""",
        prints="none",
    ),
    Example(
        "The error is handled.",
        """import tensorflow as tf

try:
    Saver = tf.train.Saver
except AttributeError:
    Saver = tf.compat.v1.train.Saver
print(Saver.__name__)
""",
        prints="Saver",
    ),
    Example(
        "The handler of a failed import notes it, and the functions ask.",
        """try:
    from tensorflow.contrib import slim
    is_tf2 = False
except ImportError:
    is_tf2 = True


def refuse_tf2():
    if is_tf2:
        raise ImportError("needs TensorFlow 1")


def rnn():
    refuse_tf2()
    from tensorflow.contrib import rnn
    return rnn


print(is_tf2)
""",
        prints="True",
    ),
    Example(
        "A name of the program itself, which is like one of TensorFlow's.",
        """class train:
    Saver = list


class tf:
    train = train


print(tf.train.Saver())
""",
        prints="[]",
    ),
)

INVALID = (
    Example(
        "A saver under its name of TensorFlow 1.",
        """import tensorflow as tf

v = tf.Variable([1.0, 2.0], name="v")
tf.train.Saver([v]).save(None, "./model")
""",
        raises="AttributeError",
    ),
    Example(
        "A module that TensorFlow 2 does not have.",
        """from tensorflow.contrib import slim

net = slim.fully_connected
""",
        raises="ModuleNotFoundError",
    ),
    Example(
        "A layer of TensorFlow 1.",
        """import tensorflow as tf

y = tf.layers.dense(tf.ones([1, 2]), 3)
""",
        raises="AttributeError",
    ),
    Example(
        "With Keras 3, a layer of TensorFlow 1 under its new name.",
        """import tensorflow.compat.v1 as tf

with tf.Graph().as_default():
    y = tf.layers.dense(tf.ones([1, 2]), 3)
""",
        raises="AttributeError",
        stacks=KERAS3,
    ),
)
