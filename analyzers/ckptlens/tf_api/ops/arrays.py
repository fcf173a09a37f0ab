"""Ops that make tensors and change their shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.iteration import iterate
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Choice, ListValue, Many, Unknown, Value, new_list
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.ops.made import known_items, made
from ckptlens.tf_api.registry import CONSTANTS, Call, api
from ckptlens.tf_api.shapes import ShapeValue, dimension, elements, joined, shape_of
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.trace import Dimension, Shape

CONSTANTS["tf.newaxis"] = None


def wanted_shape(value: Value) -> Shape:
    """The shape that a shape argument asks for: a list, a TensorShape, or what ``tf.shape`` gave."""
    if isinstance(value, Tensor):
        return value.dims
    return shape_of(value)


@api("tf.compat.v1.placeholder")
def placeholder(call: Call, dtype: Value, shape: Value = None, name: Value = None) -> Value:
    """A placeholder."""
    return made(call, wanted_shape(shape), dtype_name(dtype), name, "Placeholder")


@api("tf.compat.v1.placeholder_with_default")
def placeholder_with_default(call: Call, input: Value, shape: Value, name: Value = None) -> Value:
    """A placeholder with a value of its own."""
    return made(call, wanted_shape(shape), value_dtype(input), name, "PlaceholderWithDefault")


@api("tf.constant", "tf.compat.v1.constant")
def constant(
    call: Call, value: Value, dtype: Value = None, shape: Value = None, name: Value = "Const", verify_shape: Value = False
) -> Value:
    """A constant."""
    found = wanted_shape(shape) if shape is not None else static_shape(value)
    items = known_items(value)
    dims = tuple(dimension(i) for i in items) if items is not None and all(isinstance(i, int) for i in items) else None
    return made(call, found, dtype_name(dtype) or value_dtype(value), name, "Const", dims)


@api("tf.convert_to_tensor", "tf.compat.v1.convert_to_tensor")
def convert_to_tensor(
    call: Call, value: Value, dtype: Value = None, name: Value = None, preferred_dtype: Value = None, dtype_hint: Value = None
) -> Value:
    """A value as a tensor; tensors pass unchanged."""
    if isinstance(value, Tensor):
        return value
    items = known_items(value)
    dims = tuple(dimension(i) for i in items) if items is not None and value_dtype(value) in ("int32", "int64") else None
    return made(call, static_shape(value), dtype_name(dtype) or value_dtype(value), name, "Const", dims)


@api("tf.zeros", "tf.ones")
def filled(call: Call, shape: Value, dtype: Value = "float32", name: Value = None, layout: Value = None) -> Value:
    """Zeros or ones."""
    return made(call, wanted_shape(shape), dtype_name(dtype), name, call.api.rpartition(".")[2])


@api("tf.fill")
def fill(call: Call, dims: Value, value: Value, name: Value = None, layout: Value = None) -> Value:
    """One value everywhere."""
    return made(call, wanted_shape(dims), value_dtype(value), name, "Fill")


@api(
    "tf.random.normal",
    "tf.random.uniform",
    "tf.random.truncated_normal",
    "tf.compat.v1.random_normal",
    "tf.compat.v1.random_uniform",
    "tf.compat.v1.truncated_normal",
    "tf.compat.v1.random.normal",
    "tf.compat.v1.random.uniform",
    "tf.compat.v1.random.truncated_normal",
)
def random(call: Call, shape: Value, *limits: Value, dtype: Value = "float32", name: Value = None, **options: Value) -> Value:
    """Random numbers."""
    given = limits[2] if len(limits) > 2 else dtype
    return made(call, wanted_shape(shape), dtype_name(given), name, call.api.rpartition(".")[2])


@api("tf.eye")
def eye(
    call: Call, num_rows: Value, num_columns: Value = None, batch_shape: Value = None, dtype: Value = "float32", name: Value = None
) -> Value:
    """An identity matrix."""
    columns = num_columns if num_columns is not None else num_rows
    return made(call, (dimension(num_rows), dimension(columns)), dtype_name(dtype), name, "eye")


@api("tf.range", "tf.compat.v1.range")
def range_(call: Call, start: Value, limit: Value = None, delta: Value = 1, dtype: Value = None, name: Value = "range") -> Value:
    """Numbers in steps."""
    low, high = (0, start) if limit is None else (start, limit)
    known = isinstance(low, int) and isinstance(high, int) and isinstance(delta, int) and delta
    size = len(range(low, high, delta)) if known and isinstance(low, int) and isinstance(high, int) and isinstance(delta, int) else None
    return made(call, (size,), dtype_name(dtype) or value_dtype(high) or "int32", name, "range")


@api("tf.shape", "tf.compat.v1.shape")
def shape(call: Call, input: Value, name: Value = None, out_type: Value = None) -> Value:
    """The shape as a tensor: the static sizes stay known."""
    found = static_shape(input)
    rank = None if found is None else len(found)
    return made(call, (rank,), dtype_name(out_type) or "int32", name, "Shape", found)


@api("tf.rank", "tf.size", "tf.compat.v1.size")
def count(call: Call, input: Value, name: Value = None, out_type: Value = None) -> Value:
    """Rank or number of elements."""
    return made(call, (), "int32", name, call.api.rpartition(".")[2].title())


@api("tf.reshape", "tf.compat.v1.reshape")
def reshape(call: Call, tensor: Value, shape: Value, name: Value = None) -> Value:
    """Another shape of the same elements; one ``-1`` is computed when the rest is known."""
    return made(call, reshaped(static_shape(tensor), wanted_shape(shape)), value_dtype(tensor), name, "Reshape")


def reshaped(old: Shape, new: Shape) -> Shape:
    """The static shape after a reshape."""
    if new is None:
        return None
    if -1 not in new:
        return new
    total, rest = elements(old), elements(tuple(d for d in new if d != -1))
    filled_in: Dimension = total // rest if total is not None and rest else None
    return tuple(filled_in if d == -1 else d for d in new)


@api("tf.transpose", "tf.compat.v1.transpose")
def transpose(call: Call, a: Value, perm: Value = None, conjugate: Value = False, name: Value = "transpose") -> Value:
    """Axes in another order, reversed by default."""
    old = static_shape(a)
    order = known_items(perm)
    new: Shape = None
    if old is not None and perm is None:
        new = tuple(reversed(old))
    elif old is not None and order is not None and all(isinstance(i, int) and -len(old) <= i < len(old) for i in order):
        new = tuple(old[i] for i in order if isinstance(i, int))
    elif order is not None:
        new = (None,) * len(order)
    return made(call, new, value_dtype(a), name, "transpose")


@api("tf.expand_dims", "tf.compat.v1.expand_dims")
def expand_dims(call: Call, input: Value, axis: Value = None, name: Value = None, dim: Value = None) -> Value:
    """A new axis of size 1."""
    old, at = static_shape(input), axis if axis is not None else dim
    listed = known_items(at)
    if listed is not None and len(listed) == 1:
        at = listed[0]
    new: Shape = None
    if old is not None and isinstance(at, int):
        place = at if at >= 0 else len(old) + 1 + at
        new = (*old[:place], 1, *old[place:])
    return made(call, new, value_dtype(input), name, "ExpandDims")


@api("tf.squeeze", "tf.compat.v1.squeeze")
def squeeze(call: Call, input: Value, axis: Value = None, name: Value = None, squeeze_dims: Value = None) -> Value:
    """Axes of size 1 taken away."""
    old = static_shape(input)
    axes = axis if axis is not None else squeeze_dims
    listed = (axes,) if isinstance(axes, int) else known_items(axes)
    new: Shape = None
    if old is not None and axes is None and None not in old:
        new = tuple(d for d in old if d != 1)
    elif old is not None and listed is not None:
        gone = {a % len(old) for a in listed if isinstance(a, int) and old}
        new = tuple(d for i, d in enumerate(old) if i not in gone)
    return made(call, new, value_dtype(input), name, "Squeeze")


@api("tf.concat", "tf.compat.v1.concat")
def concat(call: Call, values: Value, axis: Value, name: Value = "concat") -> Value:
    """Tensors put after each other along an axis."""
    items = known_items(values)
    if items is None:
        found = iterate(call.machine, values, call.site)
        element = found.element if isinstance(found, Many) else None
        return made(call, _loosened(static_shape(element), axis), value_dtype(element), name, "concat")
    dtype = value_dtype(items[0]) if items else None
    return made(call, concatenated([static_shape(i) for i in items], axis), dtype, name, "concat", _joined_dims(items, axis))


def _joined_dims(items: tuple[Value, ...], axis: Value) -> tuple[Dimension, ...] | None:
    """What stands in a vector of sizes that is put together from parts."""
    parts = [wanted_shape(i) if isinstance(i, Tensor) or known_items(i) is not None else None for i in items]
    if axis not in (0, -1) or any(part is None for part in parts):
        return None
    return tuple(size for part in parts for size in part or ())


def concatenated(shapes: list[Shape], axis: Value) -> Shape:
    """The shape of a concatenation along `axis`."""
    known = [s for s in shapes if s is not None]
    if not known or not known[0] or not isinstance(axis, int):
        return None
    at = axis % len(known[0]) if known[0] else 0
    sizes = [s[at] if s is not None and at < len(s) else None for s in shapes]
    total = None if None in sizes else sum(s or 0 for s in sizes)
    merged = [next((s[i] for s in known if i < len(s) and s[i] is not None), None) for i in range(len(known[0]))]
    merged[at] = total
    return tuple(merged)


def _loosened(shape: Shape, axis: Value) -> Shape:
    if shape is None or not isinstance(axis, int) or not shape:
        return None
    return tuple(None if i == axis % len(shape) else d for i, d in enumerate(shape))


@api("tf.stack", "tf.compat.v1.stack", "tf.compat.v1.parallel_stack", "tf.compat.v1.pack")
def stack(call: Call, values: Value, axis: Value = 0, name: Value = "stack") -> Value:
    """Tensors of one shape under a new axis."""
    items = known_items(values)
    found = iterate(call.machine, values, call.site)
    first = (items[0] if items else None) if items is not None else (found.element if isinstance(found, Many) else None)
    size = len(items) if items is not None else None
    old = static_shape(first)
    new: Shape = None
    if old is not None and isinstance(axis, int):
        place = axis if axis >= 0 else len(old) + 1 + axis
        new = (*old[:place], size, *old[place:])
    dims = tuple(dimension(i) for i in items) if items is not None and old == () else None
    return made(call, new, value_dtype(first), name, "stack", dims)


@api("tf.unstack", "tf.compat.v1.unstack", "tf.compat.v1.unpack")
def unstack(call: Call, value: Value, num: Value = None, axis: Value = 0, name: Value = "unstack") -> Value:
    """A list of the parts along an axis."""
    old = static_shape(value)
    made(call, None, None, name, "unstack")
    if old is None or not isinstance(axis, int) or not old:
        element = Tensor(None, value_dtype(value), sources=sources_of(value))
        return new_list((element,) * num) if isinstance(num, int) else Many(element)
    at = axis % len(old)
    part = Tensor((*old[:at], *old[at + 1 :]), value_dtype(value), sources=sources_of(value))
    size = num if isinstance(num, int) else old[at]
    return new_list((part,) * size) if size is not None and size <= call.machine.limits.loop_turns else Many(part)


@api("tf.split", "tf.compat.v1.split")
def split(call: Call, value: Value, num_or_size_splits: Value, axis: Value = 0, num: Value = None, name: Value = "split") -> Value:
    """A list of parts along an axis: of equal size, or of the given sizes."""
    made(call, None, None, name, "split")
    old, dtype, sources = static_shape(value), value_dtype(value), sources_of(value)
    sizes = known_items(num_or_size_splits)
    if sizes is not None:
        return new_list(tuple(Tensor(_with_size(old, axis, dimension(s)), dtype, sources=sources) for s in sizes))
    if not isinstance(num_or_size_splits, int):
        return Many(Tensor(_with_size(old, axis, None), dtype, sources=sources))
    whole = old[axis % len(old)] if old and isinstance(axis, int) else None
    part = Tensor(
        _with_size(old, axis, whole // num_or_size_splits if whole is not None and num_or_size_splits else None), dtype, sources=sources
    )
    return new_list((part,) * num_or_size_splits)


def _with_size(shape: Shape, axis: Value, size: Dimension) -> Shape:
    if shape is None or not isinstance(axis, int) or not shape:
        return None
    return tuple(size if i == axis % len(shape) else d for i, d in enumerate(shape))


@api("tf.tile", "tf.compat.v1.tile")
def tile(call: Call, input: Value, multiples: Value, name: Value = None) -> Value:
    """A tensor repeated along its axes."""
    old, times = static_shape(input), wanted_shape(multiples)
    new: Shape = None
    if old is not None and times is not None and len(old) == len(times):
        new = tuple(None if d is None or t is None else d * t for d, t in zip(old, times, strict=True))
    elif old is not None:
        new = (None,) * len(old)
    return made(call, new, value_dtype(input), name, "Tile")


@api("tf.pad", "tf.compat.v1.pad")
def pad(call: Call, tensor: Value, paddings: Value, mode: Value = "CONSTANT", name: Value = None, constant_values: Value = 0) -> Value:
    """A tensor with more elements at its borders."""
    old, rows = static_shape(tensor), known_items(paddings)
    new: Shape = None
    if old is not None and rows is not None and len(rows) == len(old):
        new = tuple(_padded(d, known_items(r)) for d, r in zip(old, rows, strict=True))
    elif old is not None:
        new = (None,) * len(old)
    return made(call, new, value_dtype(tensor), name, "Pad")


def _padded(size: Dimension, row: tuple[Value, ...] | None) -> Dimension:
    if size is None or row is None or not all(isinstance(r, int) for r in row):
        return None
    return size + sum(r for r in row if isinstance(r, int))


@api("tf.gather", "tf.compat.v1.gather", "tf.nn.embedding_lookup", "tf.compat.v1.nn.embedding_lookup")
def gather(
    call: Call, params: Value, indices: Value = None, *rest: Value, axis: Value = 0, ids: Value = None, name: Value = None, **options: Value
) -> Value:
    """Rows of a table, in the shape of the indices."""
    table = params.items[0] if isinstance(params, ListValue) and params.items else params
    chosen = indices if indices is not None else ids
    rows = static_shape(table)
    new = joined(static_shape(chosen), rows[1:] if rows else None) if axis in (0, None) else None
    op = "embedding_lookup" if "embedding" in call.api else "GatherV2"
    return made(call, new, value_dtype(table), name, op)


@api("tf.one_hot", "tf.compat.v1.one_hot")
def one_hot(
    call: Call,
    indices: Value,
    depth: Value,
    on_value: Value = None,
    off_value: Value = None,
    axis: Value = None,
    dtype: Value = None,
    name: Value = None,
) -> Value:
    """A new last axis of size `depth`."""
    old = static_shape(indices)
    new = joined(old, (dimension(depth),)) if axis in (None, -1) else None
    return made(call, new, dtype_name(dtype) or "float32", name, "one_hot")


@api("tf.slice", "tf.compat.v1.slice")
def slice_(call: Call, input_: Value, begin: Value, size: Value, name: Value = None) -> Value:
    """A block of a tensor."""
    old, wanted = static_shape(input_), wanted_shape(size)
    starts = wanted_shape(begin)
    new = wanted
    if wanted is not None and old is not None and starts is not None and len(old) == len(wanted) == len(starts):
        new = tuple(_block(d, s, w) for d, s, w in zip(old, starts, wanted, strict=True))
    return made(call, new, value_dtype(input_), name, "Slice")


def _block(size: Dimension, start: Dimension, wanted: Dimension) -> Dimension:
    if wanted != -1:
        return wanted
    return None if size is None or start is None else size - start


@api("tf.TensorShape", "tf.compat.v1.TensorShape")
def tensor_shape(call: Call, dims: Value) -> Value:
    """A static shape."""
    return ShapeValue(shape_of(dims) if not isinstance(dims, Unknown | Choice) else None)


@api("tf.compat.v1.Dimension")
def dimension_value(call: Call, value: Value) -> Value:
    """A static size."""
    return value if isinstance(value, int) or value is None else unknown("dimension", "a size that is not known", call.site)
