"""Layers of slim that make no variables: pooling, dropout, flattening and others.

Source: ``tensorflow/contrib/layers/python/layers/layers.py`` (1.15), ``tf_slim/layers/layers.py`` (1.1.0). Cases: slim_end_points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.contrib.arg_scopes import SCOPED
from ckptlens.tf_api.contrib.convolutions import layout
from ckptlens.tf_api.contrib.layer import collected, layer_scope
from ckptlens.tf_api.declared import Named, declare
from ckptlens.tf_api.graph import entered_scope
from ckptlens.tf_api.layers.weightless import pooled
from ckptlens.tf_api.scopes import NameScopeContext
from ckptlens.tf_api.shapes import dimension, elements
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.values import Text, Value
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Shape

_END = "outputs_collections=None, scope=None"


def _declared(name: str, signature: str, model: Callable[[Call, Named], Value]) -> None:
    public = f"tf.contrib.layers.{name}"
    declare(public, signature, model)
    SCOPED.add(public)


def _like(inputs: Value, shape: Shape) -> Tensor:
    return Tensor(shape, value_dtype(inputs), sources=sources_of(inputs))


def _in_name_scope(call: Call, given: Named, default: str, make: Callable[[], Tensor]) -> Value:
    scope = given["scope"]
    opened = NameScopeContext(entered_scope(scope if scope is not None else default))
    name = opened.enter(call.machine, call.site)
    try:
        made = make()
        return collected(call, given["outputs_collections"], _text(name), made)
    finally:
        opened.leave(call.machine)


def _text(name: Value) -> Text:
    return entered_scope(name) or ""


def _pooling(rank: int, default: str) -> Callable[[Call, Named], Value]:
    def model(call: Call, given: Named) -> Value:
        """The largest values, or means, of windows."""
        shape = static_shape(given["inputs"])
        new = pooled(shape, rank, given["kernel_size"], given["stride"], given["padding"], layout(given["data_format"]))
        return _in_name_scope(call, given, default, lambda: _like(given["inputs"], new))

    return model


for _kind, _default in (("max", "MaxPool"), ("avg", "AvgPool")):
    for _rank, _format in ((2, "NHWC"), (3, "NDHWC")):
        _declared(
            f"{_kind}_pool{_rank}d",
            f"inputs, kernel_size, stride=2, padding='VALID', data_format='{_format}', {_END}",
            _pooling(_rank, f"{_default}{_rank}D"),
        )


def _pool(call: Call, given: Named) -> Value:
    """Pooling of any rank."""
    shape = static_shape(given["inputs"])
    channels = layout(given["data_format"])
    new = pooled(shape, len(shape) - 2, given["kernel_size"], given["stride"], given["padding"], channels) if shape else None
    kind = given["pooling_type"]
    default = f"{kind.lower()}_pool" if isinstance(kind, str) else "pool"
    return _in_name_scope(call, given, default, lambda: _like(given["inputs"], new))


def _dropout(call: Call, given: Named) -> Value:
    """The input with elements dropped, in a variable scope of its own."""
    with layer_scope(call, given["scope"], "Dropout", None, {}) as opened:
        made = _like(given["inputs"], static_shape(given["inputs"]))
        return collected(call, given["outputs_collections"], opened.name, made)


def _flatten(call: Call, given: Named) -> Value:
    """All axes but the first as one."""
    shape = static_shape(given["inputs"])
    new = (shape[0], elements(shape[1:])) if shape else None
    return _in_name_scope(call, given, "Flatten", lambda: _like(given["inputs"], new))


def _inner_flatten(call: Call, given: Named) -> Value:
    """The last axes as one, so that `new_rank` axes are left."""
    shape, rank = static_shape(given["inputs"]), given["new_rank"]
    new = (*shape[: rank - 1], elements(shape[rank - 1 :])) if shape is not None and isinstance(rank, int) else None
    given["outputs_collections"] = given["output_collections"]
    return _in_name_scope(call, given, "InnerFlatten", lambda: _like(given["inputs"], new))


def _one_hot(call: Call, given: Named) -> Value:
    """A new last axis of size `num_classes`."""
    shape, size = static_shape(given["labels"]), dimension(given["num_classes"])
    made = Tensor((*shape, size) if shape is not None else None, "float32", sources=frozenset())
    return _in_name_scope(call, given, "OneHotEncoding", lambda: made)


def _softmax(call: Call, given: Named) -> Value:
    """The softmax over the last axis."""
    with layer_scope(call, given["scope"], "softmax", None):
        return _like(given["logits"], static_shape(given["logits"]))


def _unit_norm(call: Call, given: Named) -> Value:
    """The input divided by its length along an axis."""
    with layer_scope(call, given["scope"], "UnitNorm", None):
        return _like(given["inputs"], static_shape(given["inputs"]))


def _maxout(call: Call, given: Named) -> Value:
    """The largest of groups of features, `num_units` groups."""
    shape, axis = static_shape(given["inputs"]), given["axis"]
    with layer_scope(call, given["scope"], "MaxOut", None):
        if shape is None or not isinstance(axis, int):
            return _like(given["inputs"], None)
        new = tuple(dimension(given["num_units"]) if i == axis % len(shape) else size for i, size in enumerate(shape))
        return _like(given["inputs"], new)


def _images_to_sequence(call: Call, given: Named) -> Value:
    """[batch, height, width, depth] as [width, batch * height, depth]."""
    shape = static_shape(given["inputs"])
    new: Shape = None
    if shape is not None and len(shape) == 4:
        first = layout(given["data_format"]) == "channels_first"
        batch, height, width, depth = (shape[0], shape[2], shape[3], shape[1]) if first else shape
        new = (width, elements((batch, height)), depth)
    return _in_name_scope(call, given, "ImagesToSequence", lambda: _like(given["inputs"], new))


def _sequence_to_images(call: Call, given: Named) -> Value:
    """[width, batch * height, depth] as [batch, height, width, depth]."""
    shape, height = static_shape(given["inputs"]), dimension(given["height"])
    new: Shape = None
    if shape is not None and len(shape) == 3:
        batch = shape[1] // height if shape[1] is not None and height else None
        first = given["output_data_format"] == "channels_first"
        new = (batch, shape[2], height, shape[0]) if first else (batch, height, shape[0], shape[2])
    return _in_name_scope(call, given, "SequenceToImages", lambda: _like(given["inputs"], new))


_declared("pool", f"inputs, kernel_size, pooling_type, padding='VALID', data_format=None, dilation_rate=1, stride=1, {_END}", _pool)
_declared("dropout", f"inputs, keep_prob=0.5, noise_shape=None, is_training=True, {_END}, seed=None", _dropout)
_declared("flatten", f"inputs, {_END}", _flatten)
_declared("_inner_flatten", "inputs, new_rank, output_collections=None, scope=None", _inner_flatten)
_declared("one_hot_encoding", f"labels, num_classes, on_value=1.0, off_value=0.0, {_END}", _one_hot)
_declared("softmax", "logits, scope=None", _softmax)
_declared("unit_norm", "inputs, dim, epsilon=1e-07, scope=None", _unit_norm)
_declared("maxout", "inputs, num_units, axis=-1, scope=None", _maxout)
_declared("images_to_sequence", f"inputs, data_format='NHWC', {_END}", _images_to_sequence)
_declared("sequence_to_images", f"inputs, height, output_data_format='channels_last', {_END}", _sequence_to_images)
