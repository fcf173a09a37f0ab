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
        return computed(site, function, *values)


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


@FUNCTIONS.model("numpy.prod", "math.prod", "numpy.product")
def _prod(machine: Machine, site: Site, values: Value, *rest: Value, **options: Value) -> Value:
    items = _numbers(machine, values, site)
    return unknown("prod", "the product of values that are not known", site) if items is None else math.prod(items)


@FUNCTIONS.model("numpy.sum", "math.fsum")
def _sum(machine: Machine, site: Site, values: Value, *rest: Value, **options: Value) -> Value:
    items = _numbers(machine, values, site)
    return unknown("sum", "the sum of values that are not known", site) if items is None or rest or options else sum(items)


def _reduction(name: str, function: Callable[[list[int | float]], object]) -> None:
    @FUNCTIONS.model(f"numpy.{name}")
    def run(machine: Machine, site: Site, values: Value, *rest: Value, **options: Value) -> Value:
        items = _numbers(machine, values, site)
        return function(items) if items and not rest and not options else unknown(name, f"{name} of values that are not known", site)


def _mean(items: list[int | float]) -> float:
    return sum(items) / len(items)


_REDUCTIONS: dict[str, Callable[[list[int | float]], object]] = {"max": max, "amax": max, "min": min, "amin": min, "mean": _mean}
for _name, _function in _REDUCTIONS.items():
    _reduction(_name, _function)


def _numbers(machine: Machine, values: Value, site: Site) -> list[int | float] | None:
    if isinstance(values, (int, float)):
        return [values]
    if not (is_tuple(values) or isinstance(values, (ListValue, range))):
        return None
    items = iterate(machine, values, site)
    if isinstance(items, Many) or not all(isinstance(i, (int, float)) for i in items):
        return None
    return [i for i in items if isinstance(i, (int, float))]


@FUNCTIONS.model("numpy.cumsum")
def _cumsum(machine: Machine, site: Site, values: Value) -> Value:
    items = _numbers(machine, values, site)
    if items is None:
        return unknown("cumsum", "sums of values that are not known", site)
    return ListValue({"items": tuple(sum(items[: i + 1]) for i in range(len(items)))})
