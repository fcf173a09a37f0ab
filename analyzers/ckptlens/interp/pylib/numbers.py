"""math, and the numbers that numpy computes from constants."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from ckptlens.interp.computed import computed
from ckptlens.interp.iteration import iterate
from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ListValue, Many, Value, is_tuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


def _constant(name: str, function: Callable[..., object]) -> None:
    @FUNCTIONS.model(name)
    def run(machine: Machine, site: Site, *values: Value, **options: Value) -> Value:
        if not values or not all(isinstance(v, (int, float)) for v in values):
            return unknown(f"{name}()", f"{name} of a value that is not known", site)
        if any(isinstance(v, int) and abs(v) > _LARGEST for v in values) and name in _GROWING:
            machine.gap(site, "a number too large to compute")
            return unknown("number", "a number too large to compute", site)
        return computed(site, function, *values)


_GROWING = ("math.factorial", "math.comb", "math.perm", "numpy.power")
_LARGEST = 2_000
"""The largest argument of functions whose results grow with it beyond all bounds."""

for _name in [
    "ceil",
    "floor",
    "sqrt",
    "log",
    "log2",
    "log10",
    "exp",
    "pow",
    "sin",
    "cos",
    "tan",
    "tanh",
    "fabs",
    "gcd",
    "isnan",
    "isinf",
    "trunc",
    "factorial",
    "comb",
    "perm",
    "hypot",
    "copysign",
    "fmod",
    "atan",
    "atan2",
    "asin",
    "acos",
    "sinh",
    "cosh",
    "log1p",
    "expm1",
    "isfinite",
    "degrees",
    "radians",
    "isqrt",
    "lcm",
]:
    _constant(f"math.{_name}", getattr(math, _name))


def _floor(value: float) -> float:
    return float(math.floor(value))


def _ceil(value: float) -> float:
    return float(math.ceil(value))


def _round(value: float, digits: int = 0) -> float:
    return float(round(value, digits))


_NUMPY: dict[str, Callable[..., object]] = {
    "sqrt": math.sqrt,
    "log": math.log,
    "log2": math.log2,
    "exp": math.exp,
    "power": pow,
    "abs": abs,
    "absolute": abs,
    "sin": math.sin,
    "cos": math.cos,
    "float32": float,
    "float64": float,
    "int32": int,
    "int64": int,
    "maximum": max,
    "minimum": min,
    "mod": operator.mod,
    "floor": _floor,
    "ceil": _ceil,
    "round": _round,
}
for _name, _function in _NUMPY.items():
    _constant(f"numpy.{_name}", _function)
CONSTANTS.update(
    {
        "math.pi": math.pi,
        "math.e": math.e,
        "math.inf": math.inf,
        "numpy.pi": math.pi,
        "numpy.inf": math.inf,
        "numpy.newaxis": None,
        "numpy.e": math.e,
    }
)


@FUNCTIONS.model("math.prod")
def _prod(machine: Machine, site: Site, iterable: Value, *, start: Value = 1) -> Value:
    items = _numbers(machine, iterable, site)
    if items is None or not isinstance(start, (int, float)):
        return unknown("prod", "the product of values that are not known", site)
    return math.prod(items, start=start)


@FUNCTIONS.model("math.fsum")
def _sum(machine: Machine, site: Site, seq: Value) -> Value:
    items = _numbers(machine, seq, site)
    return unknown("sum", "the sum of values that are not known", site) if items is None else math.fsum(items)


def _numbers(machine: Machine, values: Value, site: Site) -> list[int | float] | None:
    if isinstance(values, (int, float)):
        return [values]
    if not (is_tuple(values) or isinstance(values, (ListValue, range))):
        return None
    items = iterate(machine, values, site)
    if isinstance(items, Many) or not all(isinstance(i, (int, float)) for i in items):
        return None
    return [i for i in items if isinstance(i, (int, float))]
