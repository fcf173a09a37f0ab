"""An initializer runs after the restore.

## What it does

Reports a session that restores variables and then runs an initializer of them, and `init_from_checkpoint` after the initializer ran.

## Why it breaks a checkpoint

An initializer gives variables their initial values, whatever they hold: what was restored is gone, and nothing is raised.
`init_from_checkpoint` changes the initializers themselves: it has no effect on those that ran already.

## Use instead

First `sess.run(tf.compat.v1.global_variables_initializer())`, then `saver.restore(sess, path)`. With `init_from_checkpoint` the other way
round: the map first, then the initializer.

## Fix safety

QF11 swaps the two statements where one follows the other. It is unsafe: the program gets other values.

## References

- [tf.compat.v1.global_variables_initializer](https://www.tensorflow.org/api_docs/python/tf/compat/v1/global_variables_initializer)
- [tf.compat.v1.train.init_from_checkpoint](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/init_from_checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import Initialized, InitialValues, SessionRestore
from ckptlens.rules.checks import shown
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Condition, Trace


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each initializer that runs over restored values, and for each map that comes after the initializer."""
    trace = context.trace
    for run in trace.noted(Initialized):
        earlier = [r for r in trace.noted(SessionRestore) if is_overwritten(trace, r, run)]
        if earlier:
            yield _overwrites(trace, run, earlier[-1])
    for late in trace.noted(InitialValues):
        runs = [r for r in trace.noted(Initialized) if r.session[0] == late.graph and late.variables & r.variables]
        if runs and all(run.uid < late.uid and _follows(run.when, late.when) for run in runs):
            yield _late(trace, late, runs[-1])


def is_overwritten(trace: Trace, restored: SessionRestore, run: Initialized) -> bool:
    """Whether a session runs the initializer of what it restored on the same path, and does not restore it again."""
    same = restored.session == run.session and bool(restored.variables & run.variables)
    again = any(r.uid > run.uid and r.variables & restored.variables for r in trace.noted(SessionRestore))
    return same and restored.uid < run.uid and _follows(restored.when, run.when) and not again


def _follows(first: tuple[Condition, ...], later: tuple[Condition, ...]) -> bool:
    """Whether all that holds at the first place holds at the later one."""
    return first == later[: len(first)]


def _overwrites(trace: Trace, run: Initialized, restored: SessionRestore) -> Finding:
    certain, names = certainty_of(trace), _names(trace, restored.variables & run.variables)
    restore = next(r for r in trace.restores if r.uid == restored.restore)
    message = f"this initializer {certain} put {shown(names)} back to the initial values: {call_name(restore)} gave them values before"
    related = (Related(restore.site.location, "the values are restored here"),)
    return Finding(RULE.code, RULE.name, RULE.severity, certain, run.site.location, message, names, related, restore.uid)


def _late(trace: Trace, late: InitialValues, run: Initialized) -> Finding:
    certain, names = certainty_of(trace), _names(trace, late.variables & run.variables)
    restore = next(r for r in trace.restores if r.uid == late.restore)
    message = f"init_from_checkpoint {certain} leave {shown(names)} as they are: the initializers that it changes ran before"
    related = (Related(run.site.location, "the initializer runs here"),)
    return Finding(RULE.code, RULE.name, RULE.severity, certain, restore.site.location, message, names, related, restore.uid)


def _names(trace: Trace, variables: frozenset[int]) -> tuple[str, ...]:
    return tuple(str(v.name) for v in trace.variables if v.uid in variables)


RULE = Rule("CK205", "initializer-after-restore", Severity.WARNING, check, ("QF11",))
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
        "First the initializer, then the restore.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().restore(sess, "./model")
    print(float(sess.run(w)))
""",
        prints="5.0",
    ),
    Example(
        "Only what is not restored is initialized later.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    head = tf1.get_variable("head", initializer=1.0)
    tf1.train.Saver([w]).restore(sess, "./model")
    sess.run(tf1.variables_initializer([head]))
    print(float(sess.run(w)))
""",
        prints="5.0",
    ),
    Example(
        "Another session begins anew.",
        f"""{_SAVED}with tf.Graph().as_default():
    w = tf1.get_variable("w", initializer=0.0)
    saver, init = tf1.train.Saver(), tf1.global_variables_initializer()
    with tf1.Session() as sess:
        saver.restore(sess, "./model")
        print(float(sess.run(w)))
    with tf1.Session() as sess:
        sess.run(init)
        print(float(sess.run(w)))
""",
        prints="0.0",
    ),
    Example(
        "The assignment map before the initializer.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    tf1.train.init_from_checkpoint("./model", {{"w": w}})
    sess.run(tf1.global_variables_initializer())
    print(float(sess.run(w)))
""",
        prints="5.0",
    ),
)

INVALID = (
    Example(
        "The initializer runs last.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    tf1.train.Saver().restore(sess, "./model")
    sess.run(tf1.global_variables_initializer())
    print(float(sess.run(w)))
""",
        prints="0.0",
        wanted="5.0",
    ),
    Example(
        "An object-based checkpoint in a graph.",
        """import tensorflow as tf
import tensorflow.compat.v1 as tf1

tf.train.Checkpoint(w=tf.Variable(5.0)).write("./model")
with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    tf.train.Checkpoint(w=w).read("./model").assert_consumed().run_restore_ops()
    sess.run([tf1.global_variables_initializer(), tf1.local_variables_initializer()])
    print(float(sess.run(w)))
""",
        prints="0.0",
        wanted="5.0",
    ),
    Example(
        "The assignment map comes too late.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", initializer=0.0)
    tf1.global_variables_initializer().run()
    tf1.train.init_from_checkpoint("./model", {{"w": w}})
    print(float(sess.run(w)))
""",
        prints="0.0",
        wanted="5.0",
    ),
)
