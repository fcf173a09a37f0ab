"""A variable without a name in a name-based checkpoint.

## What it does

Reports `tf.Variable(...)` without `name` whose variable a `Saver` writes.

## Why it breaks a checkpoint

In a graph its key is `Variable`, `Variable_1` and so on in the order of creation: a variable that is added before it moves all keys
behind it, and a restore fills the wrong ones if their shapes agree. In eager mode all of them have the key `Variable`.

## Use instead

`name=`, with the key of today if checkpoints exist.

## Fix safety

There is no fix yet.

## References

- [tf.Variable](https://www.tensorflow.org/api_docs/python/tf/Variable)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator


UNNAMED = re.compile(r"(?:.*/)?Variable(?:_\d+)?")
"""The names that TensorFlow gives: ``variables.py`` (default_name "Variable"), TF 1.15 to 2.21."""


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each variable with a name of TensorFlow's that a Saver writes under it."""
    trace = context.trace
    taken = {i.variable: m for m in trace.makers if isinstance(m, SaverMade) for i in m.items if UNNAMED.fullmatch(str(i.key))}
    for variable in trace.variables:
        maker = taken.get(variable.uid)
        if maker is None or variable.kind != "variable" or not UNNAMED.fullmatch(str(variable.name)):
            continue
        message = f"the Saver writes this variable under '{variable.name}', which depends on what was made before: give it a name"
        related = (Related(maker.site.location, "the Saver"),)
        yield Finding(
            RULE.code,
            RULE.name,
            RULE.severity,
            certainty_of(trace),
            variable.location,
            message,
            (str(variable.name),),
            related,
            variable.uid,
        )


RULE = Rule("CK102", "unnamed-variable", Severity.WARNING, check)


VALID = (
    Example(
        "The variable has a name.",
        """import tensorflow.compat.v1 as tf

with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable(1.0, name="w")
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="w",
    ),
    Example(
        "The Saver gives it a key.",
        """import tensorflow as tf

w = tf.Variable(1.0)
tf.compat.v1.train.Saver({"w": w}).save(None, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="w",
    ),
    Example(
        "An object-based checkpoint knows paths.",
        """import tensorflow as tf

w = tf.Variable(1.0)
print(len(tf.train.list_variables(tf.train.Checkpoint(w=w).write("./ckpt"))))
""",
        prints="2",
    ),
)

INVALID = (
    Example(
        "A variable in a graph.",
        """import tensorflow.compat.v1 as tf

with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable(1.0)
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="Variable",
        wanted="w",
    ),
    Example(
        "A variable in eager mode.",
        """import tensorflow as tf

w = tf.Variable(1.0)
tf.compat.v1.train.Saver([w]).save(None, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="Variable",
        wanted="w",
    ),
    Example(
        "A scope does not name it.",
        """import tensorflow.compat.v1 as tf

with tf.Graph().as_default(), tf.Session() as sess:
    with tf.variable_scope("net"):
        w = tf.Variable(1.0)
    sess.run(tf.global_variables_initializer())
    tf.train.Saver([w]).save(sess, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="net/Variable",
        wanted="net/w",
    ),
)
