"""A variable whose name counts how often its scope was entered.

## What it does

Reports `tf.Variable` under a variable scope that is entered again in a graph, where the scope has variables of `get_variable` too, and
a Saver takes both.

## Why it breaks a checkpoint

`get_variable` names by the variable scope: `enc/a`, however often `enc` is entered. `tf.Variable` names by the name scope, which counts:
`enc_1/b`. The key changes with the number of times that the scope was entered before, and in eager mode it is `enc/b`.

## Use instead

`get_variable`, whose names do not count. To keep the key that files have, `tf.Variable(..., name="enc_1/b")` outside of the scope.

## Fix safety

QF02 gives a Saver with a list today's keys in a dict: then the names may change, and the files stay readable.

## References

- [tf.compat.v1.variable_scope](https://www.tensorflow.org/api_docs/python/tf/compat/v1/variable_scope)
- [tf.compat.v1.get_variable](https://www.tensorflow.org/api_docs/python/tf/compat/v1/get_variable)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import CountedScope
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Trace, Variable


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each saved variable with a number in its scope, beside one of the same scope without."""
    trace = context.trace
    saved = {item.variable for maker in trace.makers if isinstance(maker, SaverMade) for item in maker.items}
    for note in trace.noted(CountedScope):
        variable = trace.variable(note.variable)
        beside = _in_scope(trace, note, variable)
        if beside is None or variable.uid not in saved:
            continue
        plain = f"{note.scope}/{str(variable.name).removeprefix(note.name_scope).lstrip('/')}"
        message = (
            f"'{variable.name}' has the number of a name scope, which depends on what was named '{note.scope}' before; "
            f"eager mode and get_variable would name it '{plain}'"
        )
        related = (Related(beside.location, f"'{beside.name}' of the same scope is made here"),)
        certain = certainty_of(trace)
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, variable.location, message, (str(variable.name),), related, note.uid)


def _in_scope(trace: Trace, note: CountedScope, variable: Variable) -> Variable | None:
    """A variable of the scope that has its plain name."""
    held = (v for v in trace.variables if v.graph == variable.graph and str(v.name).startswith(f"{note.scope}/"))
    return next(held, None)


RULE = Rule("CK104", "counted-scope", Severity.WARNING, check, ("QF02",))
_START = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

tf1.disable_eager_execution()
"""
_SAVED = """\
with tf1.Session() as sess:
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().save(sess, "./model")
print([key for key, _ in tf.train.list_variables("./model")])
"""


VALID = (
    Example(
        "Both are made with get_variable.",
        f"""{_START}with tf1.variable_scope("enc"):
    a = tf1.get_variable("a", [])
with tf1.variable_scope("enc"):
    b = tf1.get_variable("b", [])
{_SAVED}""",
        prints="['enc/a', 'enc/b']",
    ),
    Example(
        "The scope is entered again with its name scope.",
        f"""{_START}with tf1.variable_scope("enc") as scope:
    a = tf1.get_variable("a", [])
with tf1.variable_scope(scope, auxiliary_name_scope=False), tf.name_scope(scope.original_name_scope):
    b = tf.Variable(0.0, name="b")
{_SAVED}""",
        prints="['enc/a', 'enc/b']",
    ),
    Example(
        "The old name, outside of the scope.",
        f"""{_START}with tf1.variable_scope("enc"):
    a = tf1.get_variable("a", [])
b = tf.Variable(0.0, name="enc_1/b")
{_SAVED}""",
        prints="['enc/a', 'enc_1/b']",
    ),
)

INVALID = (
    Example(
        "The scope is entered twice.",
        f"""{_START}with tf1.variable_scope("enc"):
    a = tf1.get_variable("a", [])
with tf1.variable_scope("enc", reuse=tf1.AUTO_REUSE):
    b = tf.Variable(0.0, name="b")
{_SAVED}""",
        prints="['enc/a', 'enc_1/b']",
        wanted="['enc/a', 'enc/b']",
    ),
    Example(
        "A scope of get_variable and one of tf.Variable.",
        f"""{_START}def layer(size):
    with tf1.variable_scope("net", reuse=tf1.AUTO_REUSE):
        return tf1.get_variable("w", [size])


w = layer(2)
with tf1.variable_scope("net"):
    scale = tf1.Variable(1.0, trainable=False, name="scale")
{_SAVED}""",
        prints="['net/w', 'net_1/scale']",
        wanted="['net/scale', 'net/w']",
    ),
    Example(
        "A nested scope.",
        f"""{_START}with tf1.variable_scope("net"):
    with tf1.variable_scope("head"):
        w = tf1.get_variable("w", [])
    with tf1.variable_scope("head"):
        b = tf.Variable(0.0, name="b")
{_SAVED}""",
        prints="['net/head/w', 'net/head_1/b']",
        wanted="['net/head/b', 'net/head/w']",
    ),
)
