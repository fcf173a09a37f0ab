"""Variables of a graph that are saved eagerly, and eager ones in a graph.

## What it does

Reports a `Saver` or `tf.train.Checkpoint` that is made, saved or restored in another mode than its variables: outside of the graph
that they belong to, or inside a graph when they are eager. In a graph, `None` in the place of the session is reported too.

## Why it breaks a checkpoint

The call raises ValueError, TypeError, AttributeError or RuntimeError, by what is mixed, and nothing is saved or restored. A session
does not help: `tf.compat.v1.Session(graph=graph)` and `session.as_default()` leave TensorFlow in eager mode; `with session:` enters the
graph.

## Use instead

All calls of the `Saver` under `with graph.as_default():` or `with session:`; for eager variables, no graph and no session:
`saver.save(None, path)`.

## Fix safety

There is no fix: it is a choice of one mode for the program.

## References

- [tf.Graph.as_default](https://www.tensorflow.org/api_docs/python/tf/Graph#as_default)
- [tf.compat.v1.Session.as_default](https://www.tensorflow.org/api_docs/python/tf/compat/v1/Session#as_default)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import Mix, MixedModes
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of, is_whole_program
from ckptlens.rules.model import Certainty, Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Trace

_REASONS = {
    Mix.GRAPH_VARIABLES: "{} of a graph, and this runs in eager mode",
    Mix.EAGER_VARIABLES: "{} eager, and no graph can use what is",
    Mix.EAGER_SAVER: "this Saver was made in eager mode and cannot be used in a graph",
    Mix.NO_SESSION: "in a graph a Saver needs a session, not None",
}
_SHOWN = 3


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each call that mixes modes; the callers of a function on its own may have entered a graph."""
    trace = context.trace
    for note in trace.noted(MixedModes) if is_whole_program(trace) else ():
        certain = Certainty.MAY if note.when else certainty_of(trace)
        message = f"{_reason(trace, note)}: this {certain} raise {note.error}"
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, note.site.location, message, related=_related(trace, note))


def _reason(trace: Trace, note: MixedModes) -> str:
    names = [f"'{trace.variable(uid).name}'" for uid in note.variables]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return _REASONS[note.mix].format(", ".join(names[:_SHOWN]) + more + (" is" if len(names) == 1 else " are"))


def _related(trace: Trace, note: MixedModes) -> tuple[Related, ...]:
    first = [trace.variable(uid) for uid in note.variables[:_SHOWN]]
    return tuple(Related(variable.location, f"'{variable.name}' is made here") for variable in first)


RULE = Rule("CK203", "modes-mixed", Severity.ERROR, check)

VALID = (
    Example(
        "All of it in one graph.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as session:
    v = tf1.get_variable("v", initializer=1.0)
    session.run(v.initializer)
    print(tf1.train.Saver([v]).save(session, "./model"))
""",
        prints="./model",
    ),
    Example(
        "The session brings its graph when it is entered.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

graph = tf.Graph()
with graph.as_default():
    v = tf1.get_variable("v", initializer=1.0)
    saver = tf1.train.Saver()
session = tf1.Session(graph=graph)
with session:
    session.run(v.initializer)
    print(saver.save(session, "./model"))
""",
        prints="./model",
    ),
    Example(
        "A Saver of eager variables ignores its session.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

v = tf.Variable(1.0, name="v")
print(tf1.train.Saver([v]).save(tf1.Session(graph=tf.Graph()), "./model"))
""",
        prints="./model",
    ),
    Example(
        "A Saver of another graph than the current one.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

graph = tf.Graph()
with graph.as_default():
    v = tf1.get_variable("v", initializer=1.0)
    saver = tf1.train.Saver()
session = tf1.Session(graph=graph)
session.run(v.initializer)
with tf.Graph().as_default():
    print(saver.save(session, "./model"))
""",
        prints="./model",
    ),
    Example(
        "A Checkpoint of variables of its graph.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as session:
    v = tf1.get_variable("v", initializer=1.0)
    session.run(v.initializer)
    print(tf.train.Checkpoint(v=v).save("./model"))
""",
        prints="./model-1",
    ),
)

INVALID = (
    Example(
        "A graph is left before its variables are saved.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

graph = tf.Graph()
with graph.as_default():
    v = tf1.get_variable("v", initializer=1.0)
    saver = tf1.train.Saver()
session = tf1.Session(graph=graph)
session.run(v.initializer)
saver.save(session, "./model")
""",
        raises="ValueError",
    ),
    Example(
        "A default session is no default graph.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

graph = tf.Graph()
with graph.as_default():
    v = tf1.get_variable("v", initializer=1.0)
session = tf1.Session(graph=graph)
session.run(v.initializer)
with session.as_default():
    tf1.train.Saver({"v": v}).save(session, "./model")
""",
        raises="AttributeError",
    ),
    Example(
        "A Checkpoint of a variable of a graph.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default():
    v = tf1.get_variable("v", initializer=1.0)
tf.train.Checkpoint(v=v).save("./model")
""",
        raises="TypeError",
    ),
    Example(
        "A session enters a graph, in which eager variables are not.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

v = tf.Variable(1.0, name="v")
with tf1.Session() as session:
    saver = tf1.train.Saver([v])
    saver.save(session, "./model")
""",
        raises="RuntimeError",
    ),
    Example(
        "A Checkpoint of eager variables is restored in a graph.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

v = tf.Variable(1.0)
path = tf.train.Checkpoint(v=v).write("./model")
with tf.Graph().as_default(), tf1.Session() as session:
    tf.train.Checkpoint(v=v).read(path)
""",
        raises="RuntimeError",
    ),
    Example(
        "A Checkpoint that was saved before is saved in a graph.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

checkpoint = tf.train.Checkpoint(v=tf.Variable(1.0))
checkpoint.save("./model")
with tf.Graph().as_default(), tf1.Session() as session:
    checkpoint.save("./model")
""",
        raises="AttributeError",
    ),
    Example(
        "A Saver made in eager mode is used in a graph.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

saver = tf1.train.Saver([tf.Variable(1.0, name="v")])
with tf.Graph().as_default(), tf1.Session() as session:
    saver.save(session, "./model")
""",
        raises="RuntimeError",
    ),
    Example(
        "A graph needs a session.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default():
    v = tf1.get_variable("v", initializer=1.0)
    tf1.train.Saver().save(None, "./model")
""",
        raises="TypeError",
    ),
)
