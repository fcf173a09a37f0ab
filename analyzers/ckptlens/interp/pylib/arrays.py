"""numpy arrays: shape and dtype, and the values when they are few and known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.equality import items_of
from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, HostCall, HostFunction, HostObject, Many, SliceValue, Value, is_tuple, new_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

Size = int | None
Sizes = tuple[Size, ...] | None
_MOST_VALUES = 4_096
_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
_PYTHON = {"int": "int64", "float": "float64", "long": "int64", "float_": "float64", "int_": "int64", "bool_": "bool", "double": "float64"}
DTYPES = (
    "float16",
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool",
    "complex64",
    "complex128",
    "object",
    "str",
)


class ArrayValue(HostObject, Struct, frozen=True, eq=False):
    """An array. `values` are its items in row order, None when they are not known."""

    shape: Sizes
    dtype: str | None = None
    values: tuple[Value, ...] | None = None
    compares = frozenset(_COMPARISONS)

    @property
    def number(self) -> Value:
        """The number that an array of one item is."""
        return self.values[0] if self.values is not None and len(self.values) == 1 else None

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "shape":
                return self.shape if self.shape is not None else Many(unknown("dimension", "a dimension of an array", None))
            case "ndim":
                return len(self.shape) if self.shape is not None else unknown("ndim", "the rank of an array", None)
            case "size":
                count = size_of(self.shape)
                return count if count is not None else unknown("size", "the size of an array", None)
            case "dtype":
                return ApiValue(f"numpy.{self.dtype}") if self.dtype is not None else unknown("dtype", "the dtype of an array", None)
            case "T":
                return transposed(self)
            case _:
                return HostFunction(name, _called(self, name)) if name in _METHODS else MISSING

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        return indexed(self, index, site)

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        if not self.shape or self.shape[0] is None or self.shape[0] > machine.limits.list_items:
            return Many(ArrayValue(self.shape[1:] if self.shape else None, self.dtype))
        return tuple(row(self, i) for i in range(self.shape[0]))

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        return name == "[]" and self.values is None

    def binary(self, machine: Machine, op: str, left: Value, right: Value) -> Value:
        others = [v for v in (left, right) if isinstance(v, HostObject) and not isinstance(v, ArrayValue)]
        if others:
            return others[0].binary(machine, op, left, right)
        return _combined(machine, op, as_array(machine, left), as_array(machine, right))

    def truth(self) -> bool | None:
        return bool(self.number) if isinstance(self.number, (int, float)) else None

    def is_a(self, name: str) -> bool | None:
        return name.endswith(".ndarray")


def size_of(shape: Sizes) -> Size:
    """How many items an array of this shape has; None when it is not known."""
    return None if shape is None or None in shape else math.prod(d for d in shape if d is not None)


def sizes(machine: Machine, value: Value, site: Site) -> Sizes:
    """The shape that an argument describes."""
    if isinstance(value, int):
        return (value,)
    held = items_of(value)
    if held is None and isinstance(value, HostObject):
        found = value.iterate(machine)
        held = None if isinstance(found, Many) else found
    return None if held is None else tuple(_size(v) for v in held)


def _size(value: Value) -> Size:
    inner = getattr(value, "value", value)
    number = value.number if isinstance(value, ArrayValue) else inner
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def dtype_named(value: Value, default: str | None = None) -> str | None:
    """The name of a dtype given as numpy, Python or TensorFlow type, or as a text; None when it is not known."""
    if value is None:
        return default
    name = getattr(value, "name", value)
    last = name.rpartition(".")[2] if isinstance(name, str) else None
    last = _PYTHON.get(last or "", last)
    return last if last in DTYPES else None


def as_array(machine: Machine, value: Value, dtype: str | None = None) -> ArrayValue:
    """``np.array(value)``."""
    if isinstance(value, ArrayValue):
        return ArrayValue(value.shape, dtype or value.dtype, value.values)
    if isinstance(value, (bool, int, float, str)):
        return ArrayValue((), dtype or _kind(value), (value,))
    if isinstance(value, range):
        few = tuple(value) if len(value[: _MOST_VALUES + 1]) <= _MOST_VALUES else None
        return ArrayValue((len(value),) if few is not None else (None,), dtype or "int64", few)
    held = items_of(value)
    inner = getattr(value, "value", None)
    if held is None and isinstance(value, HostObject) and isinstance(inner, int):
        return ArrayValue((), dtype or "int64", (inner,))
    if held is None:
        return ArrayValue(None, dtype)
    if value_is_open(value):
        return ArrayValue((None,), dtype)
    return stacked([as_array(machine, v) for v in held], dtype)


def value_is_open(value: Value) -> bool:
    """Whether a list may hold more than is known."""
    state = getattr(value, "state", None)
    return isinstance(state, dict) and bool(state.get("open"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def stacked(rows: list[ArrayValue], dtype: str | None) -> ArrayValue:
    """Arrays as the rows of one."""
    if not rows:
        return ArrayValue((0,), dtype or "float64", ())
    shapes = {r.shape for r in rows}
    inner = shapes.pop() if len(shapes) == 1 else None
    kinds = [r.dtype for r in rows]
    values: tuple[Value, ...] | None = ()
    for row in rows:
        values = (*values, *row.values) if values is not None and row.values is not None and len(values) <= _MOST_VALUES else None
    return ArrayValue((len(rows), *inner) if inner is not None else None, dtype or widest(kinds), values)


def widest(kinds: list[str | None]) -> str | None:
    """The dtype that holds values of all these; None when one is not known."""
    for kind in ("str", "complex128", "float64", "float32", "int64", "bool"):
        if kind in kinds:
            return kind if None not in kinds else None
    return kinds[0] if len(set(kinds)) == 1 else None


def _kind(value: Value) -> str:
    return "bool" if isinstance(value, bool) else "int64" if isinstance(value, int) else "float64" if isinstance(value, float) else "str"


def rows(array: ArrayValue) -> tuple[Value, ...] | None:
    """The items along the first dimension; None when they are not known."""
    if not array.shape or array.shape[0] is None or array.values is None:
        return None
    return tuple(row(array, i) for i in range(array.shape[0]))


def row(array: ArrayValue, index: int) -> Value:
    """One item along the first dimension."""
    assert array.shape is not None
    rest = array.shape[1:]
    step = size_of(rest)
    values = array.values[index * step : (index + 1) * step] if array.values is not None and step is not None else None
    if not rest:
        return _scalar(values[0] if values else MISSING, array.dtype)
    return ArrayValue(rest, array.dtype, values)


def _scalar(value: Value, dtype: str | None) -> Value:
    return ArrayValue((), dtype) if value is MISSING else value


def transposed(array: ArrayValue, axes: tuple[int, ...] | None = None) -> ArrayValue:
    """``array.transpose(axes)``; the values of vectors stay."""
    if array.shape is None:
        return ArrayValue(None, array.dtype)
    order = axes if axes is not None else tuple(reversed(range(len(array.shape))))
    shape = tuple(array.shape[a] for a in order)
    return ArrayValue(shape, array.dtype, array.values if len(shape) < 2 else None)


def indexed(array: ArrayValue, index: Value, site: Site) -> Value:
    """``array[index]``."""
    if array.shape is None:
        return ArrayValue(None, array.dtype)
    if isinstance(index, int) and not isinstance(index, bool) and array.shape and array.shape[0] is not None:
        place = index + array.shape[0] if index < 0 else index
        if not 0 <= place < array.shape[0]:
            from ckptlens.interp.machine import ProgramError

            raise ProgramError("IndexError", "index out of bounds of an array", site.location)
        return row(array, place)
    if isinstance(index, SliceValue) and len(array.shape) == 1 and array.values is not None:
        bounds = _bounds(index)
        if bounds is not None:
            cut = array.values[bounds]
            return ArrayValue((len(cut),), array.dtype, cut)
    return ArrayValue(_index_shape(array.shape, index), array.dtype)


def _bounds(index: SliceValue) -> slice[Size, Size, Size] | None:
    lower, upper, step = index.lower, index.upper, index.step
    if isinstance(lower, int | None) and isinstance(upper, int | None) and isinstance(step, int | None) and step != 0:
        return slice(lower, upper, step)
    return None


def _index_shape(shape: tuple[Size, ...], index: Value) -> Sizes:
    indices = index if is_tuple(index) else (index,)
    explicit = sum(1 for i in indices if i is not None and i is not ...)
    result: list[Size] = []
    axis = 0
    for one in indices:
        if one is None:
            result.append(1)
        elif one is ...:
            result += shape[axis : axis + len(shape) - explicit]
            axis += len(shape) - explicit
        elif axis >= len(shape):
            return None
        elif isinstance(one, SliceValue):
            result.append(_cut(shape[axis], one))
            axis += 1
        elif isinstance(one, int) and not isinstance(one, bool):
            axis += 1
        else:
            return None
    return (*result, *shape[axis:])


def _cut(size: Size, part: SliceValue) -> Size:
    bounds = _bounds(part)
    return None if size is None or size < 0 or bounds is None else len(range(*bounds.indices(size)))


def _combined(machine: Machine, op: str, left: ArrayValue, right: ArrayValue) -> ArrayValue:
    dtype = "bool" if op in _COMPARISONS else _result(op, left, right)
    if op == "@":
        return ArrayValue(_product(left.shape, right.shape), dtype)
    shape = broadcast(left.shape, right.shape)
    return ArrayValue(shape, dtype, _elementwise(machine, op, left, right, shape))


def _result(op: str, left: ArrayValue, right: ArrayValue) -> str | None:
    if op == "/":
        return "float32" if "float32" in (left.dtype, right.dtype) and "float64" not in (left.dtype, right.dtype) else "float64"
    scalar = [a for a in (left, right) if a.shape == ()]
    array = [a for a in (left, right) if a.shape != ()]
    if len(scalar) == 1 and len(array) == 1 and (array[0].dtype or "").startswith("float"):
        return array[0].dtype
    return widest([left.dtype, right.dtype])


def _elementwise(machine: Machine, op: str, left: ArrayValue, right: ArrayValue, shape: Sizes) -> tuple[Value, ...] | None:
    from ckptlens.interp.comparison import compare
    from ckptlens.interp.machine import ProgramError
    from ckptlens.interp.operators import binary

    if left.values is None or right.values is None or (left.shape != right.shape and () not in (left.shape, right.shape)):
        return None
    count = max(len(left.values), len(right.values))
    pairs = zip(*(a.values * count if len(a.values) == 1 else a.values for a in (left, right) if a.values is not None), strict=False)
    site = _here(machine)
    if site is None:
        return None
    run = compare if op in _COMPARISONS else binary
    try:
        return tuple(run(machine, op, a, b, site) for a, b in pairs)
    except ProgramError:
        return None


def _here(machine: Machine) -> Site | None:
    """The statement that runs, as the place of what is computed for it."""
    from ckptlens.interp.site import Site

    frame = machine.frame
    return Site(frame.scope, frame.statement, frame.statement) if frame.statement is not None else None


def _product(left: Sizes, right: Sizes) -> Sizes:
    if left is None or right is None or not left or not right:
        return None
    return (*left[:-1], *(right[:-2] if len(right) > 1 else ()), *right[-1:]) if len(right) > 1 else left[:-1]


def broadcast(left: Sizes, right: Sizes) -> Sizes:
    """numpy's rule."""
    if left is None or right is None:
        return None
    rank = max(len(left), len(right))
    padded = [(1,) * (rank - len(s)) + s for s in (left, right)]
    return tuple(b if a == 1 else a if b in (1, a) else None for a, b in zip(*padded, strict=True))


