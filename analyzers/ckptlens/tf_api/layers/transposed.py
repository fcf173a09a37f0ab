"""Transposed convolution layers. Case: field_layer_objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.layers.conv import sizes
from ckptlens.tf_api.layers.layer import LayerKind, Weight, apply_new, layer
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import dimension

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Dimension, Shape


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


@api("tf.compat.v1.layers.Conv2DTranspose", "tf.compat.v1.layers.Conv3DTranspose")
def conv_transpose_layer(
    call: Call,
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
    **kwargs: Value,
) -> Value:
    """A transposed convolution object."""
    rank = 3 if "3D" in call.api else 2
    kind = transposed_kind(f"conv{rank}d_transpose", rank, filters, kernel_size, strides, padding, data_format, use_bias)
    return layer(call, kind, name=name, reuse=kwargs.get("_reuse"), trainable=trainable, dtype=kwargs.get("dtype"))
