"""Attributes of functions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import DictValue, FunctionValue, Value
from ckptlens.syntax import ir

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


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
