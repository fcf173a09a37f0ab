"""Gradients of tensors, and cutting them.

Source: ``tensorflow/python/ops/gradients_util.py`` and ``clip_ops.py``, TF 1.15 to 2.21: what a tensor does not depend on has the gradient
None, and None stays None when gradients are clipped.
"""

from __future__ import annotations

from ckptlens.interp.iteration import iterate
from ckptlens.interp.presence import presence
from ckptlens.interp.values import Many, Value, new_list
from ckptlens.tf_api.ops.made import known_items, made
from ckptlens.tf_api.optimizers import gradient
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype


@api("tf.gradients", "tf.compat.v1.gradients")
def gradients(call: Call, ys: Value, xs: Value, *rest: Value, **options: Value) -> Value:
    """One gradient for each of `xs`."""
    items = known_items(xs)
    return new_list(tuple(gradient(call.machine, call.site, ys, x) for x in (items if items is not None else (xs,))))


def _clipped(call: Call, gradient: Value) -> Value:
    if gradient is None:
        return None
    return Tensor(static_shape(gradient), value_dtype(gradient), sources=sources_of(gradient), there=presence(call.machine, gradient))


@api("tf.clip_by_global_norm", "tf.compat.v1.clip_by_global_norm")
def clip_by_global_norm(call: Call, t_list: Value, clip_norm: Value, use_norm: Value = None, name: Value = None) -> Value:
    """The gradients, and their norm."""
    norm = made(call, (), "float32", name, "global_norm")
    items = iterate(call.machine, t_list, call.site)
    if isinstance(items, Many):
        return (items, norm)
    clipped = (_clipped(call, t) for t in items)
    return (new_list(tuple(clipped)), norm)
