"""Partitioned variables: their parts, and the partitioners that say how many there are.

Source: ``tensorflow/python/ops/partitioned_variables.py`` and ``variable_scope.py`` (_VariableStore._get_partitioned_variable),
TF 1.15 to 2.21: each part is a variable ``name/part_N`` that a Saver writes as a slice of the one key ``name``.
Cases: tf1_partitioned_variable, tf115_partitioned_slots_in_scope.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.site import Arguments
from ckptlens.interp.values import HostObject, Many, Text, Value, new_list
from ckptlens.tf_api.declared import Named, declare
from ckptlens.tf_api.dtypes import DType
from ckptlens.tf_api.shapes import ShapeValue, elements
from ckptlens.tf_api.tensors import operated, sliced, taken_name, tensor_attribute

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.registry import Call
    from ckptlens.tf_api.variables import VariableValue
    from ckptlens.trace import Dimension, Shape

_STRING_BYTES = 16


class PartitionedValue(HostObject, Struct, frozen=True):
    """``PartitionedVariable``: `op_name` is the name under which its parts are saved."""

    op_name: Text
    shape: Shape
    dtype: str | None
    parts: tuple[VariableValue, ...]

    @property
    def sources(self) -> frozenset[int]:
        return frozenset(p.uid for p in self.parts)

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "name":
                return self.op_name
            case "_get_variable_list" | "get_variable_list":
                return host_function(name, lambda machine, site: new_list(self.parts))
            case "as_tensor" | "initialized_value":
                return host_function(name, lambda machine, site: self)
            case _:
                return tensor_attribute(machine, self, name)

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        from ckptlens.tf_api.tensors import Tensor

        return Tensor(sliced(self.shape, index), self.dtype, taken_name(machine, "strided_slice"), sources=self.sources)

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        return self.parts

    def binary(self, machine: Machine, op: str, left: Value, right: Value) -> Value:
        return operated(machine, op, left, right)

    def truth(self) -> bool | None:
        return None

    def is_a(self, name: str) -> bool | None:
        return name.endswith("PartitionedVariable")


class Partitioner(HostObject, Struct, frozen=True):
    """A partitioner of TensorFlow: `split` gives the number of parts for a size and the number of bytes of the whole."""

    axis: int
    split: Callable[[int, int], int]
    string_bytes: int = _STRING_BYTES

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        shape, dtype = arguments.get(0, "shape"), arguments.get(1, "dtype")
        return new_list(tuple(self.parts(getattr(shape, "shape", None), getattr(dtype, "name", None)) or ()))

    def parts(self, shape: Shape, dtype: str | None) -> tuple[int, ...] | None:
        total = elements(shape)
        if shape is None or total is None or not -len(shape) <= self.axis < len(shape):
            return None
        size = shape[self.axis] or 0
        width = self.string_bytes if dtype == "string" else DType(dtype or "float32").width
        found = [1] * len(shape)
        found[self.axis] = max(1, self.split(size, total * width))
        return tuple(found)


def part_shapes(machine: Machine, partitioner: Value, shape: Shape, dtype: str | None, site: Site) -> tuple[Shape, ...]:
    """The shapes of the parts; one part of the whole shape, and a gap, when their number is not known."""
    from ckptlens.interp.calls import call

    if isinstance(partitioner, Partitioner):
        counts: tuple[Value, ...] | None = partitioner.parts(shape, dtype)
    else:
        given = Arguments((), {"shape": ShapeValue(shape), "dtype": DType(dtype or "float32")})
        found = iterate(machine, call(machine, partitioner, given, site), site)
        counts = None if isinstance(found, Many) else found
    if counts is None or shape is None or len(counts) != len(shape) or not all(isinstance(c, int) for c in counts):
        machine.gap(site, "into how many parts this variable is split is not known")
        return (shape,)
    axis = next((i for i, c in enumerate(counts) if c != 1), 0)
    count = counts[axis]
    assert isinstance(count, int)
    return tuple((*shape[:axis], size, *shape[axis + 1 :]) for size in _sizes(shape[axis], count))


def _sizes(size: Dimension, count: int) -> tuple[Dimension, ...]:
    """The first parts of an axis are one longer when it is not divisible."""
    if size is None:
        return (None,) * count
    return tuple(size // count + (1 if i < size % count else 0) for i in range(count))


def _fixed(call: Call, given: Named) -> Value:
    """Up to a number of parts."""
    shards = given["num_shards"]
    count = shards if isinstance(shards, int) else _unknown_count(call)
    return Partitioner(_axis(given), lambda size, _: min(count, size))


def _bounded(call: Call, given: Named) -> Value:
    """Parts of at most a number of bytes."""
    limit, most = given["max_shard_bytes"], given["max_shards"]
    if not isinstance(limit, int):
        return Partitioner(_axis(given), lambda size, _: _unknown_count(call))

    def split(size: int, total: int) -> int:
        slices = max(1, math.floor(limit / (total / size))) if size and total else 1
        shards = math.ceil(size / slices)
        return min(most, shards) if isinstance(most, int) else shards

    return Partitioner(_axis(given), split, _strings(given))


def _least(call: Call, given: Named) -> Value:
    """Up to a number of parts, each of at least a number of bytes."""
    most, least = given["max_partitions"], given["min_slice_size"]
    if not isinstance(most, int) or not isinstance(least, int):
        return Partitioner(_axis(given), lambda size, _: _unknown_count(call))
    return Partitioner(_axis(given), lambda size, total: min(size, most, math.ceil(total / least)), _strings(given))


def _axis(given: Named) -> int:
    axis = given["axis"]
    return axis if isinstance(axis, int) else 0


def _strings(given: Named) -> int:
    size = given["bytes_per_string_element"]
    return size if isinstance(size, int) else _STRING_BYTES


def _unknown_count(call: Call) -> int:
    call.machine.gap(call.site, "into how many parts variables are split is not known")
    return 1


for _names, _text, _model in (
    (("tf.compat.v1.fixed_size_partitioner",), "num_shards, axis=0", _fixed),
    (
        ("tf.compat.v1.variable_axis_size_partitioner",),
        "max_shard_bytes, axis=0, bytes_per_string_element=16, max_shards=None",
        _bounded,
    ),
    (
        ("tf.compat.v1.min_max_variable_partitioner",),
        "max_partitions=1, axis=0, min_slice_size=262144, bytes_per_string_element=16",
        _least,
    ),
):
    for _name in _names:
        declare(_name, _text, _model)
