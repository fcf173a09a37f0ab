"""Convolution layers. Case: tf1_layers_conv_bn_pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.layers.layer import LayerKind, Weight, apply_new, layer
from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.ops.nn import window
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import dimension

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Dimension, Shape

RANKS = {"1d": 1, "2d": 2, "3d": 3}


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


for _name, _rank in RANKS.items():
    _conv_function(_rank, _name)
