"""Builtin functions that look at objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.builtins.registry import MODELS, NUMBERS
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    DictValue,
    InstanceValue,
    ListValue,
    SetValue,
    Unknown,
    Value,
)
from ckptlens.template import Template

if TYPE_CHECKING:
    from ckptlens.interp.site import Site


@MODELS.model("isinstance", "issubclass")
def _isinstance(machine: Machine, site: Site, value: Value, types: Value) -> Value:
    from ckptlens.interp.types import is_instance

    decided = is_instance(machine, value, types)
    return decided if decided is not None else unknown("isinstance", "the type of a value that is not known", site)


@MODELS.model("callable")
def _callable(machine: Machine, site: Site, value: Value) -> Value:
    if isinstance(value, Unknown):
        return unknown("callable", "a value that is not known", site)
    if isinstance(value, InstanceValue):
        return any("__call__" in c.names.state for c in value.cls.lineage)
    return not isinstance(value, (*NUMBERS, str, bytes, tuple, ListValue, DictValue, type(None)))


@MODELS.model("hasattr")
def _hasattr(machine: Machine, site: Site, value: Value, name: Value) -> Value:
    from ckptlens.interp.access import find_attribute

    if isinstance(value, Unknown) or not isinstance(name, str):
        return unknown("hasattr", "the attributes of a value that is not known", site)
    try:
        found = find_attribute(machine, value, name, site)
    except ProgramError:
        return False
    return found is not MISSING


@MODELS.model("getattr")
def _getattr(machine: Machine, site: Site, value: Value, name: Value, default: Value = MISSING) -> Value:
    from ckptlens.interp.access import attribute, find_attribute

    if not isinstance(name, str):
        machine.gap(site, "getattr with an unknown name")
        return unknown("attribute", "getattr with an unknown name", site, callable_gap=True)
    if default is MISSING:
        return attribute(machine, value, name, site)
    try:
        found = find_attribute(machine, value, name, site)
    except ProgramError:
        return default
    return default if found is MISSING else found


@MODELS.model("setattr")
def _setattr(machine: Machine, site: Site, holder: Value, name: Value, value: Value) -> Value:
    from ckptlens.interp.access import set_attribute

    if isinstance(name, str):
        set_attribute(machine, holder, name, value, site)
    elif isinstance(holder, InstanceValue):
        machine.trail.set(holder.state, "__open__", value=True)
    return None


@MODELS.model("vars")
def _vars(machine: Machine, site: Site, value: Value = None) -> Value:
    return DictValue(value.state) if isinstance(value, InstanceValue) else unknown("vars", "vars of a value that is not followed", site)


@MODELS.model("globals")
def _globals(machine: Machine, site: Site) -> Value:
    return DictValue(site.scope.module.names.state)


@MODELS.model("locals")
def _locals(machine: Machine, site: Site) -> Value:
    return DictValue(dict(site.scope.names.state))


_TYPE_NAMES: dict[type, str] = {
    str: "str",
    Template: "str",
    tuple: "tuple",
    ListValue: "list",
    DictValue: "dict",
    SetValue: "set",
}


@MODELS.model("type")
def _type(machine: Machine, site: Site, value: Value, *rest: Value) -> Value:
    if isinstance(value, InstanceValue):
        return value.cls
    name = _TYPE_NAMES.get(type(value), type(value).__name__)
    return MODELS.get(name, unknown("type", "the type of a value that is not known", site))
