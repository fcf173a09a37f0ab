"""Static shapes and the objects that carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ckptlens.interp.host import host_function, one_argument
from ckptlens.interp.operators import binary as plain_binary
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, ListValue, Many, SliceValue, Value, new_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import Dimension, Shape


class DimensionValue(HostObject, Struct, frozen=True):
    """``tf.compat.v1.Dimension``: a number that may be unknown."""

    value: Dimension

    @property
    def written(self) -> str:
        return "?" if self.value is None else str(self.value)

    def attribute(self, machine: Machine, name: str) -> Value:
        return self.value if name == "value" else MISSING

    def binary(self, machine: Machine, op: str, left: Value, right: Value) -> Value:
        numbers = [v.value if isinstance(v, DimensionValue) else v for v in (left, right)]
        if not all(isinstance(n, (int, float)) for n in numbers):
            return DimensionValue(None)
        result = plain_binary(machine, op, numbers[0], numbers[1], _SOMEWHERE)
        return DimensionValue(result) if isinstance(result, int) else result

    def truth(self) -> bool | None:
        return None if self.value is None else self.value != 0

    def __eq__(self, other: object) -> bool:
        return self.value == (other.value if isinstance(other, DimensionValue) else other)

    def __hash__(self) -> int:
        return hash(self.value)


_SOMEWHERE: Any = None


class ShapeValue(HostObject, Struct, frozen=True):
    """``tf.TensorShape``. Items are `Dimension` objects where TF1 shapes are on, else numbers."""

    shape: Shape
    old: bool = False

    @property
    def written(self) -> str:
        inner = self.shape if self.shape is not None else ("unknown",)
        return f"({', '.join('None' if d is None else str(d) for d in inner)}{',' if len(inner) == 1 else ''})"

    def attribute(self, machine: Machine, name: str) -> Value:
        rank = len(self.shape) if self.shape is not None else unknown("rank", "the rank of a tensor", None)
        found: dict[str, Value] = {
            "ndims": rank,
            "rank": rank,
            "dims": None if self.shape is None else new_list(tuple(DimensionValue(d) for d in self.shape)),
            "as_list": host_function("as_list", self._as_list),
            "num_elements": host_function("num_elements", lambda machine, site: elements(self.shape)),
            "is_fully_defined": host_function("is_fully_defined", lambda machine, site: self.shape is not None and None not in self.shape),
            "with_rank": one_argument("with_rank", lambda machine, site, rank: self),
            "with_rank_at_least": one_argument("with_rank_at_least", lambda machine, site, rank: self),
            "merge_with": one_argument("merge_with", lambda machine, site, other: self),
            "assert_is_compatible_with": one_argument("assert_is_compatible_with", lambda machine, site, other: None),
            "assert_has_rank": one_argument("assert_has_rank", lambda machine, site, rank: None),
            "is_compatible_with": one_argument("is_compatible_with", lambda machine, site, other: True),
            "concatenate": one_argument(
                "concatenate", lambda machine, site, other: ShapeValue(joined(self.shape, shape_of(other)), self.old)
            ),
        }
        return found.get(name, MISSING)

    def _as_list(self, machine: Machine, site: Site) -> Value:
        if self.shape is None:
            return Many(unknown("dimension", "a dimension of a tensor of unknown rank", site))
        return new_list(self.shape)

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        if self.shape is None:
            return ShapeValue(None, self.old) if isinstance(index, SliceValue) else self._one(None)
        if isinstance(index, SliceValue):
            bounds = constant_slice(index)
            return ShapeValue(self.shape[bounds] if bounds is not None else None, self.old)
        if isinstance(index, int) and -len(self.shape) <= index < len(self.shape):
            return self._one(self.shape[index])
        return self._one(None)

    def _one(self, dimension: Dimension) -> Value:
        return DimensionValue(dimension) if self.old else dimension

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        return None if self.shape is None else tuple(self._one(d) for d in self.shape)

    def binary(self, machine: Machine, op: str, left: Value, right: Value) -> Value:
        return ShapeValue(joined(shape_of(left), shape_of(right)), self.old)

    def truth(self) -> bool | None:
        return None if self.shape is None else True


def constant_slice(index: SliceValue) -> slice[int | None, int | None, int | None] | None:
    """A slice whose bounds are all known, else None."""
    low, high, step = (b if b is None or isinstance(b, int) else MISSING for b in (index.lower, index.upper, index.step))
    if isinstance(low, int | None) and isinstance(high, int | None) and isinstance(step, int | None):
        return slice(low, high, step)
    return None


def shape_of(value: Value) -> Shape:
    """The shape that a value describes: a TensorShape, a list of numbers, or one number. None when it is not known."""
    match value:
        case ShapeValue():
            return value.shape
        case bool():
            return None
        case int():
            return (value,)
        case DimensionValue():
            return (value.value,)
        case ListValue():
            return None if value.state.get("open") else dimensions(value.items)
        case tuple():
            return dimensions(value)  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return None


def dimensions(items: Iterable[Value]) -> Shape:
    """One dimension for each item; what is no known number is None."""
    return tuple(dimension(i) for i in items)


def dimension(value: Value) -> Dimension:
    """A known number of elements, else None."""
    if isinstance(value, DimensionValue):
        return value.value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def elements(shape: Shape) -> Dimension:
    """How many elements a tensor of this shape has; None when it is not known."""
    if shape is None or None in shape:
        return None
    count = 1
    for size in shape:
        count *= size or 0
    return count


def joined(left: Shape, right: Shape) -> Shape:
    """The dimensions of one shape followed by those of another."""
    return None if left is None or right is None else (*left, *right)


def broadcast(left: Shape, right: Shape) -> Shape:
    """The shape of an elementwise operation on two tensors (numpy's rule)."""
    if left is None or right is None:
        return None
    rank = max(len(left), len(right))
    padded = [(1,) * (rank - len(s)) + s for s in (left, right)]
    return tuple(_wider(a, b) for a, b in zip(*padded, strict=True))


def _wider(a: Dimension, b: Dimension) -> Dimension:
    if a == 1:
        return b
    if b == 1 or b is None:
        return a if a is not None and a != 1 else (None if b is None else a)
    return b if a is None else a
