"""A restore asks for keys that the checkpoint does not have.

## What it does

Compares what a restore asks for with the file that it reads, where both are known: a file that the program wrote earlier, or one that lies
beside it. Reports the keys that are not there.

## Why it breaks a checkpoint

A `Saver` that misses one key restores none: NotFoundError, whose text ends with another key, the one that TensorFlow
probes last. An object-based restore says nothing: what does not match stays at its initial value, and training goes
on from there.

## Use instead

Restore under the names of the file: a dict of file keys to variables, or an assignment map. What the file cannot have (a new head, slots of
another optimizer) is left out of the list on purpose.

## Fix safety

QF05 writes the map from the keys of a checkpoint that you pick, as an edit that you see before it is made.

## References

- [tf.compat.v1.train.Saver.restore](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver#restore)
- [Training checkpoints](https://www.tensorflow.org/guide/checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import AbsentTensor
from ckptlens.rules.checks import crossed_root, shown
from ckptlens.rules.examples import Example
from ckptlens.rules.generations import of_other_generation, of_other_optimizer
from ckptlens.rules.lifetime import call_name, certainty_of
from ckptlens.rules.model import Finding, Related, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.stacks import Stack
    from ckptlens.trace import Found, Restore, Trace

_COUNTER = "save_counter"


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each restore that is known to ask for keys that are not in its file."""
    for restore in context.trace.restores:
        lacks = _raising(restore) or _left(restore)
        if lacks and restore.found is not None and not restore.path.is_none and not _is_explained(restore.found, context.stack):
            yield _finding(context.trace, restore, lacks)
    for note in context.trace.noted(AbsentTensor):
        if note.saved_as is None and not note.caught:
            certain = certainty_of(context.trace)
            message = f"this {certain} raise NotFoundError: the checkpoint does not have '{note.key}'"
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, note.site.location, message, (note.key,))


def _is_explained(found: Found, stack: Stack) -> bool:
    """Whether another rule knows why: a file of the other Keras, of another optimizer, or of objects in the place of names."""
    return of_other_generation(found, stack) or of_other_optimizer(found) or (found.by_full_name and found.raises is not None)


def _raising(restore: Restore) -> tuple[str, ...]:
    """The keys for which a `Saver` raises NotFoundError."""
    found = restore.found
    return found.missing if found is not None and found.raises == "NotFoundError" else ()


def _left(restore: Restore) -> tuple[str, ...]:
    """The variables that an object-based restore leaves at their initial values, which no exception tells."""
    found = restore.found
    if found is None or restore.style != "object" or found.raises is not None or found.by_name or crossed_root(found):
        return ()
    return tuple(name for name in found.left_at_init if name.split("/")[0] != _COUNTER)


def _finding(trace: Trace, restore: Restore, lacks: tuple[str, ...]) -> Finding:
    raises = bool(_raising(restore))
    certain = certainty_of(trace)
    severity = RULE.severity if raises else Severity.WARNING
    message = _message(restore, lacks, certain, raises=raises)
    related = _related(trace, restore)
    return Finding(RULE.code, RULE.name, severity, certain, restore.site.location, message, lacks, related, restore.uid)


def _message(restore: Restore, lacks: tuple[str, ...], will: str, *, raises: bool) -> str:
    if raises:
        return f"{call_name(restore)} {will} raise NotFoundError: the checkpoint does not have {shown(lacks)}"
    return f"{call_name(restore)} {will} leave {shown(lacks)} at the initial values, and raise nothing: the checkpoint has nothing for them"


def _related(trace: Trace, restore: Restore) -> tuple[Related, ...]:
    """Where the file was saved, when the program saves it itself."""
    saved = [s for s in trace.saves if s.uid < restore.uid and s.path.text is not None and s.path.text == restore.path.text]
    return tuple(Related(s.site.location, "the checkpoint is saved here") for s in saved[-1:])


RULE = Rule("CK601", "key-not-in-checkpoint", Severity.ERROR, check, ("QF05",))

_SAVED = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("body/w", initializer=1.0)
    sess.run(w.initializer)
    tf1.train.Saver().save(sess, "out/model.ckpt")

"""

VALID = (
    Example(
        "All keys are there.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("body/w", initializer=0.0)
    tf1.train.Saver().restore(sess, "out/model.ckpt")
    print(float(sess.run(w)))
""",
        prints="1.0",
    ),
    Example(
        "The Saver asks for the keys of the file, under which other names are restored.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("trunk/w", initializer=0.0)
    head = tf1.get_variable("head/w", initializer=2.0)
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver({{"body/w": w}}).restore(sess, "out/model.ckpt")
    print(float(sess.run(w)))
""",
        prints="1.0",
    ),
    Example(
        "No path: what the user did not name is not restored (CK217 tells of a path that may be None).",
        """\
import tensorflow as tf

w = tf.Variable(5.0)
path = None
tf.train.Checkpoint(net=w).restore(path).expect_partial()
print(w.numpy())
""",
        prints="5.0",
    ),
    Example(
        "More in the file than in the objects is fine.",
        """\
import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable(3.0), head=tf.Variable(4.0)).write("ckpt")
w = tf.Variable(0.0)
tf.train.Checkpoint(net=w).read("ckpt").assert_existing_objects_matched()
print(w.numpy())
""",
        prints="3.0",
    ),
)

INVALID = (
    Example(
        "The scope was renamed.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("trunk/w", initializer=0.0)
    tf1.train.Saver().restore(sess, "out/model.ckpt")
""",
        raises="NotFoundError",
    ),
    Example(
        "An optimizer was added, whose slots are not in the file.",
        f"""{_SAVED}with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("body/w", initializer=0.0)
    train = tf1.train.MomentumOptimizer(0.1, 0.9).minimize(w * w)
    tf1.train.Saver().restore(sess, "out/model.ckpt")
""",
        raises="NotFoundError",
    ),
    Example(
        "A renamed keyword leaves the variable as it is, without a word: a warning.",
        """\
import tensorflow as tf

tf.train.Checkpoint(net=tf.Variable(3.0)).write("ckpt")
w = tf.Variable(0.0)
tf.train.Checkpoint(model=w).read("ckpt").expect_partial()
print(w.numpy())
""",
        prints="0.0",
        wanted="3.0",
        severity=Severity.WARNING,
    ),
)
