"""A converter that takes slots of an optimizer for variables.

## What it does

Reports a conversion in the program, that is variables made of the values of a checkpoint and saved again, in which the slot of a variable
has taken the place of the variable.

## Why it breaks a checkpoint

`var_list/a/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE` begins like the key of `a`: `key.split("/")[1]` is `a` for both. What is
read last wins: the file has the moments of the optimizer under the names of the weights, with shapes that fit, and nothing is raised.

## Use instead

Take the keys that end in `/.ATTRIBUTES/VARIABLE_VALUE` and have no `/.OPTIMIZER_SLOT/` in them; or `ckptlens convert --to tf1`, which
carries slots under the names that TF1 gives them.

## Fix safety

There is no fix: where the test belongs is not in the code.

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

    from ckptlens.trace import Save


_SLOT = "/.OPTIMIZER_SLOT/"
_VALUE = "/.ATTRIBUTES/VARIABLE_VALUE"


def check(context: RuleContext) -> Iterator[Finding]:
    """A finding for each save in which a slot stands in the place of its variable, whose own value was read and is lost."""
    trace = context.trace
    read = {note.variable: note.key for note in trace.noted(Reencoded)}
    for save in trace.saves if read else ():
        wrong = _in_place_of_variables(save, read)
        if wrong:
            certain = certainty_of(trace)
            names = tuple(wrong)
            message = (
                f"this {certain} save slots of an optimizer as {shown(names)}: the value of '{names[0]}' is that of '{wrong[names[0]]}'"
            )
            yield Finding(RULE.code, RULE.name, RULE.severity, certain, save.site.location, message, names, subject=save.uid)


def _in_place_of_variables(save: Save, read: dict[int, str]) -> dict[str, str]:
    """The keys whose value was read from a slot, with the key of the slot, where the variable of the slot is not saved."""
    saved = {read[i.variable]: str(i.key) for i in save.items if i.variable in read}
    every = set(read.values())
    found: dict[str, str] = {}
    for source, key in saved.items():
        own = source.partition(_SLOT)[0] + _VALUE
        if _SLOT in source and own in every and own not in saved:
            found[key] = source
    return found


RULE = Rule("CK903", "slots-taken-for-variables", Severity.ERROR, check)
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
_SAVED = """\
a = tf.Variable(5.0)
optimizer = tf1.train.MomentumOptimizer(0.0, 0.9)
optimizer.apply_gradients([(tf.constant(1.0), a)])
tf.train.Checkpoint(var_list={"a": a}, optimizer=optimizer).write("./old")
"""
_VALUE_OF_A = """\
print(float(tf.train.load_checkpoint("./new").get_tensor("a")))
"""


VALID = (
    Example(
        "Slots are passed over.",
        f"""{_TO_TF1.replace('"):', '") and ".OPTIMIZER_SLOT" not in key:')}{_SAVED}convert_tf2_to_tf1("./old", "./new")
{_VALUE_OF_A}""",
        prints="5.0",
    ),
    Example(
        "There is no optimizer in the file.",
        f"""{_TO_TF1}tf.train.Checkpoint(var_list={{"a": tf.Variable(5.0)}}).write("./old")
convert_tf2_to_tf1("./old", "./new")
{_VALUE_OF_A}""",
        prints="5.0",
    ),
    Example(
        "Slots get names of their own.",
        f"""{_TO_TF1.replace('replace(".S", "/")', 'replace(".S", "/") + ("/Momentum" if "SLOT" in key else "")')}{_SAVED}"""
        f"""convert_tf2_to_tf1("./old", "./new")
{_VALUE_OF_A}""",
        prints="5.0",
    ),
)

INVALID = (
    Example(
        "The slot of the variable is read last.",
        f"""{_TO_TF1}{_SAVED}convert_tf2_to_tf1("./old", "./new")
{_VALUE_OF_A}""",
        prints="1.0",
        wanted="5.0",
    ),
    Example(
        "Two slots.",
        f"""{_TO_TF1}{_SAVED.replace("MomentumOptimizer(0.0, 0.9)", "AdamOptimizer(0.0)")}convert_tf2_to_tf1("./old", "./new")
print(round({_VALUE_OF_A.removeprefix("print(").rstrip(chr(10))[:-1]}, 3))
""",
        prints="0.001",
        wanted="5.0",
    ),
    Example(
        "Keys cut at the marker of attributes.",
        """import tensorflow as tf

a = tf.Variable(5.0)
optimizer = tf.compat.v1.train.MomentumOptimizer(0.0, 0.9)
optimizer.apply_gradients([(tf.constant(1.0), a)])
tf.train.Checkpoint(a=a, optimizer=optimizer).write("./old")
values = {}
for key, _ in tf.train.list_variables("./old"):
    if not key.startswith("_"):
        values[key.partition("/.")[0]] = tf.Variable(tf.train.load_variable("./old", key))
tf.compat.v1.train.Saver(values).save(None, "./new")
"""
        f"""{_VALUE_OF_A}""",
        prints="1.0",
        wanted="5.0",
    ),
)
