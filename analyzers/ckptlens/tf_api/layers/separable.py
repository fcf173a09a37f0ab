"""Separable convolution layers. Case: field_layer_objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.layers.conv import conv_kind, sizes
from ckptlens.tf_api.layers.layer import LayerKind, Weight, apply_new, layer
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import dimension

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Shape


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


@api("tf.compat.v1.layers.SeparableConv1D", "tf.compat.v1.layers.SeparableConv2D")
def separable_conv_layer(
    call: Call,
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
    **kwargs: Value,
) -> Value:
    """A separable convolution object."""
    rank = 1 if "1D" in call.api else 2
    kind = separable_kind(
        f"separable_conv{rank}d", rank, filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier, use_bias
    )
    return layer(call, kind, name=name, reuse=kwargs.get("_reuse"), trainable=trainable, dtype=kwargs.get("dtype"))
