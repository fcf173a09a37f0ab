"""An assignment map that does not fit the checkpoint or the graph.

## What it does

Follows `init_from_checkpoint` with a known checkpoint: which variables each entry of the map finds, and under which key it looks each up.

## Why it breaks a checkpoint

An entry for a key that the checkpoint does not have raises ValueError. A map whose scopes have no variables does nothing, and says nothing:
the model trains from scratch.

## Use instead

The direction is `{checkpoint: model}`, and a scope ends with a slash on both sides: `{"bert/": "model/bert/"}`. Variables that
the checkpoint does not have need a scope of their own, or a map of single variables.

## Fix safety

QF20 ends both scopes of an entry with a slash where one of them has none. It is unsafe: the program gets other values.

## References

- [tf.compat.v1.train.init_from_checkpoint](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/init_from_checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import Failure, NothingAssigned
from ckptlens.rules.checks import shown
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of, is_whole_program
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Found


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each map that ends the program, and each that assigns nothing; a caller may have made the variables that it names."""
    certain, whole = certainty_of(context.trace), is_whole_program(context.trace)
    ends = {failure.raised.location for failure in context.trace.noted(Failure)}
    for restore in context.trace.restores:
        found = restore.found
        if restore.api.endswith("init_from_checkpoint") and found is not None and found.raises and restore.site.location in ends:
            if not (whole or found.missing or found.misfits):
                continue
            message = f"init_from_checkpoint {certain} raise {found.raises}: {_why(found)}"
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, found.missing)
    for note in context.trace.noted(NothingAssigned):
        if whole and not note.eager:
            message = f"init_from_checkpoint {certain} assign nothing: the scopes of this map have no variables, and nothing is raised"
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, note.site.location, message)


def _why(found: Found) -> str:
    if found.missing:
        return f"the checkpoint does not have {shown(found.missing)}"
    return found.misfits[0] if found.misfits else "the map does not fit the checkpoint's keys and the graph's variables"


RULE = Rule("CK214", "assignment-map-mismatch", Severity.ERROR, check, ("QF20",))
_SAVED = """\
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
with tf.Graph().as_default(), tf.Session() as sess:
    tf.get_variable("net/w", initializer=1.0)
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./model")
"""
_RUN = """\
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(w))
"""


VALID = (
    Example(
        "Scopes with a slash.",
        f"""{_SAVED}w = tf.get_variable("top/w", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"net/": "top/"}})
{_RUN}""",
        prints="1.0",
    ),
    Example(
        "One variable.",
        f"""{_SAVED}w = tf.get_variable("top/v", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"net/w": w}})
{_RUN}""",
        prints="1.0",
    ),
    Example(
        "All of the checkpoint below a scope.",
        f"""{_SAVED}w = tf.get_variable("top/net/w", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"/": "top/"}})
{_RUN}""",
        prints="1.0",
    ),
)

INVALID = (
    Example(
        "A variable that the checkpoint does not have.",
        f"""{_SAVED}w, more = tf.get_variable("top/w", initializer=0.0), tf.get_variable("top/more", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"net/": "top/"}})
""",
        raises="ValueError",
    ),
    Example(
        "The wrong direction.",
        f"""{_SAVED}w = tf.get_variable("top/w", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"top/": "net/"}})
{_RUN}""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "A scope that has no variables.",
        f"""{_SAVED}w = tf.get_variable("top/w", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"net/": "tower/"}})
{_RUN}""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "A scope without its slash.",
        f"""{_SAVED}w = tf.get_variable("top/w", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"net": "top/"}})
""",
        raises="ValueError",
    ),
)
