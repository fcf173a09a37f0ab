"""``isinstance``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.values import (
    ApiValue,
    Choice,
    ClassValue,
    DictValue,
    FunctionValue,
    HostFunction,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    SetValue,
    Unknown,
    Value,
    is_tuple,
)
from ckptlens.template import Template

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine

_BUILTIN: dict[str, tuple[type, ...]] = {
    "str": (str, Template),
    "unicode": (str, Template),
    "basestring": (str, Template),
    "bytes": (bytes,),
    "int": (int,),
    "long": (int,),
    "bool": (bool,),
    "float": (float,),
    "complex": (complex,),
    "tuple": (tuple,),
    "list": (ListValue,),
    "dict": (DictValue,),
    "set": (SetValue,),
    "frozenset": (SetValue,),
    "range": (range,),
    "type": (ClassValue, ApiValue, HostFunction),
    "object": (object,),
    "Sequence": (tuple, ListValue, str, Template, range),
    "Iterable": (tuple, ListValue, str, Template, range, DictValue, SetValue),
    "Mapping": (DictValue,),
    "MutableMapping": (DictValue,),
    "Callable": (FunctionValue, HostFunction, ClassValue),
    "Number": (int, float, complex),
    "Integral": (int,),
    "Real": (int, float),
    "OrderedDict": (DictValue,),
    "defaultdict": (DictValue,),
    "string_types": (str, Template),
    "text_type": (str, Template),
    "binary_type": (bytes,),
    "integer_types": (int,),
}
_PYTHON = frozenset(["builtins", "collections", "numbers", "past", "six", "typing"])
"""Modules that hold these types under dotted names."""


def is_instance(machine: Machine, value: Value, types: Value) -> bool | None:
    """Whether a value (or class) is of a type, or of one of several; None when it is not known."""
    if is_tuple(types):
        found = [is_instance(machine, value, t) for t in types]
        return True if True in found else (None if None in found else False)
    if isinstance(value, Choice):
        each = {is_instance(machine, v, types) for v in value.values}
        return each.pop() if len(each) == 1 else None
    if isinstance(value, (Unknown, Many)):
        return None
    if isinstance(types, ClassValue):
        cls = value.cls if isinstance(value, InstanceValue) else value
        return types in cls.lineage if isinstance(cls, ClassValue) else False
    if isinstance(types, HostFunction):
        return _of_builtin(value, types.name.rpartition(".")[2])
    if isinstance(types, ApiValue):
        name = types.name.rpartition(".")[2]
        known = name in _BUILTIN and types.name.partition(".")[0] in _PYTHON
        return _of_builtin(value, name) if known and not isinstance(value, (InstanceValue, HostObject)) else _of_api(machine, value, types)
    return None


def _of_builtin(value: Value, name: str) -> bool | None:
    known = _BUILTIN.get(name)
    if known is None:
        return False if isinstance(value, (str, int, float, tuple, ListValue, DictValue)) or value is None else None
    if name in ("int", "long", "Integral") and isinstance(value, bool):
        return True
    return isinstance(value, known)


def _of_api(machine: Machine, value: Value, types: ApiValue) -> bool | None:
    if isinstance(value, InstanceValue):
        parents = [b.name for c in value.cls.lineage for b in c.bases if isinstance(b, ApiValue)]
        return True if types.name in parents else (None if parents else False)
    if isinstance(value, HostObject):
        check = getattr(value, "is_a", None)
        return check(types.name) if check is not None else None
    return False
