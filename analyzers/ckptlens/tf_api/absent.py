"""Public names of one TensorFlow that another one lacks.

`absent_names.txt` is asked from TensorFlow by tools/record_absent_names.py. A name that does not stand there is not known to be absent.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ckptlens.stacks import Stack

_VERSIONS = {Stack.TF115: "1.15", Stack.TF215_KERAS2: "2.15", Stack.TF221_KERAS2: "2.21", Stack.TF221_KERAS3: "2.21"}
_TF1_ALONE = frozenset({"tf.contrib", "tf.compat.v1.contrib", "tf.layers", "tf.nn.rnn_cell"})
ESTIMATORS = frozenset({"tf.estimator", "tf.compat.v1.estimator"})
"""Estimators ended with TensorFlow 2.15."""
_WITHOUT_KERAS3 = ("tf.compat.v1.layers.", "tf.compat.v1.nn.rnn_cell.")
"""Modules of which nothing can be used with Keras 3, though they are there: ``tensorflow/python/util/lazy_loader.py`` (KerasLazyLoader)."""
_KERAS2_ALONE = frozenset(
    {
        "tf.compat.v1.keras.utils.track_tf1_style_variables",
        "tf.compat.v1.keras.utils.get_or_create_layer",
        "tf.compat.v1.keras.backend.set_session",
        "tf.compat.v1.keras.backend.get_session",
        "tf.keras.experimental",
        "tf.keras.layers.experimental",
        "tf.keras.utils.experimental",
    }
)
KERAS3_ALONE = frozenset(
    {
        "tf.keras.DTypePolicy",
        "tf.keras.FloatDTypePolicy",
        "tf.keras.Function",
        "tf.keras.Initializer",
        "tf.keras.InputSpec",
        "tf.keras.KerasTensor",
        "tf.keras.Layer",
        "tf.keras.Loss",
        "tf.keras.Metric",
        "tf.keras.Operation",
        "tf.keras.Optimizer",
        "tf.keras.Quantizer",
        "tf.keras.Regularizer",
        "tf.keras.RematScope",
        "tf.keras.StatelessScope",
        "tf.keras.SymbolicScope",
        "tf.keras.Variable",
        "tf.keras.config",
        "tf.keras.device",
        "tf.keras.distillation",
        "tf.keras.distribution",
        "tf.keras.dtype_policies",
        "tf.keras.legacy",
        "tf.keras.name_scope",
        "tf.keras.ops",
        "tf.keras.quantizers",
        "tf.keras.random",
        "tf.keras.remat",
        "tf.keras.tree",
        "tf.keras.version",
        "tf.keras.visualization",
        "tf.keras.wrappers",
    }
)
"""What ``keras`` has at its top in Keras 3 only."""


def is_absent(stack: Stack, name: str) -> bool:
    """Whether TensorFlow has nothing of this public name on a stack."""
    return (
        (not stack.is_tf1 and name in _TF1_ALONE)
        or (_VERSIONS[stack] == "2.21" and name in ESTIMATORS)
        or (not stack.is_keras3 and name in KERAS3_ALONE)
        or name in absent_names(_VERSIONS[stack])
    )


def version_of(stack: Stack) -> str:
    """The version of TensorFlow on a stack, as it is written to users."""
    return _VERSIONS[stack]


def lacking(stack: Stack, name: str) -> str | None:
    """The part of a dotted name from its start that a stack does not have; None where it is not known to lack any."""
    parts = name.split(".")
    names = (".".join(parts[: i + 1]) for i in range(len(parts)))
    return next((each for each in names if is_absent(stack, each) or (stack.is_keras3 and needs_keras2(each))), None)


def needs_keras2(name: str) -> bool:
    """Whether a name is nothing without Keras 2, although `tf.compat.v1` has its module."""
    return name in _KERAS2_ALONE or name.startswith(_WITHOUT_KERAS3)


@cache
def absent_names(version: str) -> frozenset[str]:
    """The names that TensorFlow of this version is known to lack, without those below them."""
    rows = (line.split(" ") for line in files("ckptlens.tf_api").joinpath("absent_names.txt").read_text("utf-8").split("\n"))
    return frozenset(name for name, *versions in rows if version in versions)
