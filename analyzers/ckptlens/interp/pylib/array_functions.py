"""Functions of numpy that make and change arrays."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ckptlens.interp.computed import computed
from ckptlens.interp.iteration import iterate
from ckptlens.interp.pylib.arrays import (
    REDUCTIONS,
    ArrayValue,
    Sizes,
    as_array,
    broadcast,
    dtype_named,
    reduction,
    run_method,
    size_of,
    sizes,
    stacked,
    widest,
)
from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, Many, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_MOST_VALUES = 4_096


@FUNCTIONS.model("numpy.array", "numpy.asarray", "numpy.ascontiguousarray", "numpy.asanyarray")
def _array(machine: Machine, site: Site, object: Value, dtype: Value = None, **named: Value) -> Value:  # numpy's own name
    return as_array(machine, object, dtype_named(dtype))


def _filled(name: str, value: float | None) -> None:
    @FUNCTIONS.model(f"numpy.{name}")
    def run(machine: Machine, site: Site, shape: Value, dtype: Value = None, *rest: Value, **named: Value) -> Value:
        return filled(sizes(machine, shape, site), dtype_named(dtype, "float64"), value)

    @FUNCTIONS.model(f"numpy.{name}_like")
    def like(machine: Machine, site: Site, a: Value, dtype: Value = None, *rest: Value, **named: Value) -> Value:
        model = as_array(machine, a)
        return filled(model.shape, dtype_named(dtype, model.dtype), value)


def filled(shape: Sizes, dtype: str | None, value: Value) -> ArrayValue:
    """An array that holds one value everywhere."""
    count = size_of(shape)
    few = value is not None and count is not None and count <= _MOST_VALUES
    whole = isinstance(value, float) and (dtype or "").startswith(("int", "uint"))
    return ArrayValue(
        shape, dtype, (int(value) if whole and isinstance(value, float) else value,) * count if few and count is not None else None
    )


for _name, _value in (("zeros", 0.0), ("ones", 1.0), ("empty", None)):
    _filled(_name, _value)


@FUNCTIONS.model("numpy.full")
def _full(machine: Machine, site: Site, shape: Value, fill_value: Value, dtype: Value = None, **named: Value) -> Value:
    return filled(sizes(machine, shape, site), dtype_named(dtype, as_array(machine, fill_value).dtype), fill_value)


@FUNCTIONS.model("numpy.eye", "numpy.identity")
def _eye(machine: Machine, site: Site, N: Value, M: Value = None, k: Value = 0, dtype: Value = None, **named: Value) -> Value:  # noqa: N803  # numpy's own names
    return ArrayValue(sizes(machine, (N, N if M is None else M), site), dtype_named(dtype, "float64"))


@FUNCTIONS.model("numpy.arange")
def _arange(machine: Machine, site: Site, start: Value, stop: Value = None, step: Value = 1, dtype: Value = None) -> Value:
    low, high = (0, start) if stop is None else (start, stop)
    if not all(isinstance(v, (int, float)) for v in (low, high, step)) or not step:
        return ArrayValue((None,), dtype_named(dtype, "int64"))
    assert isinstance(low, (int, float))
    assert isinstance(high, (int, float))
    assert isinstance(step, (int, float))
    kind = dtype_named(dtype, "int64" if all(isinstance(v, int) for v in (low, high, step)) else "float64")
    count = max(0, math.ceil((high - low) / step))
    return ArrayValue((count,), kind, tuple(low + i * step for i in range(count)) if count <= _MOST_VALUES else None)


@FUNCTIONS.model("numpy.linspace")
def _linspace(machine: Machine, site: Site, start: Value, stop: Value, num: Value = 50, endpoint: Value = True, **named: Value) -> Value:
    if not isinstance(start, (int, float)) or not isinstance(stop, (int, float)):
        return ArrayValue((num if isinstance(num, int) else None,), "float64")
    if isinstance(num, int) and 1 < num <= _MOST_VALUES and endpoint is True:
        return ArrayValue((num,), "float64", tuple(start + (stop - start) * i / (num - 1) for i in range(num)))
    return ArrayValue((num if isinstance(num, int) else None,), "float64")


@FUNCTIONS.model("numpy.concatenate")
def _concatenate(machine: Machine, site: Site, arrays: Value, axis: Value = 0, *rest: Value, **named: Value) -> Value:
    found = iterate(machine, arrays, site)
    parts = [] if isinstance(found, Many) else [as_array(machine, p) for p in found]
    if not parts or not isinstance(axis, int) or any(p.shape is None or not p.shape for p in parts):
        return ArrayValue(None, None)
    shapes = [p.shape for p in parts if p.shape is not None]
    if len({len(s) for s in shapes}) > 1:
        return ArrayValue(None, None)
    place = axis % len(shapes[0])
    lengths = [s[place] for s in shapes]
    total = None if None in lengths else sum(d for d in lengths if d is not None)
    values: tuple[Value, ...] | None = ()
    for part in parts:
        values = (*values, *part.values) if values is not None and part.values is not None and len(shapes[0]) == 1 else None
    shape = tuple(total if i == place else d for i, d in enumerate(shapes[0]))
    return ArrayValue(shape, widest([p.dtype for p in parts]), values)


@FUNCTIONS.model("numpy.stack")
def _stack(machine: Machine, site: Site, arrays: Value, axis: Value = 0, **named: Value) -> Value:
    found = iterate(machine, arrays, site)
    if isinstance(found, Many):
        return ArrayValue(None, None)
    made = stacked([as_array(machine, p) for p in found], None)
    if axis == 0 or made.shape is None or not isinstance(axis, int):
        return made if axis == 0 else ArrayValue(None, made.dtype)
    place = axis % len(made.shape)
    rest = made.shape[1:]
    return ArrayValue((*rest[:place], made.shape[0], *rest[place:]), made.dtype)


@FUNCTIONS.model("numpy.expand_dims")
def _expand(machine: Machine, site: Site, a: Value, axis: Value) -> Value:
    array = as_array(machine, a)
    if array.shape is None or not isinstance(axis, int):
        return ArrayValue(None, array.dtype)
    place = axis % (len(array.shape) + 1)
    return ArrayValue((*array.shape[:place], 1, *array.shape[place:]), array.dtype, array.values)


@FUNCTIONS.model("numpy.squeeze")
def _squeeze(machine: Machine, site: Site, a: Value, axis: Value = None) -> Value:
    array = as_array(machine, a)
    if array.shape is None or axis is not None or None in array.shape:
        return ArrayValue(None, array.dtype)
    return ArrayValue(tuple(d for d in array.shape if d != 1), array.dtype, array.values)


@FUNCTIONS.model("numpy.tile")
def _tile(machine: Machine, site: Site, A: Value, reps: Value) -> Value:  # noqa: N803  # numpy's own name
    array, times = as_array(machine, A), sizes(machine, reps, site)
    if array.shape is None or times is None:
        return ArrayValue(None, array.dtype)
    rank = max(len(times), len(array.shape))
    pairs = zip((1,) * (rank - len(array.shape)) + array.shape, (1,) * (rank - len(times)) + times, strict=True)
    return ArrayValue(tuple(None if a is None or b is None else a * b for a, b in pairs), array.dtype)


@FUNCTIONS.model("numpy.dot", "numpy.matmul")
def _dot(machine: Machine, site: Site, a: Value, b: Value, **named: Value) -> Value:
    left = as_array(machine, a)
    return left.binary(machine, "@", left, as_array(machine, b))


def _delegated(name: str) -> None:
    @FUNCTIONS.model(f"numpy.{name}")
    def run(machine: Machine, site: Site, a: Value, *rest: Value, **named: Value) -> Value:
        return run_method(machine, site, name, as_array(machine, a), rest, named)


for _name in ("reshape", "transpose", "ravel", "copy"):
    _delegated(_name)


def _reduce(name: str) -> None:
    @FUNCTIONS.model(*(f"numpy.{n}" for n in (name, *_ALSO.get(name, ()))))
    def run(machine: Machine, site: Site, a: Value, axis: Value = None, *rest: Value, keepdims: Value = False, **named: Value) -> Value:
        found = reduction(name, as_array(machine, a), axis, keepdims, site)
        scalar = isinstance(found, ArrayValue) and found.shape == ()
        return unknown(name, f"{name} of values that are not known", site) if scalar else found


_ALSO = {"max": ("amax",), "min": ("amin",), "prod": ("product",)}
for _name in REDUCTIONS:
    _reduce(_name)


@FUNCTIONS.model("numpy.cumsum")
def _cumsum(machine: Machine, site: Site, a: Value, axis: Value = None, **named: Value) -> Value:
    array = as_array(machine, a)
    numbers = [v for v in array.values or () if isinstance(v, (int, float))]
    if array.values is None or len(numbers) < len(array.values):
        return ArrayValue(array.shape if axis is not None else (size_of(array.shape),), array.dtype)
    return ArrayValue((len(numbers),), array.dtype, tuple(sum(numbers[: i + 1]) for i in range(len(numbers))))


def _elementwise(name: str) -> None:
    scalar = FUNCTIONS.get(f"numpy.{name}")

    @FUNCTIONS.model(f"numpy.{name}")
    def run(machine: Machine, site: Site, *values: Value, **named: Value) -> Value:
        from ckptlens.interp.calls import call
        from ckptlens.interp.site import Arguments

        if scalar is not None and values and all(isinstance(v, (int, float)) for v in values):
            return call(machine, scalar, Arguments(values), site)
        arrays = [as_array(machine, v) for v in values]
        shape: Sizes = ()
        for array in arrays:
            shape = broadcast(shape, array.shape)
        if shape == ():
            return unknown(f"numpy.{name}()", f"numpy.{name} of a value that is not known", site)
        kinds = [a.dtype for a in arrays]
        return ArrayValue(shape, widest(kinds) if any((k or "").startswith("float") for k in kinds) else "float64")


for _name in (
    "sqrt",
    "log",
    "log2",
    "log10",
    "exp",
    "sin",
    "cos",
    "tanh",
    "square",
    "abs",
    "absolute",
    "power",
    "maximum",
    "minimum",
    "floor",
    "ceil",
    "sign",
    "clip",
):
    _elementwise(_name)


@FUNCTIONS.model("numpy.round", "numpy.around")
def _round(machine: Machine, site: Site, a: Value, decimals: Value = 0) -> Value:
    if isinstance(a, (int, float)) and isinstance(decimals, int):
        return computed(site, lambda: float(round(a, decimals)))
    array = as_array(machine, a)
    return ArrayValue(array.shape, array.dtype) if array.shape != () else unknown("round", "a number that is not known", site)


@FUNCTIONS.model("numpy.shape")
def _shape(machine: Machine, site: Site, a: Value) -> Value:
    return as_array(machine, a).attribute(machine, "shape")


@FUNCTIONS.model("numpy.ndim")
def _ndim(machine: Machine, site: Site, a: Value) -> Value:
    return as_array(machine, a).attribute(machine, "ndim")


@FUNCTIONS.model("numpy.dtype")
def _dtype(machine: Machine, site: Site, dtype: Value, **named: Value) -> Value:
    name = dtype_named(dtype)
    return CONSTANTS.get(f"numpy.{name}", ApiValue(f"numpy.{name}")) if name is not None else unknown("dtype", "a dtype", site)


@FUNCTIONS.model("numpy.isscalar")
def _isscalar(machine: Machine, site: Site, element: Value) -> Value:
    return isinstance(element, (int, float, str))


@FUNCTIONS.model("numpy.meshgrid", "numpy.split", "numpy.array_split", "numpy.where", "numpy.load", "numpy.loadtxt", "numpy.genfromtxt")
def _unknown(machine: Machine, site: Site, *rest: Value, **named: Value) -> Value:
    return unknown("array", "what numpy gives here", site)


def _random(name: str, place: int | None, dtype: str) -> None:
    """A function of numpy.random whose argument at `place`, or ``size``, is the shape; None: all arguments are."""

    @FUNCTIONS.model(f"numpy.random.{name}")
    def run(machine: Machine, site: Site, *values: Value, size: Value = None, dtype_: Value = None, **named: Value) -> Value:
        given = (values if values else None) if place is None else values[place] if len(values) > place else size
        if given is None:
            return unknown("random", "a random number", site)
        return ArrayValue(sizes(machine, given, site), dtype_named(named.get("dtype"), dtype))


_RANDOM: dict[str, tuple[int | None, str]] = {
    "rand": (None, "float64"),
    "randn": (None, "float64"),
    "random": (0, "float64"),
    "random_sample": (0, "float64"),
    "ranf": (0, "float64"),
    "standard_normal": (0, "float64"),
    "normal": (2, "float64"),
    "uniform": (2, "float64"),
    "laplace": (2, "float64"),
    "randint": (2, "int64"),
    "integers": (2, "int64"),
    "random_integers": (2, "int64"),
    "binomial": (2, "int64"),
    "exponential": (1, "float64"),
    "poisson": (1, "int64"),
    "choice": (1, ""),
}
for _name, (_place, _dtype_name) in _RANDOM.items():
    _random(_name, _place, _dtype_name)


@FUNCTIONS.model("numpy.random.permutation")
def _permutation(machine: Machine, site: Site, x: Value) -> Value:
    if isinstance(x, int):
        return ArrayValue((x,), "int64")
    array = as_array(machine, x)
    return ArrayValue(array.shape, array.dtype)


@FUNCTIONS.model("numpy.random.RandomState", "numpy.random.default_rng")
def _generator(machine: Machine, site: Site, *seed: Value) -> Value:
    return ApiValue("numpy.random")


@FUNCTIONS.model(
    "numpy.random.seed", "numpy.random.shuffle", "numpy.random.set_state", "numpy.save", "numpy.savez", "numpy.set_printoptions"
)
def _nothing(machine: Machine, site: Site, *rest: Value, **named: Value) -> Value:
    return None


CONSTANTS["numpy.ndarray"] = ApiValue("numpy.ndarray")
