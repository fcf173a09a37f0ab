"""Shapes of ops that pick, mark or gather parts of tensors.

Source: ``tensorflow/python/ops/{array_ops,math_ops,nn_ops}.py``, TF 1.15 to 2.21. Case: field_op_shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import HostObject, Many, Value, new_list
from ckptlens.tf_api.ops.arrays import wanted_shape
from ckptlens.tf_api.ops.made import known_items, made
from ckptlens.tf_api.ops.names import default_name
from ckptlens.tf_api.ops.ruled import shaped
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import dimension, joined
from ckptlens.tf_api.tensors import Tensor, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import Shape


@shaped("tf.gather_nd", "tf.compat.v1.gather_nd")
def gather_nd(params: Value, indices: Value, name: Value = None, batch_dims: Value = 0, bad_indices_policy: Value = "") -> Shape:
    """The outer axes of the indices, then what the last one leaves."""
    whole, where = static_shape(params), static_shape(indices)
    if whole is None or not where or where[-1] is None or batch_dims != 0 or where[-1] > len(whole):
        return None
    return (*where[:-1], *whole[where[-1] :])


@shaped("tf.boolean_mask", "tf.compat.v1.boolean_mask")
def boolean_mask(tensor: Value, mask: Value, name: Value = "boolean_mask", axis: Value = None) -> Shape:
    """The axes of the mask become one of unknown size."""
    whole, marked = static_shape(tensor), static_shape(mask)
    start = 0 if axis is None else axis
    if whole is None or marked is None or not isinstance(start, int) or start < 0:
        return None
    return (*whole[:start], None, *whole[start + len(marked) :])


@shaped("tf.scatter_nd", "tf.compat.v1.scatter_nd", like="updates")
def scatter_nd(indices: Value, updates: Value, shape: Value, name: Value = None) -> Shape:
    """The shape that is asked for."""
    return wanted_shape(shape)


@shaped(
    "tf.tensor_scatter_nd_update",
    "tf.tensor_scatter_nd_add",
    "tf.tensor_scatter_nd_sub",
    "tf.tensor_scatter_nd_max",
    "tf.tensor_scatter_nd_min",
    "tf.tensor_scatter_update",
    "tf.tensor_scatter_add",
    "tf.tensor_scatter_sub",
)
def tensor_scatter(tensor: Value, indices: Value, updates: Value, name: Value = None) -> Shape:
    """The shape of the tensor."""
    return static_shape(tensor)


@api("tf.dynamic_partition", "tf.compat.v1.dynamic_partition")
def dynamic_partition(call: Call, data: Value, partitions: Value, num_partitions: Value, name: Value = None) -> Value:
    """As many tensors as there are partitions, of unknown sizes."""
    whole, marks = static_shape(data), static_shape(partitions)
    shape = (None, *whole[len(marks) :]) if whole is not None and marks is not None else None
    one = made(call, shape, value_dtype(data), name, "DynamicPartition")
    count = num_partitions if isinstance(num_partitions, int) else 0
    return new_list((one, *(Tensor(shape, one.dtype, sources=one.sources) for _ in range(1, min(count, 64)))))


@shaped("tf.sequence_mask", "tf.compat.v1.sequence_mask", dtype="bool")
def sequence_mask(lengths: Value, maxlen: Value = None, dtype: Value = "bool", name: Value = None) -> Shape:
    """A row for each length."""
    return joined(static_shape(lengths), (dimension(maxlen),))


@shaped("tf.nn.in_top_k", "tf.math.in_top_k", "tf.compat.v1.nn.in_top_k", dtype="bool")
def in_top_k(predictions: Value, targets: Value, k: Value, name: Value = None) -> Shape:
    """One answer for each row."""
    rows = static_shape(predictions)
    return rows[:1] if rows else None


class TopK(HostObject, Struct, frozen=True):
    """What ``top_k`` gives: a named tuple of the values and where they stand."""

    values: Tensor
    indices: Tensor

    def attribute(self, machine: Machine, name: str) -> Value:
        return {"values": self.values, "indices": self.indices}.get(name, MISSING)

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        return (self.values, self.indices)

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        return (self.values, self.indices)[index] if isinstance(index, int) and -2 <= index < 2 else MISSING


@api("tf.nn.top_k", "tf.math.top_k", "tf.compat.v1.nn.top_k")
def top_k(call: Call, input: Value, k: Value = 1, sorted: Value = True, *rest: Value, name: Value = None, **options: Value) -> Value:
    """The largest values of each row, and where they stand."""
    rows = static_shape(input)
    shape = (*rows[:-1], dimension(k)) if rows else None
    found = made(call, shape, value_dtype(input), name, "TopKV2")
    return TopK(found, Tensor(shape, "int32", sources=frozenset()))


@api("tf.unique", "tf.compat.v1.unique")
def unique(call: Call, x: Value, out_idx: Value = "int32", name: Value = None) -> Value:
    """The values, as many as there are, and an index for each item."""
    found = made(call, (None,), value_dtype(x), name, "Unique")
    return (found, Tensor(static_shape(x), "int32", sources=frozenset()))


_SEGMENTS = ("sum", "mean", "max", "min", "prod")


@shaped(*(f"tf.{prefix}segment_{kind}" for prefix in ("", "math.", "compat.v1.") for kind in _SEGMENTS))
def segment(data: Value, segment_ids: Value, name: Value = None) -> Shape:
    """An unknown number of segments."""
    whole = static_shape(data)
    return (None, *whole[1:]) if whole else None


@shaped(*(f"tf.{prefix}unsorted_segment_{kind}" for prefix in ("", "math.", "compat.v1.") for kind in (*_SEGMENTS, "sqrt_n")))
def unsorted_segment(data: Value, segment_ids: Value, num_segments: Value, name: Value = None) -> Shape:
    """A known number of segments."""
    whole, marks = static_shape(data), static_shape(segment_ids)
    return (dimension(num_segments), *whole[len(marks) :]) if whole is not None and marks is not None else None


@shaped("tf.strided_slice", "tf.compat.v1.strided_slice")
def strided_slice(
    input_: Value, begin: Value, end: Value, strides: Value = None, *masks: Value, name: Value = None, **marks: Value
) -> Shape:
    """A block, as far as its bounds are known."""
    whole, low, high, steps = static_shape(input_), known_items(begin), known_items(end), known_items(strides)
    if whole is None or low is None or high is None or masks or any(marks.values()) or (strides is not None and steps is None):
        return None
    bounds = list(zip(low, high, steps or (1,) * len(low), strict=False))
    if len(bounds) > len(whole):
        return None
    cut = tuple(_cut(size, *bound) for size, bound in zip(whole, bounds, strict=False))
    return (*cut, *whole[len(cut) :])


def _cut(size: int | None, low: Value, high: Value, step: Value) -> int | None:
    if size is None or not isinstance(low, int) or not isinstance(high, int) or not isinstance(step, int) or step == 0:
        return None
    return len(range(*slice(low, high, step).indices(size)))


@shaped("tf.random_crop", "tf.image.random_crop", "tf.compat.v1.random_crop")
def random_crop(value: Value, size: Value, seed: Value = None, name: Value = None) -> Shape:
    """The size that is asked for."""
    return wanted_shape(size)


@shaped("tf.random.categorical", "tf.multinomial", "tf.random.multinomial", "tf.compat.v1.multinomial", dtype="int64")
def categorical(
    logits: Value, num_samples: Value, dtype: Value = None, seed: Value = None, name: Value = None, output_dtype: Value = None
) -> Shape:
    """Samples for each row."""
    rows = static_shape(logits)
    return (rows[0], dimension(num_samples)) if rows else None


@shaped("tf.roll", "tf.manip.roll", "tf.compat.v1.roll")
def roll(input: Value, shift: Value, axis: Value, name: Value = None) -> Shape:
    """The same shape."""
    return static_shape(input)


@shaped("tf.broadcast_to", "tf.compat.v1.broadcast_to")
def broadcast_to(input: Value, shape: Value, name: Value = None) -> Shape:
    """The shape that is asked for."""
    return wanted_shape(shape)


@shaped("tf.repeat", "tf.compat.v1.repeat")
def repeat(input: Value, repeats: Value, axis: Value = None, name: Value = None) -> Shape:
    """Each item several times, flat when no axis is named."""
    whole = static_shape(input)
    if whole is None or not isinstance(repeats, int):
        return (None,) if axis is None else None
    if axis is None:
        sizes = [s for s in whole if s is not None]
        total = repeats
        for size in sizes:
            total *= size
        return (total if len(sizes) == len(whole) else None,)
    if not isinstance(axis, int) or not -len(whole) <= axis < len(whole):
        return None
    at = axis % len(whole)
    return tuple(d * repeats if i == at and d is not None else d for i, d in enumerate(whole))


@api("tf.meshgrid", "tf.compat.v1.meshgrid")
def meshgrid(call: Call, *arrays: Value, indexing: Value = "xy", name: Value = None) -> Value:
    """A grid for each input; the first two axes stand swapped unless the indexing is by rows."""
    sizes = [s[0] if (s := static_shape(a)) else 1 if s == () else None for a in arrays]
    if indexing == "xy" and len(sizes) > 1:
        sizes[:2] = [sizes[1], sizes[0]]
    made(call, tuple(sizes), None, name, default_name("tf.meshgrid") or "meshgrid")
    return new_list(tuple(Tensor(tuple(sizes), value_dtype(a)) for a in arrays))


@shaped("tf.linspace", "tf.lin_space", "tf.compat.v1.linspace")
def linspace(start: Value, stop: Value, num: Value, name: Value = None, axis: Value = 0) -> Shape:
    """A number of steps."""
    return (dimension(num),) if static_shape(start) == () else None


@shaped("tf.compat.v1.space_to_batch", "tf.compat.v1.batch_to_space", "tf.space_to_batch", "tf.batch_to_space")
def batch_blocks(input: Value, *rest: Value, name: Value = None, **options: Value) -> Shape:
    """Blocks of pixels as a batch: only the channels keep their number."""
    whole = static_shape(input)
    return (None, *(None,) * (len(whole) - 2), whole[-1]) if whole and len(whole) > 2 else None


@api("tf.tuple", "tf.compat.v1.tuple")
def together(call: Call, tensors: Value, name: Value = None, control_inputs: Value = None) -> Value:
    """The same tensors, computed together."""
    items = known_items(tensors)
    if items is None:
        return tensors
    taken = made(call, None, None, name, "tuple").sources
    return new_list(tuple(Tensor(static_shape(t), value_dtype(t), sources=taken) if t is not None else None for t in items))
