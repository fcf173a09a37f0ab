"""Spaces of gym: the shapes of what agents see and do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.pylib.array_functions import filled
from ckptlens.interp.pylib.arrays import ArrayValue, as_array, dtype_named, sizes
from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, DictValue, HostObject, Many, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class SpaceValue(HostObject, Struct, frozen=True, eq=False):
    """A space: `kind` is the name of its class, `values` are its attributes."""

    kind: str
    shape: tuple[int | None, ...] | None
    dtype: str | None
    values: dict[str, Value]

    @property
    def type_name(self) -> str:
        return self.kind

    def type_of(self) -> Value:
        """The class of the space."""
        return ApiValue(f"gym.spaces.{self.kind}")

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in self.values:
            return self.values[name]
        sample = ArrayValue(self.shape, self.dtype)
        match name:
            case "shape":
                return sample.attribute(machine, name) if self.shape is not None else None
            case "dtype":
                return sample.attribute(machine, name)
            case "__class__":
                return self.type_of()
            case "sample":
                return host_function(
                    name, lambda machine, site, *rest: sample if self.shape else unknown("sample", "a random action", site)
                )
            case "contains" | "seed" | "is_bounded":
                return host_function(name, lambda machine, site, *rest: unknown(name, "a question to a space", site))
            case _:
                return MISSING

    def is_a(self, name: str) -> bool | None:
        last = name.rpartition(".")[2]
        return last in (self.kind, "Space") if name.startswith(("gym.", "gymnasium.")) else False


def _ends(machine: Machine, value: Value, shape: tuple[int | None, ...] | None, dtype: str | None) -> Value:
    array = as_array(machine, value)
    if array.shape == () and array.number is not None:
        return filled(shape, dtype, array.number)
    return ArrayValue(shape, dtype, array.values)


def _box(
    machine: Machine, site: Site, low: Value, high: Value, shape: Value = None, dtype: Value = None, *rest: Value, **named: Value
) -> Value:
    found = sizes(machine, shape, site) if shape is not None else as_array(machine, low).shape
    kind = dtype_named(dtype, "float32")
    return SpaceValue("Box", found, kind, {"low": _ends(machine, low, found, kind), "high": _ends(machine, high, found, kind)})


def _discrete(machine: Machine, site: Site, n: Value, *rest: Value, **named: Value) -> Value:
    return SpaceValue("Discrete", (), "int64", {"n": n})


def _multi_discrete(machine: Machine, site: Site, nvec: Value, *rest: Value, **named: Value) -> Value:
    array = as_array(machine, nvec, "int64")
    return SpaceValue("MultiDiscrete", array.shape, "int64", {"nvec": array})


def _multi_binary(machine: Machine, site: Site, n: Value, *rest: Value, **named: Value) -> Value:
    return SpaceValue("MultiBinary", sizes(machine, n, site), "int8", {"n": n})


def _tuple(machine: Machine, site: Site, spaces: Value, *rest: Value, **named: Value) -> Value:
    found = iterate(machine, spaces, site)
    return SpaceValue("Tuple", None, None, {"spaces": found if isinstance(found, Many) else tuple(found)})


def _dict(machine: Machine, site: Site, spaces: Value = None, *rest: Value, **named: Value) -> Value:
    return SpaceValue("Dict", None, None, {"spaces": spaces if isinstance(spaces, DictValue) else DictValue({**named})})


_MADE = {"Box": _box, "Discrete": _discrete, "MultiDiscrete": _multi_discrete, "MultiBinary": _multi_binary, "Tuple": _tuple, "Dict": _dict}
for _package in ("gym", "gymnasium"):
    for _kind, _make in _MADE.items():
        for _module in ("spaces", f"spaces.{'box' if _kind == 'Box' else _kind.lower()}"):
            FUNCTIONS[f"{_package}.{_module}.{_kind}"] = host_function(f"gym.spaces.{_kind}", _make)
    CONSTANTS[f"{_package}.spaces.Space"] = CONSTANTS[f"{_package}.Space"] = ApiValue("gym.spaces.Space")
