"""Convolutions of slim.

Source: ``tensorflow/contrib/layers/python/layers/layers.py`` (1.15), ``tf_slim/layers/layers.py`` (1.1.0).
Cases: tf115_contrib_default_scope_table, slim_convolutions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.values import ApiValue, Value
from ckptlens.tf_api.contrib.arg_scopes import scoped_api
from ckptlens.tf_api.contrib.layer import (
    After,
    collections_for,
    core_layer,
    finished,
    has_bias,
    layer_scope,
    own_variable,
    rank_of,
    value_error,
)
from ckptlens.tf_api.layers.conv import conv_kind, sizes
from ckptlens.tf_api.layers.separable import separable_kind
from ckptlens.tf_api.layers.transposed import transposed_kind
from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.shapes import dimension
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.tf_api.layers.layer import LayerKind
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Dimension, Shape

RELU = ApiValue("tf.nn.relu")
XAVIER, ZEROS = ApiValue("tf.contrib.layers.xavier_initializer"), ApiValue("tf.zeros_initializer")
RENAMED = {"bias": "biases", "kernel": "weights"}
_SEPARABLE = {"bias": "biases", "depthwise_kernel": "depthwise_weights", "pointwise_kernel": "pointwise_weights"}
_FORMATS = (None, "NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW")


def layout(data_format: Value) -> str:
    """``channels_first`` or ``channels_last`` of a data format of slim."""
    return "channels_first" if isinstance(data_format, str) and data_format.startswith("NC") else "channels_last"


def checked_format(call: Call, data_format: Value, allowed: tuple[str | None, ...]) -> str:
    """The layout of a data format. Raises ValueError for one that is not among those allowed."""
    if (data_format is None or isinstance(data_format, str)) and data_format not in allowed:
        raise value_error(call, f"data_format has to be one of {allowed}")
    return layout(data_format)


def _variables(kind: LayerKind, collections: Value) -> dict[str, tuple[Value, ...]]:
    weights = collections_for(collections, "weights")
    return {"bias": collections_for(collections, "biases"), **dict.fromkeys(("kernel", "depthwise_kernel", "pointwise_kernel"), weights)}


def _regularized(weights: Value, biases: Value) -> dict[str, Value]:
    return {"bias": biases, **dict.fromkeys(("kernel", "depthwise_kernel", "pointwise_kernel"), weights)}


@scoped_api(*(f"tf.contrib.layers.convolution{rank}d" for rank in (1, 2, 3)))
def convolution_of_rank(
    call: Call,
    inputs: Value,
    num_outputs: Value,
    kernel_size: Value,
    stride: Value = 1,
    padding: Value = "SAME",
    data_format: Value = None,
    rate: Value = 1,
    activation_fn: Value = RELU,
    normalizer_fn: Value = None,
    normalizer_params: Value = None,
    weights_initializer: Value = XAVIER,
    weights_regularizer: Value = None,
    biases_initializer: Value = ZEROS,
    biases_regularizer: Value = None,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    scope: Value = None,
) -> Value:
    """A convolution of one rank. It calls ``convolution``, which takes what an arg_scope gives to that only where nothing is passed."""
    found = rank_of(call, inputs)
    rank = int(call.api[-2])
    if found is not None and found != rank + 2:
        raise value_error(call, f"Convolution expects input with rank {rank + 2}, got {found}")
    # fmt: off
    return convolution(
        call, inputs, num_outputs, kernel_size, stride, padding, data_format, rate, activation_fn, normalizer_fn, normalizer_params,
        weights_initializer, weights_regularizer, biases_initializer, biases_regularizer, reuse, variables_collections,
        outputs_collections, trainable, scope, rank,
    )
    # fmt: on


def _made(
    call: Call,
    kind: LayerKind,
    inputs: Value,
    scope: Value,
    default: str,
    rename: dict[str, str],
    reuse: Value,
    trainable: Value,
    collections: Value,
    regularizers: dict[str, Value],
    after: After,
) -> Value:
    with layer_scope(call, scope, default, reuse, rename) as opened:
        outputs = core_layer(call, kind, inputs, trainable=trainable, collections=_variables(kind, collections), regularizers=regularizers)
        return finished(call, outputs, after, opened.name)


@scoped_api("tf.contrib.layers.convolution")
def convolution(
    call: Call,
    inputs: Value,
    num_outputs: Value,
    kernel_size: Value,
    stride: Value = 1,
    padding: Value = "SAME",
    data_format: Value = None,
    rate: Value = 1,
    activation_fn: Value = RELU,
    normalizer_fn: Value = None,
    normalizer_params: Value = None,
    weights_initializer: Value = XAVIER,
    weights_regularizer: Value = None,
    biases_initializer: Value = ZEROS,
    biases_regularizer: Value = None,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    scope: Value = None,
    conv_dims: Value = None,
) -> Value:
    """A convolution of the rank that its input has."""
    found = rank_of(call, inputs)
    sides = known_items(kernel_size)
    rank = conv_dims if isinstance(conv_dims, int) else found - 2 if found is not None else len(sides) if sides is not None else 2
    if rank not in (1, 2, 3) or (found is not None and found != rank + 2):
        raise value_error(call, f"Convolution not supported for input with rank {found}")
    use_bias = has_bias(call, normalizer_fn, biases_initializer)
    channels = checked_format(call, data_format, _FORMATS)
    kind = conv_kind("", rank, num_outputs, kernel_size, stride, padding, channels, rate, use_bias)
    after = After(activation_fn, normalizer_fn, normalizer_params, outputs_collections)
    regularizers = _regularized(weights_regularizer, biases_regularizer)
    return _made(call, kind, inputs, scope, "Conv", RENAMED, reuse, trainable, variables_collections, regularizers, after)


def _transposed(rank: int, formats: tuple[str, str]) -> None:
    @scoped_api(f"tf.contrib.layers.convolution{rank}d_transpose")
    def convolution_transpose(
        call: Call,
        inputs: Value,
        num_outputs: Value,
        kernel_size: Value,
        stride: Value = 1,
        padding: Value = "SAME",
        data_format: Value = formats[0],
        activation_fn: Value = RELU,
        normalizer_fn: Value = None,
        normalizer_params: Value = None,
        weights_initializer: Value = XAVIER,
        weights_regularizer: Value = None,
        biases_initializer: Value = ZEROS,
        biases_regularizer: Value = None,
        reuse: Value = None,
        variables_collections: Value = None,
        outputs_collections: Value = None,
        trainable: Value = True,
        scope: Value = None,
    ) -> Value:
        """A transposed convolution."""
        use_bias = has_bias(call, normalizer_fn, biases_initializer)
        channels = checked_format(call, data_format, formats)
        kind = transposed_kind("", rank, num_outputs, kernel_size, stride, padding, channels, use_bias)
        after = After(activation_fn, normalizer_fn, normalizer_params, outputs_collections)
        regularizers = _regularized(weights_regularizer, biases_regularizer)
        default = f"Conv{rank}d_transpose"
        return _made(call, kind, inputs, scope, default, RENAMED, reuse, trainable, variables_collections, regularizers, after)


_transposed(2, ("NHWC", "NCHW"))
_transposed(3, ("NDHWC", "NCDHW"))


@scoped_api("tf.contrib.layers.convolution2d_in_plane")
def convolution_in_plane(
    call: Call,
    inputs: Value,
    kernel_size: Value,
    stride: Value = 1,
    padding: Value = "SAME",
    activation_fn: Value = RELU,
    normalizer_fn: Value = None,
    normalizer_params: Value = None,
    weights_initializer: Value = XAVIER,
    weights_regularizer: Value = None,
    biases_initializer: Value = ZEROS,
    biases_regularizer: Value = None,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    scope: Value = None,
) -> Value:
    """One kernel for all channels: weights [*kernel_size, 1, 1], biases [channels]."""
    shape, dtype = static_shape(inputs), value_dtype(inputs)
    channels = shape[-1] if shape else None
    outputs: Value = Tensor(conv_kind("", 2, channels, kernel_size, stride, padding, "", 1, use_bias=False).output(shape), dtype)
    with layer_scope(call, scope, "ConvInPlane", reuse) as opened:
        kernel = (*sizes(kernel_size, 2), 1, 1)
        made = own_variable(call, "weights", kernel, dtype, trainable, variables_collections, weights_regularizer)
        if has_bias(call, normalizer_fn, biases_initializer):
            biases = own_variable(call, "biases", (channels,), dtype, trainable, variables_collections, biases_regularizer)
            made = (made, biases)
        outputs = Tensor(static_shape(outputs), dtype, sources=sources_of(inputs, made))
        return finished(call, outputs, After(activation_fn, normalizer_fn, normalizer_params, outputs_collections), opened.name)


@scoped_api("tf.contrib.layers.separable_convolution2d")
def separable_convolution(
    call: Call,
    inputs: Value,
    num_outputs: Value,
    kernel_size: Value,
    depth_multiplier: Value = 1,
    stride: Value = 1,
    padding: Value = "SAME",
    data_format: Value = "NHWC",
    rate: Value = 1,
    activation_fn: Value = RELU,
    normalizer_fn: Value = None,
    normalizer_params: Value = None,
    weights_initializer: Value = XAVIER,
    pointwise_initializer: Value = None,
    weights_regularizer: Value = None,
    biases_initializer: Value = ZEROS,
    biases_regularizer: Value = None,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    scope: Value = None,
) -> Value:
    """Depthwise weights and pointwise weights; with num_outputs=None the depthwise ones alone."""
    use_bias = has_bias(call, normalizer_fn, biases_initializer)
    channels = checked_format(call, data_format, ("NHWC", "NCHW"))
    after = After(activation_fn, normalizer_fn, normalizer_params, outputs_collections)
    if num_outputs is not None:
        kind = separable_kind("", 2, num_outputs, kernel_size, stride, padding, channels, rate, depth_multiplier, use_bias)
        regularizers = _regularized(weights_regularizer, biases_regularizer)
        return _made(call, kind, inputs, scope, "SeparableConv2d", _SEPARABLE, reuse, trainable, variables_collections, regularizers, after)
    shape, dtype = static_shape(inputs), value_dtype(inputs)
    inner = _channels(shape, channels)
    times = dimension(depth_multiplier)
    wide = inner * times if inner is not None and times is not None else None
    with layer_scope(call, scope, "SeparableConv2d", reuse, _SEPARABLE) as opened:
        weights = (*sizes(kernel_size, 2), inner, times)
        made = own_variable(call, "depthwise_weights", weights, dtype, trainable, _as_weights(variables_collections), weights_regularizer)
        if use_bias:
            made = (made, own_variable(call, "biases", (wide,), dtype, trainable, variables_collections, biases_regularizer))
        new = conv_kind("", 2, wide, kernel_size, stride, padding, channels, rate, use_bias=False).output(shape)
        return finished(call, Tensor(new, dtype, sources=sources_of(inputs, made)), after, opened.name)


def _channels(shape: Shape, channels: str) -> Dimension:
    if not shape:
        return None
    return shape[1] if channels == "channels_first" else shape[-1]


def _as_weights(collections: Value) -> Value:
    return collections_for(collections, "weights")
