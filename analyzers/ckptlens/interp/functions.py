"""Attributes of functions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, FunctionValue, HostObject, Value
from ckptlens.syntax import ir

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class CodeValue(HostObject, Struct, frozen=True):
    """``function.__code__``: what it says of the parameters. Other locals are not listed."""

    code: ir.Function

    def attribute(self, machine: Machine, name: str) -> Value:
        plain = [p for p in self.code.parameters if p.kind in ("positional", "normal")]
        match name:
            case "co_argcount":
                return len(plain)
            case "co_varnames":
                ordered = [*plain, *(p for kind in ("keyword", "args", "kwargs") for p in self.code.parameters if p.kind == kind)]
                return tuple(p.name for p in ordered)
            case "co_name":
                return self.code.name
            case "co_kwonlyargcount":
                return sum(1 for p in self.code.parameters if p.kind == "keyword")
            case _:
                return unknown(f"__code__.{name}", "an attribute of compiled code", None)


def function_attribute(machine: Machine | None, value: FunctionValue, name: str) -> Value:
    """``function.name``, MISSING when there is none."""
    match name:
        case "__name__" | "__qualname__":
            return value.name
        case "__doc__":
            return docstring(value.code.body)
        case "__module__":
            return value.scope.module.name
        case "__dict__":
            return DictValue(value.state)
        case "__defaults__":
            return tuple(default for _, default in value.defaults) or None
        case "__code__" | "func_code":
            return CodeValue(value.code)
        case "__globals__":
            return DictValue(value.scope.module.names.state)
        case "__call__":
            return value
        case "__get__":
            return host_function("__get__", partial(_got, value))
        case "__annotations__" | "__kwdefaults__":
            return DictValue({}, open=True)
        case _:
            return MISSING


def _got(value: FunctionValue, machine: Machine, site: Site, instance: Value, owner: Value = None) -> Value:
    from ckptlens.interp.values import BoundMethod

    return value if instance is None else BoundMethod(value, instance)


def docstring(body: tuple[ir.Stmt, ...]) -> str | None:
    """The text that a body begins with, None when it begins with something else."""
    first = body[0] if body else None
    if isinstance(first, ir.ExprStmt) and isinstance(first.value, ir.Const) and isinstance(first.value.value, str):
        return first.value.value
    return None
