"""A key from the counter of unnamed layers and scopes.

## What it does

Reports layers of `tf.layers` and variable scopes without a name, whose variables go into a `Saver`. For information; a warning where one
place in the code is run for several callers in one graph, so that each gets other names.

## Why it breaks a checkpoint

Unnamed layers are `dense`, `dense_1` and so on, in the order in which they are made. A layer that is added or removed before them, or
a model that is built a second time for evaluation, gives all that follow other keys.

## Use instead

A name for each layer: `tf.compat.v1.layers.dense(x, 10, name="fc1")`. To stay with files that exist, the name that the layer has today.
A model that is built twice is built under `variable_scope("net", reuse=tf.compat.v1.AUTO_REUSE)` with names.

## Fix safety

There is no fix yet: a name may collide with what follows.

## References

- [tf.compat.v1.layers](https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers)
- [tf.compat.v1.variable_scope](https://www.tensorflow.org/api_docs/python/tf/compat/v1/variable_scope)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import AutomaticScope
from ckptlens.rules.checks import shown
from ckptlens.rules.examples import KERAS2, Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.text import Location
    from ckptlens.trace import Trace


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each place in the program's own file that makes saved variables under names that count."""
    trace = context.trace
    keys = [str(i.key) for maker in trace.makers if isinstance(maker, SaverMade) and (maker.graph or maker.explicit) for i in maker.items]
    by_place: dict[Location, list[AutomaticScope]] = {}
    for note in trace.noted(AutomaticScope) if keys else ():
        if note.site.location.path == trace.path:
            by_place.setdefault(note.site.location, []).append(note)
    for place, notes in by_place.items():
        made = tuple(key for key in keys if any(key.startswith(f"{note.name}/") for note in notes))
        if made:
            yield _finding(trace, place, notes, made)


def _finding(trace: Trace, place: Location, notes: list[AutomaticScope], keys: tuple[str, ...]) -> Finding:
    names = tuple(dict.fromkeys(str(note.name) for note in notes))
    certain = certainty_of(trace)
    if is_built_again(notes):
        message = f"each caller gets other keys here, {shown(names)}: give this a name, and reuse it"
        return Finding(RULE.code, RULE.name, Severity.WARNING, certain, place, message, keys)
    message = f"{shown(keys)} {'is' if len(keys) == 1 else 'are'} named by a counter: what is made before changes the key"
    return Finding(RULE.code, RULE.name, RULE.severity, certain, place, message, keys)


def is_built_again(notes: list[AutomaticScope]) -> bool:
    """Whether several callers make it in one graph, under several names."""
    graphs = {note.graph for note in notes}
    return any(
        len({n.calls for n in notes if n.graph == graph}) > 1 and len({n.name for n in notes if n.graph == graph}) > 1 for graph in graphs
    )


RULE = Rule("CK107", "automatic-name", Severity.INFORMATION, check)
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
_BLOCK = """\
def block(x, name=None):
    with tf1.variable_scope(name, default_name="block", reuse=tf1.AUTO_REUSE if name else None):
        return x * tf1.get_variable("w", [])


"""


VALID = (
    Example(
        "Names that the program chose.",
        f"""{_START}{_BLOCK}y = block(block(1.0, "first"), "second")
{_SAVED}""",
        prints="['first/w', 'second/w']",
    ),
    Example(
        "A named model, built for training and for evaluation.",
        f"""{_START}{_BLOCK}train, evaluation = block(1.0, "net"), block(2.0, "net")
{_SAVED}""",
        prints="['net/w']",
    ),
    Example(
        "Nothing is saved by name.",
        f"""{_START}{_BLOCK}y = block(1.0)
print(len(tf1.global_variables()))
""",
        prints="1",
    ),
)

INVALID = (
    Example(
        "A layer without a name.",
        f"""{_START}y = tf1.layers.dense(tf.ones([1, 2]), 3, use_bias=False)
{_SAVED}""",
        prints="['dense/kernel']",
        wanted="['fc/kernel']",
        stacks=KERAS2,
    ),
    Example(
        "A model that is built again for evaluation: a warning.",
        f"""{_START}{_BLOCK}train = block(1.0)
evaluation = block(2.0)
{_SAVED}""",
        prints="['block/w', 'block_1/w']",
        wanted="['block/w']",
        severity=Severity.WARNING,
    ),
    Example(
        "A block in a loop.",
        f"""{_START}y = 1.0
for _ in range(2):
    with tf1.variable_scope(None, default_name="step"):
        y = y * tf1.get_variable("w", [])
{_SAVED}""",
        prints="['step/w', 'step_1/w']",
        wanted="['first/w', 'second/w']",
    ),
)
