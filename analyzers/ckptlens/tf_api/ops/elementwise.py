"""Ops that keep the shape of their input, broadcast two, or reduce one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ckptlens.interp.machine import ProgramError
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.ops.made import known_items, made
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import broadcast
from ckptlens.tf_api.tensors import Tensor, matmul_shape, sources_of, static_shape, through, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Shape

_SAME = {
    "abs": "Abs",
    "acos": "Acos",
    "asin": "Asin",
    "atan": "Atan",
    "ceil": "Ceil",
    "cos": "Cos",
    "cosh": "Cosh",
    "erf": "Erf",
    "exp": "Exp",
    "floor": "Floor",
    "identity": "Identity",
    "log": "Log",
    "log1p": "Log1p",
    "negative": "Neg",
    "reciprocal": "Reciprocal",
    "round": "Round",
    "rsqrt": "Rsqrt",
    "sigmoid": "Sigmoid",
    "sign": "Sign",
    "sin": "Sin",
    "sqrt": "Sqrt",
    "square": "Square",
    "tan": "Tan",
    "tanh": "Tanh",
    "cumsum": "Cumsum",
    "cumprod": "Cumprod",
    "math.cumsum": "Cumsum",
    "math.cumprod": "Cumprod",
    "check_numerics": "CheckNumerics",
    "zeros_like": "zeros_like",
    "ones_like": "ones_like",
    "clip_by_value": "clip_by_value",
    "clip_by_norm": "clip_by_norm",
    "debugging.check_numerics": "CheckNumerics",
    "Print": "Print",
    "grad_pass_through": "IdentityN",
    "nn.relu": "Relu",
    "nn.relu6": "Relu6",
    "nn.elu": "Elu",
    "nn.selu": "Selu",
    "nn.sigmoid": "Sigmoid",
    "nn.tanh": "Tanh",
    "nn.softmax": "Softmax",
    "nn.log_softmax": "LogSoftmax",
    "nn.softplus": "Softplus",
    "nn.softsign": "Softsign",
    "nn.leaky_relu": "LeakyRelu",
    "nn.swish": "IdentityN",
    "nn.silu": "IdentityN",
    "nn.gelu": "Gelu",
    "nn.dropout": "dropout",
    "nn.local_response_normalization": "LRN",
    "nn.lrn": "LRN",
    "nn.l2_normalize": "l2_normalize",
    "nn.bias_add": "BiasAdd",
    "sort": "sort",
    "reverse": "ReverseV2",
    "reverse_sequence": "ReverseSequence",
    "math.rsqrt": "Rsqrt",
    "math.exp": "Exp",
    "math.log": "Log",
    "math.sqrt": "Sqrt",
    "math.square": "Square",
    "math.tanh": "Tanh",
    "math.sigmoid": "Sigmoid",
    "math.abs": "Abs",
    "math.softplus": "Softplus",
    "math.l2_normalize": "l2_normalize",
    "nn.batch_normalization": "batchnorm",
    "ensure_shape": "EnsureShape",
    "debugging.assert_equal": "assert_equal",
    "linalg.band_part": "MatrixBandPart",
    "matrix_band_part": "MatrixBandPart",
    "math.softmax": "Softmax",
    "softmax": "Softmax",
    "linalg.l2_normalize": "l2_normalize",
}
_BROADCAST = {
    "add": "Add",
    "subtract": "Sub",
    "multiply": "Mul",
    "divide": "truediv",
    "div": "div",
    "truediv": "truediv",
    "floordiv": "floordiv",
    "mod": "FloorMod",
    "floormod": "FloorMod",
    "math.floormod": "FloorMod",
    "math.mod": "FloorMod",
    "math.floordiv": "floordiv",
    "pow": "Pow",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "squared_difference": "SquaredDifference",
    "math.add": "Add",
    "math.multiply": "Mul",
    "math.subtract": "Sub",
    "math.divide": "truediv",
    "math.pow": "Pow",
    "math.maximum": "Maximum",
    "math.minimum": "Minimum",
    "floor_div": "FloorDiv",
    "realdiv": "RealDiv",
    "math.divide_no_nan": "div_no_nan",
    "div_no_nan": "div_no_nan",
    "math.squared_difference": "SquaredDifference",
}
_COMPARE = {
    "equal": "Equal",
    "not_equal": "NotEqual",
    "less": "Less",
    "less_equal": "LessEqual",
    "greater": "Greater",
    "greater_equal": "GreaterEqual",
    "logical_and": "LogicalAnd",
    "logical_or": "LogicalOr",
    "math.equal": "Equal",
    "math.less": "Less",
    "math.greater": "Greater",
    "math.logical_and": "LogicalAnd",
}
_REDUCE = {
    "reduce_sum": "Sum",
    "reduce_mean": "Mean",
    "reduce_max": "Max",
    "reduce_min": "Min",
    "reduce_prod": "Prod",
    "reduce_any": "Any",
    "reduce_all": "All",
    "reduce_logsumexp": "ReduceLogSumExp",
}


@api(*(f"tf.{name}" for name in _SAME))
def same_shape(call: Call, *inputs: Value, name: Value = None, **options: Value) -> Value:
    """An op whose result has the shape and dtype of its first input."""
    first = inputs[0] if inputs else next(iter(options.values()), None)
    if first is None and call.api == "tf.clip_by_norm":
        # What gradients are for variables that they do not reach. Case: tf115_field_memory_network.
        raise ProgramError("ValueError", "None values not supported.", call.site.location)
    dtype = dtype_name(options["dtype"]) if options.get("dtype") is not None else value_dtype(first)
    return made(call, static_shape(first), dtype, name, _SAME[call.api.removeprefix("tf.")])


@api(*(f"tf.{name}" for name in _BROADCAST), *(f"tf.{name}" for name in _COMPARE))
def broadcast_two(call: Call, x: Value, y: Value, name: Value = None) -> Value:
    """An elementwise op of two inputs."""
    short = call.api.removeprefix("tf.")
    dtype = "bool" if short in _COMPARE else _common_dtype(x, y)
    return made(call, broadcast(static_shape(x), static_shape(y)), dtype, name, (_BROADCAST | _COMPARE)[short])


def _common_dtype(x: Value, y: Value) -> str | None:
    first = next((v for v in (x, y) if not isinstance(v, (int, float))), x)
    return value_dtype(first)


@api(*(f"tf.{prefix}{name}" for name in _REDUCE for prefix in ("", "math.", "compat.v1.")))
def reduction(
    call: Call,
    input_tensor: Value,
    axis: Value = None,
    keepdims: Value = None,
    name: Value = None,
    reduction_indices: Value = None,
    keep_dims: Value = None,
) -> Value:
    """A reduction over some or all axes."""
    axes = axis if axis is not None else reduction_indices
    short = call.api.rpartition(".")[2]
    dtype = "bool" if short in ("reduce_any", "reduce_all") else value_dtype(input_tensor)
    kept = keepdims is True or keep_dims is True
    return made(call, reduced(static_shape(input_tensor), axes, kept), dtype, name, _REDUCE[short])


def reduced(shape: Shape, axis: Value, keep: bool) -> Shape:
    """The shape after a reduction over `axis` (None: all axes)."""
    if axis is None:
        return None if shape is None and keep else ((1,) * len(shape) if keep and shape is not None else ())
    listed = known_items(axis) if not isinstance(axis, int) else (axis,)
    if shape is None or listed is None or not all(isinstance(a, int) for a in listed):
        return None
    axes = {a % len(shape) for a in listed if isinstance(a, int) and shape}
    if keep:
        return tuple(1 if i in axes else d for i, d in enumerate(shape))
    return tuple(d for i, d in enumerate(shape) if i not in axes)


@api("tf.stop_gradient")
def stop_gradient(call: Call, input: Value, name: Value = None) -> Value:
    """The same tensor, through which no gradient passes."""
    return replace(made(call, static_shape(input), value_dtype(input), name, "StopGradient"), sources=frozenset())


@api("tf.argmax", "tf.argmin", "tf.math.argmax", "tf.math.argmin", "tf.compat.v1.argmax", "tf.compat.v1.argmin")
def argmax(call: Call, input: Value, axis: Value = None, name: Value = None, dimension: Value = None, output_type: Value = None) -> Value:
    """The index of the largest (smallest) value along an axis, 0 by default."""
    chosen = axis if axis is not None else dimension if dimension is not None else 0
    return made(
        call,
        reduced(static_shape(input), chosen, keep=False),
        dtype_name(output_type) or "int64",
        name,
        "ArgMin" if "argmin" in call.api else "ArgMax",
    )


@api("tf.cast", "tf.saturate_cast", "tf.bitcast", "tf.dtypes.cast")
def cast(call: Call, x: Value, dtype: Value, name: Value = None) -> Value:
    """The same shape in another dtype."""
    return made(call, static_shape(x), dtype_name(dtype), name, "Cast")


@api("tf.compat.v1.to_float", "tf.compat.v1.to_int32", "tf.compat.v1.to_int64", "tf.compat.v1.to_double", "tf.compat.v1.to_bfloat16")
def to_dtype(call: Call, x: Value, name: Value = None) -> Value:
    """The older casts."""
    short = call.api.rpartition("to_")[2]
    return made(call, static_shape(x), {"float": "float32", "double": "float64"}.get(short, short), name, f"To{short.title()}")


@api("tf.matmul", "tf.linalg.matmul")
def matmul(
    call: Call,
    a: Value,
    b: Value,
    transpose_a: Value = False,
    transpose_b: Value = False,
    adjoint_a: Value = False,
    adjoint_b: Value = False,
    a_is_sparse: Value = False,
    b_is_sparse: Value = False,
    output_type: Value = None,
    grad_a: Value = False,
    grad_b: Value = False,
    name: Value = None,
) -> Value:
    """A matrix product."""
    shape = matmul_shape(
        static_shape(a), static_shape(b), bool(transpose_a is True or adjoint_a is True), bool(transpose_b is True or adjoint_b is True)
    )
    return made(call, shape, value_dtype(a), name, "MatMul")


@api("tf.where", "tf.compat.v1.where")
def where(call: Call, condition: Value, x: Value = None, y: Value = None, name: Value = None) -> Value:
    """A choice by element; without values the indices of true elements."""
    if x is None:
        rank = static_shape(condition)
        return made(call, (None, len(rank)) if rank is not None else None, "int64", name, "Where")
    chosen = made(call, broadcast(static_shape(x), static_shape(y)), value_dtype(x), name, "Select")
    return replace(chosen, sources=through(value_dtype(x), sources_of(x, y)))


@api("tf.add_n", "tf.math.add_n", "tf.accumulate_n")
def add_n(call: Call, inputs: Value, name: Value = None) -> Value:
    """The sum of tensors of one shape."""
    items = known_items(inputs) or ()
    first = items[0] if items else None
    return made(call, static_shape(first), value_dtype(first), name, "AddN")


@api("tf.nn.moments", "tf.compat.v1.nn.moments")
def moments(
    call: Call, x: Value, axes: Value, shift: Value = None, name: Value = None, keep_dims: Value = None, keepdims: Value = None
) -> Value:
    """Mean and variance over axes."""
    shape = reduced(static_shape(x), axes, keep_dims is True or keepdims is True or shift is True)
    found = made(call, shape, value_dtype(x), name, "moments")
    return (found, Tensor(shape, found.dtype, sources=found.sources))
