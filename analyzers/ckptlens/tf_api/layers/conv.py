"""Convolution and pooling layers. Case: tf1_layers_conv_bn_pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.layers.layer import LayerKind, Weight, apply_new, layer
from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.ops.nn import window
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import dimension
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Dimension, Shape

_RANK = {"1d": 1, "2d": 2, "3d": 3}


def sizes(value: Value, rank: int) -> tuple[Dimension, ...]:
    """One number for each spatial axis, from a number or a list."""
    items = known_items(value)
    if items is None:
        return (dimension(value),) * rank
    found = tuple(dimension(i) for i in items)
    return found * rank if len(found) == 1 else found


def conv_kind(
    base: str,
    rank: int,
    filters: Value,
    kernel_size: Value,
    strides: Value,
    padding: Value,
    data_format: Value,
    dilation: Value,
    use_bias: Value,
) -> LayerKind:
    """kernel [*kernel_size, in, filters] and bias [filters]."""
    kernel, steps, out = sizes(kernel_size, rank), sizes(strides, rank), dimension(filters)
    rates = sizes(dilation, rank)
    first = data_format == "channels_first"

    def weights(shape: Shape) -> tuple[Weight, ...]:
        channels = (shape[1] if first else shape[-1]) if shape and len(shape) > 1 else None
        made = Weight("kernel", (*kernel, channels, out))
        return (made, Weight("bias", (out,))) if use_bias is not False else (made,)

    def output(shape: Shape) -> Shape:
        if shape is None or len(shape) != rank + 2:
            return None
        spatial = shape[2:] if first else shape[1:-1]
        after = tuple(window(s, k, t, padding, r or 1) for s, k, t, r in zip(spatial, kernel, steps, rates, strict=False))
        return (shape[0], out, *after) if first else (shape[0], *after, out)

    return LayerKind(base, weights, output)


def _conv_function(rank: int, name: str) -> None:
    @api(f"tf.compat.v1.layers.conv{name}")
    def conv(
        call: Call,
        inputs: Value,
        filters: Value,
        kernel_size: Value,
        strides: Value = 1,
        padding: Value = "valid",
        data_format: Value = "channels_last",
        dilation_rate: Value = 1,
        activation: Value = None,
        use_bias: Value = True,
        kernel_initializer: Value = None,
        bias_initializer: Value = None,
        kernel_regularizer: Value = None,
        bias_regularizer: Value = None,
        activity_regularizer: Value = None,
        kernel_constraint: Value = None,
        bias_constraint: Value = None,
        trainable: Value = True,
        name: Value = None,
        reuse: Value = None,
    ) -> Value:
        """A convolution layer, made and called."""
        kind = conv_kind(call.api.rpartition(".")[2], rank, filters, kernel_size, strides, padding, data_format, dilation_rate, use_bias)
        return apply_new(call, kind, inputs, name=name, reuse=reuse, trainable=trainable)

    @api(f"tf.compat.v1.layers.Conv{name.upper()}")
    def conv_layer(
        call: Call,
        filters: Value,
        kernel_size: Value,
        strides: Value = 1,
        padding: Value = "valid",
        data_format: Value = "channels_last",
        dilation_rate: Value = 1,
        activation: Value = None,
        use_bias: Value = True,
        kernel_initializer: Value = None,
        bias_initializer: Value = None,
        kernel_regularizer: Value = None,
        bias_regularizer: Value = None,
        activity_regularizer: Value = None,
        kernel_constraint: Value = None,
        bias_constraint: Value = None,
        trainable: Value = True,
        name: Value = None,
        **kwargs: Value,
    ) -> Value:
        """A convolution layer object."""
        kind = conv_kind(f"conv{call.api[-2:].lower()}", rank, filters, kernel_size, strides, padding, data_format, dilation_rate, use_bias)
        return layer(call, kind, name=name, reuse=kwargs.get("_reuse"), trainable=trainable, dtype=kwargs.get("dtype"))


for _name, _rank in _RANK.items():
    _conv_function(_rank, _name)


@api("tf.compat.v1.layers.conv2d_transpose", "tf.compat.v1.layers.conv3d_transpose")
def conv_transpose(
    call: Call,
    inputs: Value,
    filters: Value,
    kernel_size: Value,
    strides: Value = 1,
    padding: Value = "valid",
    data_format: Value = "channels_last",
    activation: Value = None,
    use_bias: Value = True,
    kernel_initializer: Value = None,
    bias_initializer: Value = None,
    kernel_regularizer: Value = None,
    bias_regularizer: Value = None,
    activity_regularizer: Value = None,
    kernel_constraint: Value = None,
    bias_constraint: Value = None,
    trainable: Value = True,
    name: Value = None,
    reuse: Value = None,
) -> Value:
    """A transposed convolution, made and called."""
    rank = 3 if "3d" in call.api else 2
    kind = transposed_kind(call.api.rpartition(".")[2], rank, filters, kernel_size, strides, padding, data_format, use_bias)
    return apply_new(call, kind, inputs, name=name, reuse=reuse, trainable=trainable)


def transposed_kind(
    base: str, rank: int, filters: Value, kernel_size: Value, strides: Value, padding: Value, data_format: Value, use_bias: Value
) -> LayerKind:
    """kernel [*kernel_size, filters, in] and bias [filters]."""
    kernel, steps, out = sizes(kernel_size, rank), sizes(strides, rank), dimension(filters)
    first = data_format == "channels_first"

    def weights(shape: Shape) -> tuple[Weight, ...]:
        channels = (shape[1] if first else shape[-1]) if shape and len(shape) > 1 else None
        made = Weight("kernel", (*kernel, out, channels))
        return (made, Weight("bias", (out,))) if use_bias is not False else (made,)

    def output(shape: Shape) -> Shape:
        if shape is None or len(shape) != rank + 2:
            return None
        spatial = shape[2:] if first else shape[1:-1]
        after = tuple(_grown(s, k, t, padding) for s, k, t in zip(spatial, kernel, steps, strict=False))
        return (shape[0], out, *after) if first else (shape[0], *after, out)

    return LayerKind(base, weights, output)


def _grown(size: Dimension, kernel: Dimension, stride: Dimension, padding: Value) -> Dimension:
    if size is None or kernel is None or stride is None:
        return None
    return size * stride + (max(kernel - stride, 0) if isinstance(padding, str) and padding.lower() == "valid" else 0)


@api("tf.compat.v1.layers.separable_conv2d", "tf.compat.v1.layers.separable_conv1d")
def separable_conv(
    call: Call,
    inputs: Value,
    filters: Value,
    kernel_size: Value,
    strides: Value = 1,
    padding: Value = "valid",
    data_format: Value = "channels_last",
    dilation_rate: Value = 1,
    depth_multiplier: Value = 1,
    activation: Value = None,
    use_bias: Value = True,
    depthwise_initializer: Value = None,
    pointwise_initializer: Value = None,
    bias_initializer: Value = None,
    depthwise_regularizer: Value = None,
    pointwise_regularizer: Value = None,
    bias_regularizer: Value = None,
    activity_regularizer: Value = None,
    depthwise_constraint: Value = None,
    pointwise_constraint: Value = None,
    bias_constraint: Value = None,
    trainable: Value = True,
    name: Value = None,
    reuse: Value = None,
) -> Value:
    """A depthwise convolution and one by single pixels, made and called."""
    rank = 1 if "1d" in call.api else 2
    kind = separable_kind(
        call.api.rpartition(".")[2], rank, filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier, use_bias
    )
    return apply_new(call, kind, inputs, name=name, reuse=reuse, trainable=trainable)


def separable_kind(
    base: str,
    rank: int,
    filters: Value,
    kernel_size: Value,
    strides: Value,
    padding: Value,
    data_format: Value,
    dilation: Value,
    depth_multiplier: Value,
    use_bias: Value,
) -> LayerKind:
    """depthwise_kernel [*kernel_size, in, multiplier], pointwise_kernel [1, 1, in * multiplier, filters] and bias."""
    plain = conv_kind("", rank, filters, kernel_size, strides, padding, data_format, dilation, use_bias)
    kernel, out, times = sizes(kernel_size, rank), dimension(filters), dimension(depth_multiplier)
    first = data_format == "channels_first"

    def weights(shape: Shape) -> tuple[Weight, ...]:
        channels = (shape[1] if first else shape[-1]) if shape and len(shape) > 1 else None
        inner = channels * times if channels is not None and times is not None else None
        made = (Weight("depthwise_kernel", (*kernel, channels, times)), Weight("pointwise_kernel", (*(1,) * rank, inner, out)))
        return (*made, Weight("bias", (out,))) if use_bias is not False else made

    return LayerKind(base, weights, plain.output)


_POOLS = tuple(f"tf.compat.v1.layers.{kind}_pooling{rank}" for kind in ("max", "average") for rank in _RANK)


@api(*_POOLS)
def pooling(
    call: Call,
    inputs: Value,
    pool_size: Value,
    strides: Value,
    padding: Value = "valid",
    data_format: Value = "channels_last",
    name: Value = None,
) -> Value:
    """A pooling layer: no weights."""
    new = pooled(static_shape(inputs), _RANK[call.api[-2:]], pool_size, strides, padding, data_format)
    return Tensor(new, value_dtype(inputs), sources=sources_of(inputs))


def pooled(shape: Shape, rank: int, pool_size: Value, strides: Value, padding: Value, data_format: Value) -> Shape:
    """The shape after a pooling over `rank` spatial axes."""
    after = conv_kind("", rank, None, pool_size, strides, padding, data_format, 1, use_bias=False).output(shape)
    if after is None or shape is None:
        return None
    first = data_format == "channels_first"
    return (after[0], shape[1], *after[2:]) if first else (*after[:-1], shape[-1])


@api("tf.compat.v1.layers.flatten")
def flatten(call: Call, inputs: Value, name: Value = None, data_format: Value = "channels_last") -> Value:
    """All axes but the first as one."""
    from ckptlens.tf_api.shapes import elements

    shape = static_shape(inputs)
    return Tensor((shape[0], elements(shape[1:])) if shape else None, value_dtype(inputs), sources=sources_of(inputs))


@api("tf.compat.v1.layers.dropout")
def dropout(
    call: Call, inputs: Value, rate: Value = 0.5, noise_shape: Value = None, seed: Value = None, training: Value = False, name: Value = None
) -> Value:
    """No weights."""
    return Tensor(static_shape(inputs), value_dtype(inputs), sources=sources_of(inputs))
