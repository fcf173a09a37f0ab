"""Data types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import one_argument
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import ApiValue, HostFunction, HostObject, Value
from ckptlens.tf_api.registry import CONSTANTS

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine

NAMES = [
    "float16",
    "float32",
    "float64",
    "bfloat16",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool",
    "string",
    "complex64",
    "complex128",
    "resource",
    "variant",
    "half",
    "double",
]
_SAME = {"half": "float16", "double": "float64", "str": "string", "float": "float32", "int": "int32"}
_NUMPY = {"float_": "float64", "int_": "int64", "bool_": "bool", "float": "float64", "int": "int64"}


class DType(HostObject, Struct, frozen=True):
    """``tf.float32`` and its kin."""

    name: str

    @property
    def written(self) -> str:
        return f"<dtype: '{self.name}'>"

    @property
    def width(self) -> int:
        """The bytes of one element."""
        return _SIZES.get(self.name, 0)

    def attribute(self, machine: Machine, name: str) -> Value:
        floating = self.name.startswith(("float", "bfloat"))
        found: dict[str, Value] = {
            "name": self.name,
            "base_dtype": self,
            "as_numpy_dtype": self,
            "real_dtype": self,
            "is_floating": floating,
            "is_integer": self.name.startswith(("int", "uint")),
            "is_bool": self.name == "bool",
            "is_complex": self.name.startswith("complex"),
            "size": self.width,
            "is_compatible_with": one_argument("is_compatible_with", lambda machine, site, other: dtype_name(other) == self.name),
        }
        return found.get(name, MISSING)


_SIZES = {
    "float16": 2,
    "bfloat16": 2,
    "float32": 4,
    "float64": 8,
    "int8": 1,
    "int16": 2,
    "int32": 4,
    "int64": 8,
    "uint8": 1,
    "uint16": 2,
    "uint32": 4,
    "uint64": 8,
    "bool": 1,
    "complex64": 8,
    "complex128": 16,
}


def dtype_name(value: Value) -> str | None:
    """The name of a dtype given as a DType, a string, a Python type or a numpy type; None when it is not known."""
    name: object = None
    match value:
        case DType():
            name = value.name
        case str():
            name = value
        case ApiValue() | HostFunction() if value.name.startswith("numpy."):
            last = value.name.rpartition(".")[2]
            name = _NUMPY.get(last, last)
        case _:
            name = getattr(value, "name", None) or getattr(value, "dtype", None)
    name = _SAME.get(name, name) if isinstance(name, str) else None
    return name.removesuffix("_ref") if name is not None and name.removesuffix("_ref") in NAMES else None


for _name in NAMES:
    CONSTANTS[f"tf.{_name}"] = DType(_SAME.get(_name, _name))
    CONSTANTS[f"tf.dtypes.{_name}"] = DType(_SAME.get(_name, _name))
