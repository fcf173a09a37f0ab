"""Builtin functions whose result is not known or does not matter, and exceptions."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from ckptlens.interp.builtins.registry import MODELS
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    HostFunction,
    Value,
)

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site


@MODELS.model("id", "hash", "input", "memoryview", "bytearray", "compile", "eval", "__import__")
def _unmodelled(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    return unknown("value", "the result of a builtin that is not modelled", site)


@MODELS.model("print", "help", "breakpoint", "reload")
def _nothing(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    return None


@MODELS.model("exit", "quit")
def _exit(machine: Machine, site: Site, *code: Value) -> Value:
    raise ProgramError("SystemExit", "", site.location)


@MODELS.model("exec", "execfile")
def _exec(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    machine.gap(site, "exec runs code that is not followed")
    return None


def _exceptions() -> None:
    from ckptlens.interp.errors import ExceptionValue

    for name, value in vars(builtins).items():
        if isinstance(value, type) and issubclass(value, BaseException):

            def make(machine: Machine, arguments: Arguments, site: Site, name: str = name) -> Value:
                return ExceptionValue(name, arguments.positional)

            MODELS[name] = HostFunction(name, make)


_exceptions()
