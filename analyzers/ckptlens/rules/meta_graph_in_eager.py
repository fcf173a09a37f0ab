"""A graph is exported or imported in eager mode.

## What it does

Reports `import_meta_graph` and `export_meta_graph` that run in eager mode.

## Why it breaks a checkpoint

There is no graph in eager mode: the call raises RuntimeError, and nothing is restored. A `Saver` that saves eagerly writes no `.meta` file
either, so that no graph can import what it wrote.

## Use instead

The import, the session and the restore under `with tf.Graph().as_default(), tf.compat.v1.Session() as sess:`. To only read the values, no
graph is needed: `tf.train.load_checkpoint(path).get_tensor(key)`.

## Fix safety

There is no fix: the code that uses the saver has to move into the graph too.

## References

- [tf.compat.v1.train.import_meta_graph](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/import_meta_graph)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import EagerMetaGraph
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each graph that is written or read without one. A function on its own may be called in a graph: silent."""
    trace = context.trace
    for note in trace.noted(EagerMetaGraph) if not trace.entry else ():
        certain = Certainty.MAY if note.when else certainty_of(trace)
        message = f"{note.api.rpartition('.')[2]} {certain} raise RuntimeError: this runs in eager mode, where there is no graph"
        yield Finding(RULE.code, RULE.name, RULE.severity, certain, note.site.location, message)


RULE = Rule("CK212", "meta-graph-in-eager", Severity.ERROR, check)
_SAVED = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    tf1.get_variable("w", initializer=5.0)
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().save(sess, "./model")
"""


VALID = (
    Example(
        "Imported into a graph.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    saver = tf1.train.import_meta_graph("./model.meta")
    saver.restore(sess, "./model")
    print(float(sess.run(tf1.global_variables()[0])))
""",
        prints="5.0",
    ),
    Example(
        "A session brings its graph when it is entered.",
        f"""{_SAVED}with tf1.Session() as sess:
    saver = tf1.train.import_meta_graph("./model.meta")
    saver.restore(sess, "./model")
    print(float(sess.run(tf1.global_variables()[0])))
""",
        prints="5.0",
    ),
    Example(
        "Values are read without a graph.",
        f"""{_SAVED}print(float(tf.train.load_checkpoint("./model").get_tensor("w")))
""",
        prints="5.0",
    ),
)

INVALID = (
    Example(
        "Imported in eager mode.",
        f"""{_SAVED}saver = tf1.train.import_meta_graph("./model.meta")
""",
        raises="RuntimeError",
    ),
    Example(
        "A session that is not entered does not help.",
        f"""{_SAVED}sess = tf1.Session()
saver = tf1.train.import_meta_graph("./model.meta", clear_devices=True)
saver.restore(sess, "./model")
""",
        raises="RuntimeError",
    ),
    Example(
        "Nothing can be exported.",
        """import tensorflow as tf

w = tf.Variable(1.0, name="w")
tf.compat.v1.train.export_meta_graph("./model.meta")
""",
        raises="RuntimeError",
    ),
)
