"""Layers without weights: they take a scope of their name, as all TF1 layers do. Cases: tf1_layers_conv_bn_pool, field_layer_objects.

Source: ``tensorflow/python/keras/legacy_tf_layers/{pooling,core}.py``, TF 1.15 to 2.15. The functions give `name` to the
layer, not as its scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.layers.conv import RANKS, conv_kind
from ckptlens.tf_api.layers.layer import LayerKind, apply, layer
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import elements

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Shape


def pooled(shape: Shape, rank: int, pool_size: Value, strides: Value, padding: Value, data_format: Value) -> Shape:
    """The shape after a pooling over `rank` spatial axes."""
    after = conv_kind("", rank, None, pool_size, strides, padding, data_format, 1, use_bias=False).output(shape)
    if after is None or shape is None:
        return None
    first = data_format == "channels_first"
    return (after[0], shape[1], *after[2:]) if first else (*after[:-1], shape[-1])


def _pooling_kind(api_name: str, pool_size: Value, strides: Value, padding: Value, data_format: Value) -> LayerKind:
    short = api_name.rpartition(".")[2].lower().replace("_", "")
    kind, rank = short.partition("pooling")[0], RANKS[short[-2:]]
    return LayerKind(
        f"{kind}_pooling{rank}d", lambda shape: (), lambda shape: pooled(shape, rank, pool_size, strides, padding, data_format)
    )


@api(*(f"tf.compat.v1.layers.{kind}_pooling{rank}" for kind in ("max", "average") for rank in RANKS))
def pooling(
    call: Call,
    inputs: Value,
    pool_size: Value,
    strides: Value,
    padding: Value = "valid",
    data_format: Value = "channels_last",
    name: Value = None,
) -> Value:
    """A pooling layer, made and called."""
    made = layer(call, _pooling_kind(call.api, pool_size, strides, padding, data_format), name=name)
    return apply(call.machine, made, inputs, call.site)


@api(*(f"tf.compat.v1.layers.{kind}Pooling{rank.upper()}" for kind in ("Max", "Average") for rank in RANKS))
def pooling_layer(
    call: Call,
    pool_size: Value,
    strides: Value,
    padding: Value = "valid",
    data_format: Value = "channels_last",
    name: Value = None,
    **kwargs: Value,
) -> Value:
    """A pooling object."""
    return layer(call, _pooling_kind(call.api, pool_size, strides, padding, data_format), name=name)


def _flat(shape: Shape) -> Shape:
    return (shape[0], elements(shape[1:])) if shape else None


_FLATTEN = LayerKind("flatten", lambda shape: (), _flat)
_DROPOUT = LayerKind("dropout", lambda shape: (), lambda shape: shape)


@api("tf.compat.v1.layers.flatten")
def flatten(call: Call, inputs: Value, name: Value = None, data_format: Value = "channels_last") -> Value:
    """All axes but the first as one."""
    return apply(call.machine, layer(call, _FLATTEN, name=name), inputs, call.site)


@api("tf.compat.v1.layers.Flatten")
def flatten_layer(call: Call, data_format: Value = None, **kwargs: Value) -> Value:
    """An object that makes all axes but the first one."""
    return layer(call, _FLATTEN, name=kwargs.get("name"))


@api("tf.compat.v1.layers.dropout")
def dropout(
    call: Call, inputs: Value, rate: Value = 0.5, noise_shape: Value = None, seed: Value = None, training: Value = False, name: Value = None
) -> Value:
    """A dropout layer, made and called."""
    return apply(call.machine, layer(call, _DROPOUT, name=name), inputs, call.site)


@api("tf.compat.v1.layers.Dropout")
def dropout_layer(
    call: Call, rate: Value = 0.5, noise_shape: Value = None, seed: Value = None, name: Value = None, **kwargs: Value
) -> Value:
    """A dropout object."""
    return layer(call, _DROPOUT, name=name)