def _called(array: ArrayValue, name: str) -> HostCall:
    model = host_function(name, _METHODS[name])
    return lambda machine, arguments, site: model.run(machine, arguments.prepended(array), site)


def _astype(machine: Machine, site: Site, array: ArrayValue, dtype: Value, **named: Value) -> Value:
    name = dtype_named(dtype)
    convert = int if (name or "").startswith(("int", "uint")) else float if (name or "").startswith("float") else None
    values = array.values
    if convert is not None and values is not None and all(isinstance(v, (int, float)) for v in values):
        values = tuple(convert(v) for v in values if isinstance(v, (int, float)))
    return ArrayValue(array.shape, name, values)


def _tolist(machine: Machine, site: Site, array: ArrayValue) -> Value:
    if array.shape is None or array.values is None:
        return Many(unknown("item", "an item of an array", site))
    if not array.shape:
        return array.number
    rows = array.iterate(machine)
    if not isinstance(rows, tuple):
        return Many(unknown("item", "an item of an array", site))
    return new_list(tuple(_tolist(machine, site, r) if isinstance(r, ArrayValue) else r for r in rows))


def _reshape(machine: Machine, site: Site, array: ArrayValue, *shape: Value, **named: Value) -> Value:
    wanted = sizes(machine, shape[0] if len(shape) == 1 else shape or named.get("newshape"), site)
    if wanted is None:
        return ArrayValue(None, array.dtype)
    total = size_of(array.shape)
    if -1 in wanted:
        known = [d for d in wanted if d is not None and d != -1]
        rest = total // max(math.prod(known), 1) if total is not None and None not in wanted else None
        wanted = tuple(rest if d == -1 else d for d in wanted)
    return ArrayValue(wanted, array.dtype, array.values)


