"""A converter of checkpoints that gets a file of another layout.

## What it does

Reports a conversion in the program, that is variables made of the values of a checkpoint and saved again, whose keys came out wrong: object
keys inside of object keys, or numbers in the place of names.

## Why it breaks a checkpoint

The converters of the migration guide take a file for what they expect. An object-based file in the TF1 to TF2 converter gives keys like
`vars/a.S..ATTRIBUTES.SVARIABLE_VALUE`; a list in the place of a dict gives a TF1 file with the names `0` and `1`. The file is written
without a word, and no program can restore it.

## Use instead

`ckptlens convert SOURCE DESTINATION --to tf1` or `--to tf2` looks at the file first, takes names from the object graph, and proves the
result by restoring it.

## Fix safety

There is no fix in the code.

## References

- [Migrating model checkpoints](https://www.tensorflow.org/guide/migrate/migrating_checkpoints)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import Reencoded
from ckptlens.rules.checks import shown
from ckptlens.rules.examples import Example
from ckptlens.rules.lifetime import certainty_of
from ckptlens.rules.model import Finding, Rule, RuleContext, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import Save, Trace


_DOUBLED = "..ATTRIBUTES.SVARIABLE_VALUE/"
"""How ``/.ATTRIBUTES/VARIABLE_VALUE`` is escaped when a key becomes a part of a path."""


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each save of values that were read from a checkpoint, under keys that are no names."""
    trace = context.trace
    read = {note.variable: note.key for note in trace.noted(Reencoded)}
    for save in trace.saves if read else ():
        doubled = tuple(str(i.key) for i in save.items if i.variable in read and _DOUBLED in str(i.key))
        if doubled:
            why = f"an object-based checkpoint is converted as if it were name-based: its keys become {shown(doubled, 1)}"
            yield _finding(trace, save, why, doubled)
        numbers = tuple(str(i.key) for i in save.items if i.variable in read and save.style == "name" and str(i.key).isdigit())
        if numbers:
            yield _finding(trace, save, f"the names {shown(numbers)} are places in a list of the checkpoint that is converted", numbers)


def _finding(trace: Trace, save: Save, message: str, keys: tuple[str, ...]) -> Finding:
    return Finding(RULE.code, RULE.name, RULE.severity, certainty_of(trace), save.site.location, message, keys, subject=save.uid)


RULE = Rule("CK902", "converter-input", Severity.WARNING, check)
_TO_TF2 = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1


def convert_tf1_to_tf2(source, destination):
    reader = tf.train.load_checkpoint(source)
    values = {}
    for key in reader.get_variable_to_dtype_map():
        values[key] = tf.Variable(reader.get_tensor(key))
    return tf.train.Checkpoint(vars=values).write(destination)


"""
_TO_TF1 = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1


def convert_tf2_to_tf1(source, destination):
    reader = tf.train.load_checkpoint(source)
    values = {}
    for key in sorted(reader.get_variable_to_dtype_map()):
        if key.startswith("var_list/"):
            name = key.split("/")[1].replace(".S", "/")
            values[name] = tf.Variable(reader.get_tensor(key))
    return tf1.train.Saver(values).save(None, destination)


"""
_KEYS = """\
print([key for key, _ in tf.train.list_variables("./new")][-1])
"""


VALID = (
    Example(
        "A name-based file to object keys.",
        f"""{_TO_TF2}tf1.train.Saver([tf.Variable(1.0, name="net/w")]).save(None, "./old")
convert_tf1_to_tf2("./old", "./new")
{_KEYS}""",
        prints="vars/net.Sw/.ATTRIBUTES/VARIABLE_VALUE",
    ),
    Example(
        "A dict of names to a name-based file.",
        f"""{_TO_TF1}tf.train.Checkpoint(var_list={{"net/w": tf.Variable(1.0)}}).write("./old")
convert_tf2_to_tf1("./old", "./new")
{_KEYS}""",
        prints="net/w",
    ),
    Example(
        "A list that is saved as it is.",
        f"""{_TO_TF2}tf.train.Checkpoint(var_list=[tf.Variable(1.0)]).write("./new")
{_KEYS}""",
        prints="var_list/0/.ATTRIBUTES/VARIABLE_VALUE",
    ),
)

INVALID = (
    Example(
        "An object-based file in the converter from TF1.",
        f"""{_TO_TF2}tf.train.Checkpoint(a=tf.Variable(1.0)).write("./old")
convert_tf1_to_tf2("./old", "./new")
{_KEYS}""",
        prints="vars/a.S..ATTRIBUTES.SVARIABLE_VALUE/.ATTRIBUTES/VARIABLE_VALUE",
        wanted="vars/a/.ATTRIBUTES/VARIABLE_VALUE",
    ),
    Example(
        "A file that was converted before.",
        f"""{_TO_TF2}tf1.train.Saver([tf.Variable(1.0, name="w")]).save(None, "./old")
convert_tf1_to_tf2(convert_tf1_to_tf2("./old", "./newer"), "./new")
{_KEYS}""",
        prints="vars/vars.Sw.S..ATTRIBUTES.SVARIABLE_VALUE/.ATTRIBUTES/VARIABLE_VALUE",
        wanted="vars/w/.ATTRIBUTES/VARIABLE_VALUE",
    ),
    Example(
        "A list in the place of a dict.",
        f"""{_TO_TF1}tf.train.Checkpoint(var_list=[tf.Variable(1.0, name="w")]).write("./old")
convert_tf2_to_tf1("./old", "./new")
{_KEYS}""",
        prints="0",
        wanted="w",
    ),
)
