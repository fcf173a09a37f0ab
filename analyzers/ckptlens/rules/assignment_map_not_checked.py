"""An assignment map that may be empty, and that nobody looks at.

## What it does

Reports `init_from_checkpoint` with a map that the program makes of the names which a checkpoint and its variables have in common, where
the checkpoint is not known and the program never looks at what it found.

## Why it breaks a checkpoint

With one scope more in front of the variables there is no common name: the map is empty, nothing is assigned, and nothing is raised. The
training starts from scratch.

## Use instead

Look at the map: `if not assignment_map: raise ValueError(...)`, or log the names that were found.

## Fix safety

QF21 raises before the call where the map is empty. It is unsafe: a program that trained from scratch ends there.

## References

- [tf.compat.v1.train.init_from_checkpoint](https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/init_from_checkpoint)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import OpenMap
from ckptlens.rules.examples import Example
from ckptlens.rules.mentions import bound_with, reads_of, scope_of
from ckptlens.rules.model import Certainty, Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.text import Location


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each map of common names that is read nowhere but in the call."""
    for note in context.trace.noted(OpenMap):
        restore = next(r for r in context.trace.restores if r.uid == note.restore)
        name = map_name(context.sources.read(note.given.path), note.given)
        if name is not None:
            message = (
                f"'{name}' may be empty: where no name of the checkpoint is one of a variable, this assigns nothing and raises nothing, "
                "and nothing here looks at what was found"
            )
            yield Finding(
                RULE.code, RULE.name, RULE.severity, Certainty.MAY, restore.site.location, message, subject=restore.uid
            )  # fmt: skip


def map_name(text: str | None, given: Location) -> str | None:
    """The name of a map that the scope reads once, in the call, as it does with none of the names that were bound with it."""
    name = text[given.span.start : given.span.end] if text is not None else ""
    if text is None or not name.isidentifier():
        return None
    body, _ = scope_of(text, given.span)
    return name if reads_of(body, bound_with(body, name)) == 1 else None


RULE = Rule("CK216", "assignment-map-not-checked", Severity.WARNING, check, ("QF21",))
_START = """\
import shutil

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
with tf.Graph().as_default(), tf.Session() as sess:
    tf.get_variable("w", initializer=5.0)
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./base/model")
shutil.copytree("base", "pretrained")


def assignment_map_from(path, variables):
    by_name = {v.op.name: v for v in variables}
    found, names = {}, []
    for name, _ in tf.train.list_variables(path):
        if name in by_name:
            found[name] = by_name[name]
            names.append(name)
    return found, names


"""
_SCOPED = """\
with tf.variable_scope("net"):
    w = tf.get_variable("w", initializer=0.0)
"""
_RUN = """\
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(float(sess.run(w)))
"""


VALID = (
    Example(
        "The map is looked at.",
        f"""{_START}w = tf.get_variable("w", initializer=0.0)
found, _ = assignment_map_from("./pretrained/model", tf.trainable_variables())
assert found
tf.train.init_from_checkpoint("./pretrained/model", found)
{_RUN}""",
        prints="5.0",
    ),
    Example(
        "The names that were found are logged.",
        f"""{_START}w = tf.get_variable("w", initializer=0.0)
found, names = assignment_map_from("./pretrained/model", tf.trainable_variables())
tf.train.init_from_checkpoint("./pretrained/model", found)
print(names)
{_RUN}""",
        prints="5.0",
    ),
    Example(
        "A map that is written out.",
        f"""{_START}w = tf.get_variable("w", initializer=0.0)
found = {{"w": w}}
tf.train.init_from_checkpoint("./pretrained/model", found)
{_RUN}""",
        prints="5.0",
    ),
)

INVALID = (
    Example(
        "A scope more than in the checkpoint.",
        f"""{_START}{_SCOPED}found, names = assignment_map_from("./pretrained/model", tf.trainable_variables())
tf.train.init_from_checkpoint("./pretrained/model", found)
{_RUN}""",
        prints="0.0",
        wanted="5.0",
    ),
    Example(
        "In a function.",
        f"""{_START}def restore(path):
    found, names = assignment_map_from(path, tf.trainable_variables())
    tf.train.init_from_checkpoint(path, assignment_map=found)


{_SCOPED}restore("./pretrained/model")
{_RUN}""",
        prints="0.0",
        wanted="5.0",
    ),
    Example(
        "A comprehension.",
        f"""{_START}{_SCOPED}by_name = {{v.op.name: v for v in tf.trainable_variables()}}
common = {{name: by_name[name] for name, _ in tf.train.list_variables("./pretrained/model") if name in by_name}}
tf.train.init_from_checkpoint("./pretrained/model", common)
{_RUN}""",
        prints="0.0",
        wanted="5.0",
    ),
)
