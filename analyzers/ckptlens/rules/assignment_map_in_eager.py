"""An assignment map by names in eager mode.

## What it does

Reports `init_from_checkpoint` in eager mode with a map to names or scopes.

## Why it breaks a checkpoint

Names are looked up in the store of `get_variable`, which is empty in eager mode. A map of scopes (`{"/": "net/"}`) does nothing and says
nothing, so that the model trains from scratch; a map of names raises ValueError.

## Use instead

The variables themselves: `{"net/w": net.w}`, with `.value` for Keras 3; or the same map for a `Saver`:
`tf.compat.v1.train.Saver({"net/w": net.w}).restore(None, path)`.

## Fix safety

QF19 writes the map of the variables that the names and scopes of the old one mean, for the call or for a `Saver`.

## References

- [tf.compat.v1.train.init_from_checkpoint](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/init_from_checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import Failure, NothingAssigned
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of, is_whole_program
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each map of names or scopes in eager mode; unknown code or a caller may have made a graph."""
    if not is_whole_program(context.trace):
        return
    certain = certainty_of(context.trace)
    for note in context.trace.noted(NothingAssigned):
        if note.eager:
            message = f"init_from_checkpoint {certain} do nothing: in eager mode no scope has variables, and nothing is raised"
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, note.site.location, message)
    for failure in context.trace.noted(Failure):
        if failure.raised.message.startswith("Assignment map with scope only name"):
            message = f"init_from_checkpoint {certain} raise ValueError: in eager mode a name finds no variable, map to the variable itself"
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, failure.raised.location, message)


RULE = Rule("CK213", "assignment-map-in-eager", Severity.ERROR, check, ("QF19",))
_SAVED = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

tf1.train.Saver([tf.Variable(1.0, name="net/w")]).save(None, "./model")
"""


VALID = (
    Example(
        "The variable itself.",
        f"""{_SAVED}w = tf.Variable(0.0)
tf1.train.init_from_checkpoint("./model", {{"net/w": w}})
print(w.numpy())
""",
        prints="1.0",
    ),
    Example(
        "In a graph scopes have variables.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("top/w", initializer=0.0)
    tf1.train.init_from_checkpoint("./model", {{"net/": "top/"}})
    sess.run(tf1.global_variables_initializer())
    print(sess.run(w))
""",
        prints="1.0",
    ),
    Example(
        "A Saver with the key of the file.",
        f"""{_SAVED}w = tf.Variable(0.0)
tf1.train.Saver({{"net/w": w}}).restore(None, "./model")
print(w.numpy())
""",
        prints="1.0",
    ),
    Example(
        "A function for others to call in their graph.",
        """import tensorflow.compat.v1 as tf1


def load_encoder(path):
    tf1.train.init_from_checkpoint(path, {"/": "encoder/"})


print("ready")
""",
        prints="ready",
    ),
)

INVALID = (
    Example(
        "A map of scopes.",
        f"""{_SAVED}w = tf.Variable(0.0, name="top/w")
tf1.train.init_from_checkpoint("./model", {{"net/": "top/"}})
print(w.numpy())
""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "The scope of all.",
        f"""{_SAVED}w = tf.Variable(0.0, name="net/w")
tf1.train.init_from_checkpoint("./model", {{"/": "/"}})
print(w.numpy())
""",
        prints="0.0",
        wanted="1.0",
    ),
    Example(
        "A map of names.",
        f"""{_SAVED}w = tf.Variable(0.0, name="w")
tf1.train.init_from_checkpoint("./model", {{"net/w": "w"}})
""",
        raises="ValueError",
    ),
)
