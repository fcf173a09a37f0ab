"""Types of values, ``isinstance`` and ``issubclass``."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from ckptlens.interp.errors import ExceptionValue
from ckptlens.interp.lineage import builtin_base, find_in_class, foreign_bases, unknown_base
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import (
    ApiValue,
    BoundMethod,
    Choice,
    ClassValue,
    DictValue,
    FunctionValue,
    GeneratorValue,
    HostFunction,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    ModuleValue,
    SetValue,
    Unknown,
    Value,
    is_tuple,
)
from ckptlens.template import Template

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site

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
    "Callable": (FunctionValue, HostFunction, ClassValue, BoundMethod),
    "FunctionType": (FunctionValue,),
    "LambdaType": (FunctionValue,),
    "MethodType": (BoundMethod,),
    "ModuleType": (ModuleValue,),
    "GeneratorType": (GeneratorValue,),
    "NoneType": (type(None),),
    "MutableSequence": (ListValue,),
    "Sized": (tuple, ListValue, str, Template, range, DictValue, SetValue),
    "Set": (SetValue,),
    "class_types": (ClassValue, ApiValue),
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
_PYTHON = frozenset(["builtins", "collections", "numbers", "past", "six", "types", "typing"])
"""Modules that hold these types under dotted names."""


_WRITTEN: dict[type, str] = {
    str: "str",
    Template: "str",
    tuple: "tuple",
    ListValue: "list",
    DictValue: "dict",
    SetValue: "set",
    FunctionValue: "function",
    BoundMethod: "method",
    HostFunction: "builtin_function_or_method",
    ModuleValue: "module",
    ClassValue: "type",
    GeneratorValue: "generator",
}


def type_name(value: Value) -> str:
    """The name of the type of a value, as ``type(value).__name__`` gives it."""
    if isinstance(value, InstanceValue):
        return value.cls.name
    if isinstance(value, ClassValue) and value.metaclass is not None:
        return value.metaclass.name
    own = getattr(value, "type_name", None)
    return own if isinstance(own, str) else _WRITTEN.get(type(value), type(value).__name__)


def type_of(value: Value) -> Value:
    """``type(value)``."""
    from ckptlens.interp.builtins import BUILTINS
    from ckptlens.interp.unknown import derived

    if isinstance(value, InstanceValue):
        return value.cls
    if isinstance(value, ClassValue):
        return value.metaclass or BUILTINS["type"]
    if isinstance(value, (Unknown, Choice, Many)):
        return derived(value, ".__class__", "the type of a value that is not known", None)
    if isinstance(value, ExceptionValue):
        return BUILTINS.get(value.type, HostFunction(value.type, _no_call))
    own = getattr(value, "type_of", None)
    if own is not None:
        return own()
    name = type_name(value)
    return BUILTINS.get(name) or HostFunction(name, _no_call)


def _no_call(machine: Machine, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.unknown import unknown

    return unknown("object", "an object of a type that is not modelled", site, callable_gap=True)


def is_instance(machine: Machine, value: Value, types: Value) -> bool | None:
    """Whether a value is of a type, or of one of several; None when it is not known."""
    if is_tuple(types):
        return _any_of([is_instance(machine, value, t) for t in types])
    if isinstance(value, Choice):
        each = {is_instance(machine, v, types) for v in value.values}
        return each.pop() if len(each) == 1 else None
    if isinstance(value, (Unknown, Many)) or isinstance(types, Unknown):
        return None
    if isinstance(value, InstanceValue):
        return is_subclass(machine, value.cls, types)
    if isinstance(types, ClassValue):
        return _of_class(machine, value, types)
    if isinstance(value, ExceptionValue):
        return _derives(value.type, _last(types))
    if isinstance(types, HostFunction) and "." in types.name and isinstance(value, HostObject):
        return _of_api(value, ApiValue(types.name))
    if isinstance(types, HostFunction):
        return _of_builtin(value, types.name.rpartition(".")[2])
    if isinstance(types, ApiValue):
        name = types.name.rpartition(".")[2]
        return _of_builtin(value, name) if _is_of_python(types) and not isinstance(value, HostObject) else _of_api(value, types)
    return None


def _is_of_python(types: ApiValue) -> bool:
    return types.name.rpartition(".")[2] in _BUILTIN and types.name.partition(".")[0] in _PYTHON


def _any_of(found: list[bool | None]) -> bool | None:
    return True if True in found else (None if None in found else False)


def _of_class(machine: Machine, value: Value, types: ClassValue) -> bool | None:
    if isinstance(value, ClassValue):
        return value.metaclass is not None and types in value.metaclass.lineage
    checks = find_in_class(types.metaclass, "__instancecheck__") if types.metaclass is not None else MISSING
    return False if checks is MISSING else None


def is_subclass(machine: Machine, cls: Value, types: Value) -> bool | None:
    """Whether a class derives from another one, or from one of several; None when it is not known."""
    if is_tuple(types):
        return _any_of([is_subclass(machine, cls, t) for t in types])
    if isinstance(cls, HostFunction) and isinstance(types, (HostFunction, ClassValue)):
        return isinstance(types, HostFunction) and (cls.name == types.name or _derives(cls.name, types.name))
    if isinstance(cls, HostFunction) and isinstance(types, ApiValue) and cls.name in _PARENTS and _is_of_python(types):
        return _last(types) in _PARENTS[cls.name]
    if not isinstance(cls, ClassValue):
        return True if cls == types and isinstance(cls, ApiValue) else None
    if isinstance(types, ClassValue):
        if types in cls.lineage:
            return True
        return None if unknown_base(cls) is not None or _is_registering(types) else False
    return _from_foreign(cls, types)


def _is_registering(types: ClassValue) -> bool:
    return types.metaclass is not None and find_in_class(types.metaclass, "__subclasscheck__") is not MISSING


def _from_foreign(cls: ClassValue, types: Value) -> bool | None:
    name = _last(types)
    if name == "object":
        return True
    bases = list(foreign_bases(cls))
    names = [n for base in bases if (n := _last(base)) is not None]
    held = builtin_base(cls) or ("tuple" if find_in_class(cls, "_fields") is not MISSING else None)
    if name in names or (held is not None and name == held) or any(_derives(n, name) for n in names):
        return True
    if name in _PARENTS.get(held or "", ()):
        return True
    if isinstance(types, HostFunction) and not any(isinstance(b, Unknown) for b in bases):
        return False
    return _protocol(cls, name) if not bases else None


_PARENTS = {
    "dict": ("Mapping", "MutableMapping", "Iterable", "Sized", "Container"),
    "list": ("Sequence", "MutableSequence", "Iterable", "Sized", "Container"),
    "tuple": ("Sequence", "Iterable", "Sized", "Container"),
    "str": ("Sequence", "Iterable", "Sized", "string_types", "text_type", "basestring"),
    "int": ("Number", "Integral", "Real", "integer_types"),
    "bool": ("Number", "Integral", "Real", "integer_types"),
    "float": ("Number", "Real"),
    "bytes": ("Sequence", "Iterable", "Sized", "binary_type"),
    "set": ("Set", "Iterable", "Sized"),
    "NoneType": (),
}
_PROTOCOLS = {"Iterable": "__iter__", "Callable": "__call__", "Sized": "__len__", "Container": "__contains__", "Hashable": "__hash__"}


def _protocol(cls: ClassValue, name: str | None) -> bool | None:
    method = _PROTOCOLS.get(name or "")
    return False if method is None else find_in_class(cls, method) is not MISSING


def _last(types: Value) -> str | None:
    return types.name.rpartition(".")[2] if isinstance(types, (HostFunction, ApiValue, ClassValue)) else None


def _derives(name: str, parent: str | None) -> bool:
    mine, other = (getattr(builtins, n or "", None) for n in (name, parent))
    return isinstance(mine, type) and isinstance(other, type) and issubclass(mine, other)


def _of_builtin(value: Value, name: str) -> bool | None:
    known = _BUILTIN.get(name)
    if known is None:
        return False if isinstance(value, (str, int, float, tuple, ListValue, DictValue)) or value is None else None
    if name in ("int", "long", "Integral") and isinstance(value, bool):
        return True
    return isinstance(value, known)


def _of_api(value: Value, types: ApiValue) -> bool | None:
    if isinstance(value, HostObject):
        check = getattr(value, "is_a", None)
        return check(types.name) if check is not None else None
    return False
