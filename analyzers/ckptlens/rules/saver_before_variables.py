"""A Saver without a variable list is built before all variables exist.

## What it does

Reports a graph-mode `Saver()` after which the program makes more variables in the same graph: layers, an optimizer's
slots, moving averages, the global step.

## Why it breaks a checkpoint

`Saver()` takes the variables that exist when it is *built*, not when it saves. What is made later is in no file: a
resumed training starts with fresh optimizer slots, or ends with "uninitialized value". Nothing is printed, neither at
saving nor at restoring.

When the Saver is only used to restore (pre-trained weights, before the optimizer is built), that may be meant, and
the finding is for information.

## Use instead

Build the Saver after the last variable, that is after `minimize()`, or use `Saver(defer_build=True)` and call
`build()` at the end.

## Fix safety

QF12 moves the statement to just before its first use. It is unsafe: the file gets more keys, and older files lack them.

## References

- [tf.compat.v1.train.Saver](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of, restores_with, saves_with
from ckptlens.rules.model import Certainty, Finding, Related, Rule, RuleContext, Severity
from ckptlens.trace import Mode, SaverMade, Trace, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.text import Location

_GLOBAL = "variables"
"""`tf.compat.v1.GraphKeys.GLOBAL_VARIABLES`, the collection that Saver() reads."""
_SHOWN = 3


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each graph-mode Saver() that misses variables made after it."""
    for maker in context.trace.makers:
        if isinstance(maker, SaverMade) and (late := late_variables(context.trace, maker)):
            yield _finding(context.trace, maker, late)


def late_variables(trace: Trace, maker: SaverMade) -> tuple[Variable, ...]:
    """The variables that `maker` would hold had it been built just before its last save (or, without saves, at the program's end)."""
    if maker.mode is not Mode.GRAPH or maker.explicit or maker.defer_build:
        return ()
    saves = saves_with(trace, maker)
    if trace.entry and not saves:
        return ()  # a function that nothing calls runs after the whole module: its variables are late by the order of analysis only
    until = max((s.uid for s in saves), default=None)
    later = (v for v in trace.variables if v.graph == maker.graph and v.uid > maker.uid and _GLOBAL in v.collections)
    return tuple(v for v in later if until is None or v.uid < until)


def _finding(trace: Trace, maker: SaverMade, late: tuple[Variable, ...]) -> Finding:
    only_restores = bool(restores_with(trace, maker)) and not saves_with(trace, maker)
    certain = certainty_of(trace) if maker.items_known and not any(v.when for v in late) else Certainty.MAY
    keys = tuple(str(v.name) for v in late)
    return Finding(
        RULE.code, RULE.name, Severity.INFORMATION if only_restores else RULE.severity, certain, maker.site.location,
        _restore_message(maker, keys) if only_restores else _save_message(keys, certain, bool(saves_with(trace, maker))),
        keys, _related(late), maker.uid,
    )  # fmt: skip


def _save_message(keys: tuple[str, ...], certain: Certainty, saves: bool) -> str:
    will = "will" if certain is Certainty.WILL and saves else "may"
    return f"this Saver is built before {_named(keys)}, which it {will} not save"


def _restore_message(maker: SaverMade, keys: tuple[str, ...]) -> str:
    count = len(maker.items)
    return f"this Saver restores only the {count} variable{'' if count == 1 else 's'} made before it, not {_named(keys)}"


def _named(keys: tuple[str, ...]) -> str:
    shown = ", ".join(f"'{key}'" for key in keys[:_SHOWN])
    return shown if len(keys) <= _SHOWN else f"{shown} and {len(keys) - _SHOWN} more variables"


def _related(late: tuple[Variable, ...]) -> tuple[Related, ...]:
    by_place: dict[Location, list[str]] = {}
    for variable in late:
        by_place.setdefault(variable.location, []).append(str(variable.name))
    return tuple(Related(place, f"made here, after the Saver: {_named(tuple(names))}") for place, names in [*by_place.items()][:_SHOWN])


