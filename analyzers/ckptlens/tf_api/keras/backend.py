"""``tf.keras.backend``: the functions that custom layers call on tensors.

Source: ``keras/src/backend.py`` of 2.15 (the same in 1.15 and tf-keras 2.21). Case: field_keras_backend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, Value
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.keras.generation import keras_api, short_name
from ckptlens.tf_api.keras.symbolic import plain
from ckptlens.tf_api.ops.arrays import wanted_shape
from ckptlens.tf_api.ops.made import made
from ckptlens.tf_api.shapes import broadcast, elements
from ckptlens.tf_api.tensors import static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Shape

_SAME = (
    "abs clip cumprod cumsum elu exp hard_sigmoid identity l2_normalize log ones_like pow relu reverse round sigmoid sign sin cos "
    "softmax softplus softsign sqrt square stop_gradient tanh update_sub update_add update zeros_like dropout bias_add"
)
_TWO = "maximum minimum equal not_equal greater greater_equal less less_equal"
_REDUCED = ("x axis keepdims", "input_tensor axis keepdims")
_AS_TF: dict[str, tuple[str, str, str]] = {
    **{short: (f"reduce_{short}", *_REDUCED) for short in ("mean", "sum", "max", "min", "prod", "any", "all", "std", "logsumexp")},
    "var": ("reduce_variance", *_REDUCED),
    "argmax": ("argmax", "x axis", "input axis"),
    "argmin": ("argmin", "x axis", "input axis"),
    "arange": ("range", "start stop step dtype", "start limit delta dtype"),
    "cast": ("cast", "x dtype", "x dtype"),
    "cast_to_floatx": ("identity", "x", "input"),
    "concatenate": ("concat", "tensors axis", "values axis"),
    "constant": ("constant", "value dtype shape name", "value dtype shape name"),
    "expand_dims": ("expand_dims", "x axis", "input axis"),
    "gather": ("gather", "reference indices", "params indices"),
    "one_hot": ("one_hot", "indices num_classes", "indices depth"),
    "permute_dimensions": ("transpose", "x pattern", "a perm"),
    "random_normal": ("random.normal", "shape", "shape"),
    "random_uniform": ("random.uniform", "shape", "shape"),
    "truncated_normal": ("random.truncated_normal", "shape", "shape"),
    "reshape": ("reshape", "x shape", "tensor shape"),
    "shape": ("shape", "x", "input"),
    "squeeze": ("squeeze", "x axis", "input axis"),
    "stack": ("stack", "x axis", "values axis"),
    "tile": ("tile", "x n", "input multiples"),
    "transpose": ("transpose", "x", "a"),
}
_DEFAULTS: dict[str, dict[str, Value]] = {
    "concatenate": {"axis": -1},
    "expand_dims": {"axis": -1},
    "argmax": {"axis": -1},
    "argmin": {"axis": -1},
    "stack": {"axis": 0},
}


@keras_api(*(f"backend.{name}" for name in _SAME.split()))
def same_shape(call: Call, x: Value, *rest: Value, **named: Value) -> Value:
    """A function whose result has the shape of its input."""
    return made(call, static_shape(x), value_dtype(x), None, short_name(call.api).rpartition(".")[2])


@keras_api(*(f"backend.{name}" for name in _TWO.split()))
def two_inputs(call: Call, x: Value, y: Value) -> Value:
    """An elementwise function of two inputs."""
    last = short_name(call.api).rpartition(".")[2]
    dtype = value_dtype(x) or value_dtype(y) if last in ("maximum", "minimum") else "bool"
    return made(call, broadcast(static_shape(x), static_shape(y)), dtype, None, last)


@keras_api(*(f"backend.{name}" for name in _AS_TF))
def as_in_tensorflow(call: Call, *positional: Value, **named: Value) -> Value:
    """A function that TensorFlow has under another name, with other parameters."""
    short = short_name(call.api).removeprefix("backend.")
    target, theirs, ours = _AS_TF[short]
    renamed = dict(zip(theirs.split(), ours.split(), strict=True))
    given = {**_DEFAULTS.get(short, {}), **dict(zip(theirs.split(), positional, strict=False)), **named}
    passed = {renamed[k]: plain(v) for k, v in given.items() if k in renamed and v is not None}
    if short == "tile" and isinstance(passed.get("multiples"), int):
        passed["multiples"] = (passed["multiples"],)
    return call.machine.library.call(call.machine, ApiValue(f"tf.{target}"), Arguments((), passed), call.site)


@keras_api("backend.int_shape")
def int_shape(call: Call, x: Value) -> Value:
    """The static shape as a tuple."""
    found = static_shape(x)
    if found is None:
        return unknown("shape", "the static shape of a tensor that is not followed", call.site)
    return tuple(found)


@keras_api("backend.ndim")
def ndim(call: Call, x: Value) -> Value:
    """The rank."""
    found = static_shape(x)
    return len(found) if found is not None else unknown("ndim", "the rank of a tensor", call.site)


@keras_api("backend.image_data_format")
def image_data_format(call: Call) -> Value:
    """Channels last: what Keras starts with."""
    return "channels_last"


@keras_api("backend.epsilon")
def epsilon(call: Call) -> Value:
    """The small number that Keras starts with."""
    return 1e-07


@keras_api("backend.dot")
def dot(call: Call, x: Value, y: Value) -> Value:
    """A product over the last axis of one and the last but one of the other."""
    left, right = static_shape(x), static_shape(y)
    shape: Shape = None
    if left and right:
        shape = (*left[:-1], *right[:-2], right[-1]) if len(right) > 1 else left[:-1]
    return made(call, shape, value_dtype(x), None, "MatMul")


@keras_api("backend.batch_dot")
def batch_dot(call: Call, x: Value, y: Value, axes: Value = None) -> Value:
    """A product of each pair in a batch, as far as its axes are the default."""
    left, right = static_shape(x), static_shape(y)
    shape: Shape = None
    if left and right and axes is None and len(left) > 2 and len(right) > 2:
        shape = (*left[:-1], *right[1:-2], right[-1])
    return made(call, shape, value_dtype(x), None, "MatMul")


@keras_api("backend.flatten")
def flatten(call: Call, x: Value) -> Value:
    """One axis."""
    return made(call, (elements(static_shape(x)),), value_dtype(x), None, "Reshape")


@keras_api("backend.batch_flatten")
def batch_flatten(call: Call, x: Value) -> Value:
    """A row for each item of the batch."""
    old = static_shape(x)
    return made(call, (old[0], elements(old[1:])) if old else None, value_dtype(x), None, "Reshape")


@keras_api("backend.repeat")
def repeat(call: Call, x: Value, n: Value) -> Value:
    """Each row `n` times, along a new axis."""
    old = static_shape(x)
    count = n if isinstance(n, int) else None
    return made(call, (old[0], count, *old[1:]) if old else None, value_dtype(x), None, "Tile")


@keras_api("backend.placeholder")
def placeholder(
    call: Call,
    shape: Value = None,
    ndim: Value = None,
    dtype: Value = None,
    sparse: Value = False,
    name: Value = None,
    ragged: Value = False,
) -> Value:
    """A placeholder."""
    wanted = shape if shape is not None else (None,) * ndim if isinstance(ndim, int) else None
    return made(call, wanted_shape(wanted), dtype_name(dtype) or "float32", name, "Placeholder")


@keras_api("backend.variable")
def variable(call: Call, value: Value, dtype: Value = None, name: Value = None, constraint: Value = None) -> Value:
    """A variable with this value."""
    passed: dict[str, Value] = {"initial_value": value, "dtype": dtype or "float32", "name": name}
    return call.machine.library.call(call.machine, ApiValue("tf.Variable"), Arguments((), passed), call.site)


@keras_api("backend.zeros", "backend.ones")
def filled(call: Call, shape: Value, dtype: Value = None, name: Value = None) -> Value:
    """A variable where the shape is known; its initial value takes the name first."""
    given = Arguments((shape, dtype or "float32"), {"name": name})
    initial = call.machine.library.call(call.machine, ApiValue("tf.zeros"), given, call.site)
    if (found := static_shape(initial)) is None or None in found:
        return initial
    return variable(call, initial, dtype, name)
