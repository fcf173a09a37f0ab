"""A Saver is built in eager mode without any variable to save.

## What it does

Reports a `tf.compat.v1.train.Saver` that is built in eager mode without `var_list`, or with a list that is empty there:
`global_variables()`, `trainable_variables()` and `get_collection()` return nothing when TensorFlow runs eagerly.

## Why it breaks a checkpoint

`Saver()` raises RuntimeError where it is built. `Saver(tf1.global_variables())` is built without complaint, and the
first `save` raises ValueError "No variables to save": often hours later, at the end of the first epoch. A `with
tf1.Session()` block does not help: it opens a graph, and eager variables are not in it.

## Use instead

Name the variables, `Saver(var_list=[w, b])`, or move to `tf.train.Checkpoint`.

## Fix safety

QF01 lists the variables that are bound in the same scope. It is unsafe: it is a choice of variables, and they are the
keys of the file.

## References

- [Migrating model checkpoints](https://www.tensorflow.org/guide/migrate/migrating_checkpoints)
- [tf.compat.v1.train.Saver](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Certainty, Finding, Related, Rule, RuleContext, Severity
from ckptlens.tf_api.savers import NO_VARIABLES
from ckptlens.trace import Mode, SaverMade, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Raised

_SHOWN = 3


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each eager Saver that is known to hold no variable."""
    for maker in context.trace.makers:
        if isinstance(maker, SaverMade) and maker.items_known and not maker.items and _will_raise(context.trace, maker):
            yield _finding(context.trace, maker)
    raised = context.trace.raised
    if raised is not None and raised.message == NO_VARIABLES and not _found_eager(context.trace, raised):
        message = "there is no variable in this graph: Saver() will raise ValueError 'No variables to save'"
        yield Finding(RULE.code, RULE.name, RULE.severity, certainty_of(context.trace), raised.location, message)


def _finding(trace: Trace, maker: SaverMade) -> Finding:
    """The finding; a warning in a function on its own, whose callers may be in a graph."""
    severity, certain = (Severity.WARNING, Certainty.MAY) if trace.entry else (RULE.severity, Certainty.WILL)
    message, related = _message(maker, certain), _unsaved(trace, maker)
    return Finding(RULE.code, RULE.name, severity, certain, maker.site.location, message, related=related, subject=maker.uid)


def _found_eager(trace: Trace, raised: Raised) -> bool:
    """Whether the Saver that raises is one that was reported already."""
    makers = (maker for maker in trace.makers if isinstance(maker, SaverMade))
    return any(maker.site.location == raised.location and _will_raise(trace, maker) for maker in makers)


def _will_raise(trace: Trace, maker: SaverMade) -> bool:
    """In eager mode always. A graph is known to be empty when nothing was lost, and there are variables, but eager ones only."""
    if maker.mode is not Mode.GRAPH:
        return maker.mode is Mode.EAGER and (not trace.entry or _is_written_for_eager(trace))
    eager_only = bool(trace.variables) and all(v.mode is Mode.EAGER for v in trace.variables)
    return eager_only and not trace.gaps and not maker.defer_build and ("allow_empty", True) not in maker.options


def _is_written_for_eager(trace: Trace) -> bool:
    """Whether a function on its own makes variables as TF2 does: what knows TF1 alone may be called in a graph."""
    return any(not variable.api.startswith("tf.compat.v1.") for variable in trace.variables)


def _message(maker: SaverMade, will: Certainty) -> str:
    if maker.mode is Mode.GRAPH:
        return f"the graph here is empty, since eager variables are in no graph: this Saver {will} raise ValueError 'No variables to save'"
    if maker.explicit:
        return f"this Saver's variable list is empty in eager mode: saving with it {will} raise ValueError 'No variables to save'"
    return f"Saver() without var_list {will} raise RuntimeError in eager mode, where no collection holds the program's variables"


def _unsaved(trace: Trace, maker: SaverMade) -> tuple[Related, ...]:
    made = {binding.variable for binding in maker.bindings}
    here = [v for v in trace.variables if v.uid in made]
    return tuple(Related(v.location, f"the variable '{v.name}' would not be saved") for v in here[:_SHOWN])


RULE = Rule("CK202", "saver-without-variables", Severity.ERROR, check, ("QF01",))

VALID = (
    Example(
        "A function of TF1 code that nothing here calls: its caller may be in a graph.",
        """import tensorflow as tf


def train(directory):
    step = tf.compat.v1.train.get_or_create_global_step()
    return step, tf.compat.v1.train.Saver()


print(callable(train))
""",
        prints="True",
    ),
    Example(
        "The variables are named.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

w = tf.Variable(1.0, name="w")
saver = tf1.train.Saver(var_list=[w])
print(saver.save(None, "out/model.ckpt"))
""",
        prints="out/model.ckpt",
    ),
    Example(
        "In graph mode Saver() takes the graph's variables.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=1.0)
    saver = tf1.train.Saver()
    sess.run(w.initializer)
    print(saver.save(sess, "out/model.ckpt"))
""",
        prints="out/model.ckpt",
    ),
    Example(
        "Eager execution is off in the whole program.",
        """\
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
w = tf.get_variable("w", initializer=1.0)
saver = tf.train.Saver(tf.global_variables())
with tf.Session() as sess:
    sess.run(w.initializer)
    print(saver.save(sess, "out/model.ckpt"))
""",
        prints="out/model.ckpt",
    ),
)

INVALID = (
    Example(
        "Saver() needs its variables in eager mode.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

w = tf.Variable(1.0, name="w")
saver = tf1.train.Saver()
saver.save(None, "out/model.ckpt")
""",
        raises="RuntimeError",
    ),
    Example(
        "The collection of global variables is empty in eager mode.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

w = tf.Variable(1.0, name="w")
saver = tf1.train.Saver(tf1.global_variables(), max_to_keep=2)
saver.save(None, "out/model.ckpt")
""",
        raises="ValueError",
    ),
    Example(
        "Eager variables are not in the graph of a session.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

w = tf.Variable(1.0, name="w")
with tf1.Session() as sess:
    saver = tf1.train.Saver(var_list=tf1.trainable_variables())
    saver.save(sess, "out/model.ckpt")
""",
        raises="ValueError",
    ),
)
