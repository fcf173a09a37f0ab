"""A variable is asked for anew that exists, or to be reused that does not.

## What it does

Reports a call of `get_variable`, or of a layer that makes its variables through it, which ends the program in graph mode: a variable
of that name exists and reuse is off, or reuse is on and there is none, or there is one of another shape or dtype.

## Why it breaks a checkpoint

The program stops with ValueError before anything is saved or restored. It shows when a network is built a second time
(for evaluation, for another tower), when a scope is entered again under its name, or when a layer without a name counts
anew in a scope that was left.

## Use instead

`reuse=tf.AUTO_REUSE` on the scope where both calls mean the same variable, another scope or name where they do not.

## Fix safety

There is no fix: whether the variable is meant to be shared is not in the code.

## References

- [tf.compat.v1.get_variable](https://www.tensorflow.org/api_docs/python/tf/compat/v1/get_variable)
- [tf.compat.v1.variable_scope](https://www.tensorflow.org/api_docs/python/tf/compat/v1/variable_scope)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Trace

_CONFLICT = re.compile(
    r"(?:Variable|Trying to share variable) (?P<name>\S+?),? (?P<what>already exists|does not exist|but specified (?:shape|dtype))"
)
"""How the errors of ``_VariableStore`` begin (``variable_scope.py``, TensorFlow 1.15 to 2.21)."""
_WHY = {
    "already exists": "exists already, and the scope does not reuse variables",
    "does not exist": "is to be reused and was not made with get_variable before",
    "but specified shape": "is to be reused with another shape",
    "but specified dtype": "is to be reused with another dtype",
}


def check(context: RuleContext) -> Iterator[Finding]:
    """The finding for the call that ends the program, if it is one of this kind."""
    raised = context.trace.raised
    found = _CONFLICT.match(raised.message) if raised is not None and raised.api is not None and raised.type == "ValueError" else None
    if raised is None or found is None:
        return
    certain = certainty_of(context.trace)
    message = f"this {certain} raise ValueError: '{found['name']}' {_WHY[found['what']]}"
    related = _made(context.trace, found["name"])
    yield Finding(RULE.code, RULE.name, RULE.severity, certain, raised.location, message, (found["name"],), related)


def _made(trace: Trace, name: str) -> tuple[Related, ...]:
    """Where the variable was made."""
    made = [v for v in trace.variables if v.name.literal == name and v.graph]
    return tuple(Related(v.location, f"'{name}' is made here") for v in made[-1:])


RULE = Rule("CK105", "variable-store-conflict", Severity.ERROR, check)

_START = """\
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
"""

VALID = (
    Example(
        "Both calls mean the same variable, and say so.",
        f"""{_START}for _ in range(2):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        w = tf.get_variable("w", [2])
print([v.op.name for v in tf.global_variables()])
""",
        prints="['net/w']",
    ),
    Example(
        "Each tower has a scope of its own.",
        f"""{_START}for i in range(2):
    with tf.variable_scope(f"tower_{{i}}"):
        w = tf.get_variable("w", [2])
print([v.op.name for v in tf.global_variables()])
""",
        prints="['tower_0/w', 'tower_1/w']",
    ),
    Example(
        "A default name is made unique.",
        f"""{_START}for _ in range(2):
    with tf.variable_scope(None, default_name="block"):
        w = tf.get_variable("w", [2])
print([v.op.name for v in tf.global_variables()])
""",
        prints="['block/w', 'block_1/w']",
    ),
    Example(
        "Which variable is used again is known in the run alone.",
        f"""import os

{_START}with tf.variable_scope("net"):
    for name in ("first", "second"):
        tf.get_variable(name, [2])
with tf.variable_scope("net", reuse=True):
    w = tf.get_variable(os.environ.get("LAYER", "first"), [2])
print(w.op.name)
""",
        prints="net/first",
    ),
)

INVALID = (
    Example(
        "The network is built twice.",
        f"""{_START}def net(x):
    with tf.variable_scope("net"):
        return x * tf.get_variable("w", [2])


train, evaluate = net(tf.ones([2])), net(tf.zeros([2]))
""",
        raises="ValueError",
    ),
    Example(
        "Reuse without a first call.",
        f"""{_START}with tf.variable_scope("net", reuse=True):
    w = tf.get_variable("w", [2])
""",
        raises="ValueError",
    ),
    Example(
        "The scope was spelled otherwise in the first call.",
        f"""{_START}with tf.variable_scope("Net"):
    w = tf.get_variable("w", [2])
with tf.variable_scope("net", reuse=True):
    w = tf.get_variable("w", [2])
""",
        raises="ValueError",
    ),
    Example(
        "Two inputs of different width go through the same layer.",
        f"""{_START}def net(x):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        return tf.matmul(x, tf.get_variable("w", [x.shape[1], 4]))


train, evaluate = net(tf.ones([2, 3])), net(tf.ones([2, 5]))
""",
        raises="ValueError",
    ),
)
