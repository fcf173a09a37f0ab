"""Dense layers. Case: tf1_layers_dense_names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.layers.layer import LayerKind, Weight, apply_new, layer
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import dimension

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Shape


def dense_kind(units: Value, use_bias: Value) -> LayerKind:
    """kernel [in, units] and bias [units]; the last axis becomes `units`."""
    size = dimension(units)

    def weights(shape: Shape) -> tuple[Weight, ...]:
        kernel = Weight("kernel", (shape[-1] if shape else None, size))
        return (kernel, Weight("bias", (size,))) if use_bias is not False else (kernel,)

    return LayerKind("dense", weights, lambda shape: (*shape[:-1], size) if shape else None)


@api("tf.compat.v1.layers.dense")
def dense(
    call: Call,
    inputs: Value,
    units: Value,
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
    """A dense layer, made and called."""
    return apply_new(call, dense_kind(units, use_bias), inputs, name=name, reuse=reuse, trainable=trainable)


@api("tf.compat.v1.layers.Dense")
def dense_layer(
    call: Call,
    units: Value,
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
    """A dense layer object."""
    return layer(call, dense_kind(units, use_bias), name=name, reuse=kwargs.get("_reuse"), trainable=trainable, dtype=kwargs.get("dtype"))
