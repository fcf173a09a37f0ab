"""Public names of one TensorFlow that another one lacks.

`absent_names.txt` is asked from TensorFlow by tools/record_absent_names.py. A name that does not stand there is not known to be absent.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ckptlens.stacks import Stack

_VERSIONS = {Stack.TF115: "1.15", Stack.TF215_KERAS2: "2.15", Stack.TF221_KERAS2: "2.21", Stack.TF221_KERAS3: "2.21"}
_CONTRIB = ("tf.contrib", "tf.compat.v1.contrib")


def is_absent(stack: Stack, name: str) -> bool:
    """Whether TensorFlow has nothing of this public name on a stack."""
    return name in absent_names(_VERSIONS[stack]) or (name in _CONTRIB and not stack.is_tf1)


@cache
def absent_names(version: str) -> frozenset[str]:
    """The names that TensorFlow of this version is known to lack, without those below them."""
    rows = (line.split(" ") for line in files("ckptlens.tf_api").joinpath("absent_names.txt").read_text("utf-8").split("\n"))
    return frozenset(name for name, *versions in rows if version in versions)