RULE = Rule("CK207", "saver-before-variables", Severity.WARNING, check, ("QF12",))

VALID = (
    Example(
        "The Saver is built after the optimizer.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=1.0)
    train = tf1.train.MomentumOptimizer(0.1, 0.9).minimize(w * w)
    saver = tf1.train.Saver()
    sess.run(tf1.global_variables_initializer())
    saver.save(sess, "out/model.ckpt")
print([key for key, _ in tf.train.list_variables("out/model.ckpt")])
""",
        prints="['w', 'w/Momentum']",
    ),
    Example(
        "A deferred Saver takes its variables when build() runs.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    a = tf1.get_variable("a", initializer=1.0)
    saver = tf1.train.Saver(defer_build=True)
    b = tf1.get_variable("b", initializer=2.0)
    saver.build()
    sess.run(tf1.global_variables_initializer())
    saver.save(sess, "out/model.ckpt")
print([key for key, _ in tf.train.list_variables("out/model.ckpt")])
""",
        prints="['a', 'b']",
    ),
    Example(
        "A named list is meant as it is.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    a = tf1.get_variable("a", initializer=1.0)
    saver = tf1.train.Saver([a])
    b = tf1.get_variable("b", initializer=2.0)
    sess.run(tf1.global_variables_initializer())
    saver.save(sess, "out/model.ckpt")
print([key for key, _ in tf.train.list_variables("out/model.ckpt")])
""",
        prints="['a']",
    ),
    Example(
        "A local variable is never in a checkpoint.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    a = tf1.get_variable("a", initializer=1.0)
    saver = tf1.train.Saver()
    seen = tf1.get_variable("seen", initializer=0.0, collections=[tf1.GraphKeys.LOCAL_VARIABLES])
    sess.run(tf1.global_variables_initializer())
    saver.save(sess, "out/model.ckpt")
print([key for key, _ in tf.train.list_variables("out/model.ckpt")])
""",
        prints="['a']",
    ),
)

INVALID = (
    Example(
        "The optimizer's slots are not saved.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=1.0)
    saver = tf1.train.Saver()
    train = tf1.train.MomentumOptimizer(0.1, 0.9).minimize(w * w)
    sess.run(tf1.global_variables_initializer())
    saver.save(sess, "out/model.ckpt")
print([key for key, _ in tf.train.list_variables("out/model.ckpt")])
""",
        prints="['w']",
        wanted="['w', 'w/Momentum']",
    ),
    Example(
        "A layer is added after the Saver.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default():
    with tf1.variable_scope("body"):
        a = tf1.get_variable("w", [2])
    saver = tf1.train.Saver(max_to_keep=3)
    with tf1.variable_scope("head"):
        b = tf1.get_variable("w", [2])
    with tf1.Session() as sess:
        sess.run(tf1.global_variables_initializer())
        saver.save(sess, "out/model.ckpt")
print([key for key, _ in tf.train.list_variables("out/model.ckpt")])
""",
        prints="['body/w']",
        wanted="['body/w', 'head/w']",
    ),
    Example(
        "The global step is made after the Saver.",
        """\
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
w = tf.get_variable("w", initializer=1.0)
saver = tf.train.Saver()
step = tf.train.get_or_create_global_step()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "out/model.ckpt", global_step=step)
print([key for key, _ in tf.train.list_variables("out/model.ckpt-0")])
""",
        prints="['w']",
        wanted="['global_step', 'w']",
    ),
    Example(
        "Used for restoring only, it leaves the later variables at their initial values: for information.",
        """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=1.0)
    b = tf1.get_variable("b", initializer=2.0)
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver([w, b]).save(sess, "out/model.ckpt")

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    saver = tf1.train.Saver()
    b = tf1.get_variable("b", initializer=0.0)
    sess.run(tf1.global_variables_initializer())
    saver.restore(sess, "out/model.ckpt")
    print(float(sess.run(w)), float(sess.run(b)))
""",
        prints="1.0 0.0",
        wanted="1.0 2.0",
        severity=Severity.INFORMATION,
    ),
)