def _transpose(machine: Machine, site: Site, array: ArrayValue, *axes: Value) -> Value:
    given = sizes(machine, axes[0] if len(axes) == 1 else axes, site) if axes and axes[0] is not None else None
    if axes and axes[0] is not None and (given is None or array.shape is None or len(given) != len(array.shape) or None in given):
        return ArrayValue(None, array.dtype)
    return transposed(array, tuple(a for a in given if a is not None) if given is not None else None)


def _flat(machine: Machine, site: Site, array: ArrayValue, *rest: Value) -> Value:
    return ArrayValue((size_of(array.shape),), array.dtype, array.values)


def _same(machine: Machine, site: Site, array: ArrayValue, *rest: Value, **named: Value) -> Value:
    return array


def _scalar_item(machine: Machine, site: Site, array: ArrayValue, *rest: Value) -> Value:
    return array.number if array.number is not None else unknown("item", "an item of an array", site)


def _nothing(machine: Machine, site: Site, array: ArrayValue, *rest: Value, **named: Value) -> Value:
    return None


def _reduced(name: str) -> Callable[..., Value]:
    def run(
        machine: Machine, site: Site, array: ArrayValue, axis: Value = None, dtype: Value = None, keepdims: Value = False, **named: Value
    ) -> Value:
        return reduction(name, array, axis, keepdims, site)

    return run


