"""A key that ends in ``:0``.

## What it does

Reports keys built from `variable.name`, which ends in `:0`: the keys of a `Saver`'s dict, or of a dict in a `Checkpoint`.

## Why it breaks a checkpoint

Every other program looks for the key without it, and finds nothing.

## Use instead

`variable.op.name` in a graph, `variable.name.split(":")[0]` anywhere.

## Fix safety

QF03 splits the number from the names where the dict is written in the call. It is unsafe: the keys change, and files that exist have
the old ones.

## References

- [tf.Variable](https://www.tensorflow.org/api_docs/python/tf/Variable)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator


_NUMBERED = re.compile(r"[^/]+:[0-9]+(?=$|/\.ATTRIBUTES/)")


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each Saver, and each save of a Checkpoint, with such keys."""
    trace, certain = context.trace, certainty_of(context.trace)
    savers = ((m.site.location, m.items, m.uid) for m in trace.makers if isinstance(m, SaverMade))
    saves = ((s.site.location, s.items, s.uid) for s in trace.saves if s.style == "object")
    for location, items, uid in (*savers, *saves):
        keys = tuple(str(item.key) for item in items if _NUMBERED.search(str(item.key)))
        if keys:
            shown = keys[0].partition("/.ATTRIBUTES/")[0]
            message = f"the key '{shown}' ends with the number of an output, as variable.name does: no other program looks for it"
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, location, message, keys, subject=uid)


RULE = Rule("CK110", "key-with-output-number", Severity.WARNING, check, ("QF03",))


VALID = (
    Example(
        "The name is cut.",
        """import tensorflow as tf

w = tf.Variable(1.0, name="w")
tf.compat.v1.train.Saver({v.name.split(":")[0]: v for v in [w]}).save(None, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="w",
    ),
    Example(
        "The name of the op.",
        """import tensorflow.compat.v1 as tf

with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable(1.0, name="w")
    sess.run(tf.global_variables_initializer())
    tf.train.Saver({w.op.name: w}).save(sess, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="w",
    ),
    Example(
        "A list has the right keys.",
        """import tensorflow as tf

w = tf.Variable(1.0, name="w")
tf.compat.v1.train.Saver([w]).save(None, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="w",
    ),
)

INVALID = (
    Example(
        "The dict of a Saver.",
        """import tensorflow as tf

w = tf.Variable(1.0, name="w")
tf.compat.v1.train.Saver({v.name: v for v in [w]}).save(None, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="w:0",
        wanted="w",
    ),
    Example(
        "A graph.",
        """import tensorflow.compat.v1 as tf

with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable(1.0, name="w")
    sess.run(tf.global_variables_initializer())
    tf.train.Saver({w.name: w}).save(sess, "./model")
print(tf.train.list_variables("./model")[0][0])
""",
        prints="w:0",
        wanted="w",
    ),
    Example(
        "The dict of a Checkpoint.",
        """import tensorflow as tf

w = tf.Variable(1.0, name="w")
path = tf.train.Checkpoint(var_list={w.name: w}).write("./ckpt")
print(tf.train.list_variables(path)[1][0])
""",
        prints="var_list/w:0/.ATTRIBUTES/VARIABLE_VALUE",
        wanted="var_list/w/.ATTRIBUTES/VARIABLE_VALUE",
    ),
)
