"""A restore by name that leaves variables of the graph as they are.

## What it does

Compares the trained variables of a graph with those that a `Saver` or an assignment map gives values of a known checkpoint. Reports the
restore that leaves some of them, unless another restore of the program fills them.

## Why it breaks a checkpoint

Nothing is raised. A head that is new is left on purpose; a layer that was renamed, or a variable that is made after `init_from_checkpoint`,
trains from scratch, and nobody sees it.

## Use instead

Look at the names: those that the checkpoint has under another name belong into the list or the map. What is new on purpose is
marked by `# ckptlens: ignore[CK215]` with a reason.

## Fix safety

There is no fix: whether a variable is new is not in the code.

## References

- [tf.compat.v1.train.Saver](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.checks import shown
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity
from ckptlens.trace import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Restore, Trace


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore by name in a graph that leaves trained variables which no other fills."""
    trace = context.trace
    by_name = [r for r in trace.restores if _fills_by_name(r)]
    certain = certainty_of(trace)
    for restore in by_name:
        left = tuple(name for name in _left(restore) if name in _trained(trace) and all(name in _left(other) for other in by_name))
        if left:
            call = restore.api.rpartition(".")[2] if restore.api.endswith("init_from_checkpoint") else call_name(restore)
            message = f"{call} {certain} leave {shown(left)} at the initial values: it has nothing for them, and nothing is raised"
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, left, subject=restore.uid)


def _fills_by_name(restore: Restore) -> bool:
    return restore.style == "name" and restore.mode is Mode.GRAPH and restore.found is not None and restore.found.raises is None


def _left(restore: Restore) -> tuple[str, ...]:
    return restore.found.left_at_init if restore.found is not None else ()


def _trained(trace: Trace) -> set[str]:
    """The names of the variables that are trained."""
    return {str(v.name) for v in trace.variables if v.trainable and v.kind == "variable"}


RULE = Rule("CK215", "restore-leaves-variables", Severity.WARNING, check)
_SAVED = """\
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
with tf.Graph().as_default(), tf.Session() as sess:
    for name in ("net/w", "net/b"):
        tf.get_variable(name, initializer=1.0)
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./model")
"""
_RUN = """\
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print([float(value) for value in sess.run([w, b])])
"""


VALID = (
    Example(
        "All variables.",
        f"""{_SAVED}w, b = tf.get_variable("net/w", initializer=0.0), tf.get_variable("net/b", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"net/": "net/"}})
{_RUN}""",
        prints="[1.0, 1.0]",
    ),
    Example(
        "Each of two restores fills a part.",
        f"""{_SAVED}w, b = tf.get_variable("net/w", initializer=0.0), tf.get_variable("net/b", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"net/w": w}})
tf.train.init_from_checkpoint("./model", {{"net/b": b}})
{_RUN}""",
        prints="[1.0, 1.0]",
    ),
    Example(
        "What is left is not trained.",
        f"""{_SAVED}w = tf.get_variable("net/w", initializer=0.0)
b = tf.get_variable("net/steps", initializer=0.0, trainable=False)
tf.train.init_from_checkpoint("./model", {{"net/w": w}})
{_RUN}""",
        prints="[1.0, 0.0]",
    ),
)

INVALID = (
    Example(
        "A variable that is made too late.",
        f"""{_SAVED}w = tf.get_variable("net/w", initializer=0.0)
tf.train.init_from_checkpoint("./model", {{"net/": "net/"}})
b = tf.get_variable("net/b", initializer=0.0)
{_RUN}""",
        prints="[1.0, 0.0]",
        wanted="[1.0, 1.0]",
    ),
    Example(
        "A variable that get_variable did not make.",
        f"""{_SAVED}w, b = tf.get_variable("net/w", initializer=0.0), tf.Variable(0.0, name="net/b")
tf.train.init_from_checkpoint("./model", {{"net/": "net/"}})
{_RUN}""",
        prints="[1.0, 0.0]",
        wanted="[1.0, 1.0]",
    ),
    Example(
        "A list that lacks one.",
        f"""{_SAVED}w, b = tf.get_variable("net/w", initializer=0.0), tf.get_variable("net/b", initializer=0.0)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
tf.train.Saver([w]).restore(sess, "./model")
print([float(value) for value in sess.run([w, b])])
""",
        prints="[1.0, 0.0]",
        wanted="[1.0, 1.0]",
    ),
)
