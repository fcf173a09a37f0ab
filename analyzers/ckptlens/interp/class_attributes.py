"""Attributes of classes, and of ``super()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.calls import call
from ckptlens.interp.instances import bound, read_stored
from ckptlens.interp.lineage import api_bases, find_in_class, foreign_bases, type_name, unknown_base
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import derived, unknown
from ckptlens.interp.values import (
    ApiValue,
    ClassValue,
    DictValue,
    FunctionValue,
    HostFunction,
    InstanceValue,
    SuperValue,
    Unknown,
    Value,
    Wrapper,
    new_list,
)

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine


def class_attribute(machine: Machine, value: ClassValue, name: str, site: Site) -> Value:
    """``cls.name``, MISSING when there is none."""
    stored = find_in_class(value, name)
    if isinstance(stored, Wrapper) and stored.kind in ("staticmethod", "classmethod"):
        return bound(stored, value, value)
    if isinstance(stored, InstanceValue) and (getter := find_in_class(stored.cls, "__get__")) is not MISSING:
        return call(machine, getter, Arguments((stored, None, value)), site)
    if stored is not MISSING:
        return stored
    found = (
        _about(value, name) if name != "__subclasses__" else HostFunction(name, lambda machine, arguments, site: _derived(machine, value))
    )
    if found is MISSING and value.metaclass is not None:
        found = _from_metaclass(machine, value, value.metaclass, name, site)
    return found if found is not MISSING else _inherited(machine, value, name, site)


def _derived(machine: Machine, value: ClassValue) -> Value:
    """The classes that derive from a class directly, in the order they were made."""
    from ckptlens.interp.metaclasses import subclasses

    return new_list(subclasses(machine, value))


def _about(value: ClassValue, name: str) -> Value:
    match name:
        case "__name__" | "__qualname__":
            return value.name
        case "__module__":
            return value.module.name
        case "__bases__":
            return value.bases
        case "__mro__":
            return (*value.lineage, *foreign_bases(value))
        case "mro":
            return HostFunction("mro", lambda machine, arguments, site: (*value.lineage, *foreign_bases(value)))
        case "__dict__":
            return DictValue(value.names.state)
        case "__doc__":
            return None
        case _:
            return MISSING


def _from_metaclass(machine: Machine, value: ClassValue, metaclass: ClassValue, name: str, site: Site) -> Value:
    stored = find_in_class(metaclass, name)
    return MISSING if stored is MISSING or isinstance(stored, HostFunction) else read_stored(machine, stored, value, metaclass, site)


def _inherited(machine: Machine, value: ClassValue, name: str, site: Site) -> Value:
    from ckptlens.interp.members import member

    for parent in foreign_bases(value):
        if isinstance(parent, ApiValue):
            found = machine.library.attribute(machine, parent, name)
            if found is not MISSING:
                return found
        elif isinstance(parent, Unknown):
            return derived(parent, f".{name}", "inherited from a class that is not known", site)
        elif (kind := type_name(parent)) is not None:
            found = member(kind, name)
            if found is not MISSING:
                return found
    return member("object", name)


def super_attribute(machine: Machine, value: SuperValue, name: str, site: Site) -> Value:
    """``super().name``, MISSING when there is none."""
    receiver = value.receiver
    cls = _searched(value)
    if cls is None:
        return unknown(f"super().{name}", "super of a value that is not known", site, callable_gap=True)
    lineage = cls.lineage
    after = lineage[lineage.index(value.cls) + 1 :] if value.cls in lineage else ()
    for base in after:
        if name in base.names.state:
            stored = base.names.state[name]
            # Read through the class itself, a plain function stays one: ``super().__new__(cls, ...)``.
            static = name == "__new__" or (receiver is cls and isinstance(stored, FunctionValue))
            return stored if static else read_stored(machine, stored, receiver, cls, site)
    return _beyond(machine, cls, receiver, name)


def _searched(value: SuperValue) -> ClassValue | None:
    receiver = value.receiver
    if isinstance(receiver, InstanceValue):
        return receiver.cls
    if isinstance(receiver, ClassValue):
        within = value.cls in receiver.lineage or receiver.metaclass is None
        return receiver if within else receiver.metaclass
    return None


def _beyond(machine: Machine, cls: ClassValue, receiver: Value, name: str) -> Value:
    from ckptlens.interp.members import member

    if isinstance(receiver, InstanceValue):
        for parent in api_bases(cls):
            found = machine.library.instance_attribute(machine, parent, receiver, name)
            if found is not MISSING:
                return found
    for parent in foreign_bases(cls):
        kind = type_name(parent)
        found = MISSING if kind is None else member(kind, name, receiver)
        if found is not MISSING:
            return found
    foreign = unknown_base(cls)
    if foreign is not None:
        return unknown(f"super().{name}", f"inherited from {foreign.hole.name}", None, callable_gap=True)
    return member("object", name, receiver)