_FUNCTIONS: dict[str, Callable[[list[int | float]], Value]] = {
    "sum": sum,
    "prod": math.prod,
    "max": max,
    "min": min,
    "mean": lambda items: sum(items) / len(items),
    "any": any,
    "all": all,
}


_REDUCED = {"argmax": "int64", "argmin": "int64", "any": "bool", "all": "bool"}


def reduction(name: str, array: ArrayValue, axis: Value, keepdims: Value, site: Site) -> Value:
    """``np.sum`` and its kin."""
    dtype = _REDUCED.get(name, array.dtype)
    if axis is None:
        numbers = [v for v in array.values or () if isinstance(v, (int, float))]
        if name in _FUNCTIONS and array.values is not None and len(numbers) == len(array.values) and (numbers or name in ("sum", "prod")):
            return _FUNCTIONS[name](numbers)
        return ArrayValue((1,) * len(array.shape) if keepdims is True and array.shape is not None else (), dtype)
    axes = [axis] if isinstance(axis, int) else list(items_of(axis) or ())
    if array.shape is None or not all(isinstance(a, int) for a in axes) or not axes:
        return ArrayValue(None, dtype)
    gone = {a % len(array.shape) for a in axes if isinstance(a, int) and array.shape}
    shape = tuple(1 if i in gone else d for i, d in enumerate(array.shape) if keepdims is True or i not in gone)
    return ArrayValue(shape, dtype)


REDUCTIONS = ("sum", "prod", "max", "min", "mean", "std", "var", "any", "all", "argmax", "argmin")
_METHODS: dict[str, Callable[..., Value]] = {
    "astype": _astype,
    "tolist": _tolist,
    "reshape": _reshape,
    "transpose": _transpose,
    "flatten": _flat,
    "ravel": _flat,
    "copy": _same,
    "item": _scalar_item,
    "fill": _nothing,
    "sort": _nothing,
    **{name: _reduced(name) for name in REDUCTIONS},
}


def run_method(machine: Machine, site: Site, name: str, array: ArrayValue, rest: tuple[Value, ...], named: dict[str, Value]) -> Value:
    """``array.name(...)``."""
    return _METHODS[name](machine, site, array, *rest, **named)
