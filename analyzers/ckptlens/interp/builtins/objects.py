"""Builtin functions that look at objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.builtins.registry import MODELS, NUMBERS
from ckptlens.interp.lineage import find_in_class, foreign_bases
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.trail import MISSING, Entries
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    Choice,
    ClassValue,
    DictValue,
    HostFunction,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    ModuleValue,
    SetValue,
    Unknown,
    Value,
    new_list,
)

if TYPE_CHECKING:
    from ckptlens.interp.site import Arguments, Site


@MODELS.model("isinstance")
def _isinstance(machine: Machine, site: Site, value: Value, types: Value) -> Value:
    from ckptlens.interp.types import is_instance

    decided = is_instance(machine, value, types)
    return decided if decided is not None else unknown("isinstance", "the type of a value that is not known", site)


@MODELS.model("issubclass")
def _issubclass(machine: Machine, site: Site, cls: Value, types: Value) -> Value:
    from ckptlens.interp.types import is_subclass

    decided = is_subclass(machine, cls, types)
    return decided if decided is not None else unknown("issubclass", "a class that is not known", site)


@MODELS.model("callable")
def _callable(machine: Machine, site: Site, value: Value) -> Value:
    if isinstance(value, Unknown):
        return unknown("callable", "a value that is not known", site)
    if isinstance(value, InstanceValue):
        if find_in_class(value.cls, "__call__") is not MISSING:
            return True
        return unknown("callable", "a class that is not known", site) if any(True for _ in foreign_bases(value.cls)) else False
    if isinstance(value, (ModuleValue, SetValue, Many)):
        return False
    if isinstance(value, HostObject):
        return type(value).call is not HostObject.call
    return not isinstance(value, (*NUMBERS, str, bytes, tuple, ListValue, DictValue, type(None)))


@MODELS.model("hasattr")
def _hasattr(machine: Machine, site: Site, value: Value, name: Value) -> Value:
    from ckptlens.interp.access import find_attribute

    if isinstance(value, Unknown) or not isinstance(name, str):
        return unknown("hasattr", "the attributes of a value that is not known", site)
    if isinstance(value, Choice):
        each = [_hasattr(machine, site, v, name) for v in value.values]
        return each[0] if all(e is each[0] for e in each) else unknown("hasattr", "the attributes of one of several values", site)
    try:
        found = find_attribute(machine, value, name, site)
    except ProgramError as error:
        if error.type != "AttributeError":
            raise
        return False
    if isinstance(value, InstanceValue) and isinstance(value.state, Entries) and name in value.state.unsure:
        return unknown("hasattr", "an attribute that is set under a condition", site)
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
    except ProgramError as error:
        if error.type != "AttributeError":
            raise
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
def _vars(machine: Machine, site: Site, value: Value = MISSING) -> Value:
    from ckptlens.interp.access import find_attribute

    if value is MISSING:
        return DictValue(site.scope.names.state)
    found = find_attribute(machine, value, "__dict__", site)
    return found if isinstance(found, DictValue) else unknown("vars", "vars of a value that is not followed", site)


@MODELS.model("delattr")
def _delattr(machine: Machine, site: Site, holder: Value, name: Value) -> Value:
    from ckptlens.interp.access import delete_attribute

    if isinstance(name, str):
        delete_attribute(machine, holder, name, site)
    elif isinstance(holder, InstanceValue):
        machine.trail.set(holder.state, "__open__", value=True)
    return None


@MODELS.model("dir")
def _dir(machine: Machine, site: Site, value: Value = MISSING) -> Value:
    if value is MISSING:
        return new_list(tuple(sorted(k for k in site.scope.names.state if isinstance(k, str))))
    match value:
        case ModuleValue() if not value.names.state.get("__incomplete__"):
            names = set(value.names.state)
        case ClassValue():
            names = {name for cls in value.lineage for name in cls.names.state}
        case InstanceValue():
            names = {*value.state, *(name for cls in value.cls.lineage for name in cls.names.state)}
        case _:
            return unknown("dir", "the names of a value that is not followed", site)
    return new_list(tuple(sorted(n for n in names if isinstance(n, str))))


@MODELS.model("globals")
def _globals(machine: Machine, site: Site) -> Value:
    return DictValue(site.scope.module.names.state)


@MODELS.model("locals")
def _locals(machine: Machine, site: Site) -> Value:
    return DictValue(dict(site.scope.names.state))


def _type(machine: Machine, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.metaclasses import class_from
    from ckptlens.interp.types import type_of

    if len(arguments.positional) == 1:
        return type_of(arguments.positional[0])
    return class_from(machine, None, arguments, site)


MODELS["type"] = HostFunction("type", _type)
