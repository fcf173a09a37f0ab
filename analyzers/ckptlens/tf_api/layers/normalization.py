"""Batch normalization. Case: tf1_layers_conv_bn_pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.values import ListValue, Value
from ckptlens.tf_api.layers.layer import LayerKind, Weight, apply_new, layer
from ckptlens.tf_api.registry import Call, api

if TYPE_CHECKING:
    from ckptlens.trace import Shape


_STATISTICS = frozenset({"moving_mean", "moving_variance", "moving_stddev", "renorm_mean", "renorm_stddev"})


def batch_normalization_kind(axis: Value, center: Value, scale: Value, renorm: Value = False, *, fused: Value = None) -> LayerKind:
    """gamma, beta, moving_mean and moving_variance over the normalized axis, in the order they are made.

    No gradient reaches the statistics in training, and never where one op does it all (``FusedBatchNormGrad`` has none for them), which
    is the case for four dimensions unless `fused` or `renorm` says otherwise. Case: tf115_gradients_of_statistics.
    """

    def weights(shape: Shape) -> tuple[Weight, ...]:
        chosen = axis.items[0] if isinstance(axis, ListValue) and len(axis.items) == 1 else axis
        size = shape[chosen] if shape and isinstance(chosen, int) and -len(shape) <= chosen < len(shape) else None
        made = [Weight("gamma", (size,))] if scale is not False else []
        made += [Weight("beta", (size,))] if center is not False else []
        made += [Weight("moving_mean", (size,), trainable=False), Weight("moving_variance", (size,), trainable=False)]
        if renorm is True:
            made += [Weight(name, (size,), trainable=False) for name in ("moving_stddev", "renorm_mean", "renorm_stddev")]
        return tuple(made)

    def unreached(shape: Shape, training: Value) -> frozenset[str]:
        in_one_op = fused is not False and renorm is not True and (shape is None or len(shape) == 4)
        return _STATISTICS if in_one_op or training is True else frozenset()

    return LayerKind("batch_normalization", weights, lambda shape: shape, wide=True, unreached=unreached)


@api("tf.compat.v1.layers.batch_normalization")
def batch_normalization(
    call: Call,
    inputs: Value,
    axis: Value = -1,
    momentum: Value = 0.99,
    epsilon: Value = 0.001,
    center: Value = True,
    scale: Value = True,
    beta_initializer: Value = None,
    gamma_initializer: Value = None,
    moving_mean_initializer: Value = None,
    moving_variance_initializer: Value = None,
    beta_regularizer: Value = None,
    gamma_regularizer: Value = None,
    beta_constraint: Value = None,
    gamma_constraint: Value = None,
    training: Value = False,
    trainable: Value = True,
    name: Value = None,
    reuse: Value = None,
    renorm: Value = False,
    renorm_clipping: Value = None,
    renorm_momentum: Value = 0.99,
    fused: Value = None,
    virtual_batch_size: Value = None,
    adjustment: Value = None,
) -> Value:
    """Batch normalization, made and called."""
    kind = batch_normalization_kind(axis, center, scale, renorm, fused=fused)
    return apply_new(call, kind, inputs, name=name, reuse=reuse, trainable=trainable, training=training)


@api("tf.compat.v1.layers.BatchNormalization")
def batch_normalization_layer(
    call: Call,
    axis: Value = -1,
    momentum: Value = 0.99,
    epsilon: Value = 0.001,
    center: Value = True,
    scale: Value = True,
    beta_initializer: Value = None,
    gamma_initializer: Value = None,
    moving_mean_initializer: Value = None,
    moving_variance_initializer: Value = None,
    beta_regularizer: Value = None,
    gamma_regularizer: Value = None,
    beta_constraint: Value = None,
    gamma_constraint: Value = None,
    renorm: Value = False,
    renorm_clipping: Value = None,
    renorm_momentum: Value = 0.99,
    fused: Value = None,
    trainable: Value = True,
    virtual_batch_size: Value = None,
    adjustment: Value = None,
    name: Value = None,
    **kwargs: Value,
) -> Value:
    """A batch normalization object."""
    kind = batch_normalization_kind(axis, center, scale, renorm, fused=fused)
    return layer(call, kind, name=name, reuse=kwargs.get("_reuse"), trainable=trainable)
