"""Variables of Keras 3 in a Saver.

## What it does

Reports a `Saver` that is given variables of a Keras 3 model or layer.

## Why it breaks a checkpoint

A `Saver` takes them for objects without a name. A list of any length writes the one key `VARIABLE_VALUE`, a dict writes
`<key>VARIABLE_VALUE`: of all weights one is saved, nothing is raised, and a restore fills one variable.

## Use instead

`Saver({v.path: v.value for v in model.variables})`, whose keys are the paths of the variables, or `model.save_weights("x.weights.h5")`.

## Fix safety

QF04 gives the Saver the values under their paths. It is unsafe, since the keys change; what such a Saver
wrote before holds one variable alone.

## References

- [keras.Variable](https://keras.io/api/utils/)
- [tf.compat.v1.train.Saver](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import KERAS2, KERAS3, Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity
from ckptlens.tf_api.keras.tracking import SAVED_WITHOUT_NAME
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each Saver that writes a variable of Keras 3 for an object without a name."""
    for maker in context.trace.makers if context.stack.is_keras3 else ():
        keys = [str(item.key) for item in maker.items] if isinstance(maker, SaverMade) else []
        wrong = [key for key in keys if key.endswith(SAVED_WITHOUT_NAME)]
        if not wrong:
            continue
        certain = certainty_of(context.trace)
        plain = wrong.count(SAVED_WITHOUT_NAME)
        what = f"write {plain} variables of Keras 3 under the one key '{SAVED_WITHOUT_NAME}'" if plain else f"write keys like '{wrong[0]}'"
        message = f"this Saver {certain} {what}: give it {{v.path: v.value for v in ...}}"
        yield Finding(
            RULE.code, RULE.name, RULE.severity, certain, maker.site.location, message, tuple(dict.fromkeys(wrong)), subject=maker.uid
        )


RULE = Rule("CK112", "keras3-variables-in-saver", Severity.WARNING, check, ("QF04",))


VALID = (
    Example(
        "Values under their paths.",
        """import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(3)])
tf.compat.v1.train.Saver({v.path: v.value for v in model.variables}).save(None, "./model")
print(len(tf.train.list_variables("./model")))
""",
        prints="2",
        stacks=KERAS3,
    ),
    Example(
        "Keras 2 has variables of TensorFlow.",
        """import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(3)])
tf.compat.v1.train.Saver(model.variables).save(None, "./model")
print(len(tf.train.list_variables("./model")))
""",
        prints="2",
        stacks=KERAS2,
    ),
    Example(
        "Variables of a module.",
        """import tensorflow as tf

module = tf.Module()
module.w, module.b = tf.Variable(1.0, name="w"), tf.Variable(1.0, name="b")
tf.compat.v1.train.Saver([module.w, module.b]).save(None, "./model")
print(len(tf.train.list_variables("./model")))
""",
        prints="2",
    ),
)

INVALID = (
    Example(
        "All variables of a model.",
        """import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(3)])
tf.compat.v1.train.Saver(model.variables).save(None, "./model")
print(len(tf.train.list_variables("./model")))
""",
        prints="1",
        wanted="2",
        stacks=KERAS3,
    ),
    Example(
        "Two weights of a layer.",
        """import tensorflow as tf

layer = tf.keras.layers.Dense(3)
layer.build((1, 2))
tf.compat.v1.train.Saver([layer.kernel, layer.bias]).save(None, "./model")
print(len(tf.train.list_variables("./model")))
""",
        prints="1",
        wanted="2",
        stacks=KERAS3,
    ),
    Example(
        "A dict of variables instead of values.",
        """import tensorflow as tf

layer = tf.keras.layers.Dense(3)
layer.build((1, 2))
tf.compat.v1.train.Saver({"kernel": layer.kernel}).save(None, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="kernelVARIABLE_VALUE",
        wanted="kernel",
        stacks=KERAS3,
    ),
)
