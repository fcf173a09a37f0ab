"""The version that a stack says it is: programs choose their code by it.

Each stack is taken for the release that its truth was recorded on. Case: py_versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.trail import MISSING
from ckptlens.stacks import Stack

if TYPE_CHECKING:
    from ckptlens.interp.values import Value

_TENSORFLOW = {Stack.TF115: "1.15.5", Stack.TF215_KERAS2: "2.15.1", Stack.TF221_KERAS2: "2.21.0", Stack.TF221_KERAS3: "2.21.0"}
_KERAS = {
    Stack.TF115: {"tf.keras": "2.2.4-tf"},
    Stack.TF221_KERAS2: {"keras3": "3.15.1"},
    Stack.TF221_KERAS3: {"tf.keras": "3.15.1", "keras2": "2.21.0"},
}
_OF_TENSORFLOW = ("tf.__version__", "tf.VERSION", "tf.version.VERSION", "tf.compat.v1.__version__", "tf.compat.v1.VERSION")


def version_named(stack: Stack, name: str) -> Value:
    """The text behind a name such as ``tf.__version__``: MISSING where the stack has none, None for any other name."""
    if name in _OF_TENSORFLOW:
        return _TENSORFLOW[stack]
    package, _, last = name.rpartition(".")
    return _KERAS.get(stack, {}).get(package, MISSING) if last == "__version__" and package.startswith(("tf.keras", "keras")) else None
