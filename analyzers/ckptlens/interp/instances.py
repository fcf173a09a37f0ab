"""Attributes of objects whose class the program makes."""

from __future__ import annotations

from ckptlens.interp.calls import call
from ckptlens.interp.lineage import api_bases, builtin_base, find_in_class, unknown_base
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.payload import attributes_of, merge_attributes, payload
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    HostFunction,
    HostObject,
    InstanceValue,
    Value,
    Wrapper,
)


def instance_attribute(machine: Machine, value: InstanceValue, name: str, site: Site) -> Value:
    """``value.name``, MISSING when there is none; by the class's own ``__getattribute__`` when it has one."""
    own = find_in_class(value.cls, "__getattribute__")
    if own is MISSING or name == "__class__":
        return plain_attribute(machine, value, name, site)
    try:
        return call(machine, own, Arguments((value, name)), site)
    except ProgramError as error:
        if error.type != "AttributeError" or find_in_class(value.cls, "__getattr__") is MISSING:
            raise
        return _fallback(machine, value, name, site)


def plain_attribute(machine: Machine, value: InstanceValue, name: str, site: Site) -> Value:
    """What ``object.__getattribute__`` gives, then ``__getattr__``; MISSING when there is none."""
    stored = find_in_class(value.cls, name)
    attributes = attributes_of(value)
    if _is_data(stored):
        return read_stored(machine, stored, value, value.cls, site)
    if name in attributes:
        return attributes[name]
    if stored is not MISSING:
        return read_stored(machine, stored, value, value.cls, site)
    for found in (_special(machine, value, name), _inherited(machine, value, name)):
        if found is not MISSING:
            return found
    return _fallback(machine, value, name, site)


def _is_data(stored: Value) -> bool:
    if isinstance(stored, Wrapper):
        return stored.kind == "property"
    return isinstance(stored, InstanceValue) and find_in_class(stored.cls, "__set__") is not MISSING


def read_stored(machine: Machine, stored: Value, receiver: Value, cls: ClassValue, site: Site) -> Value:
    """What a class attribute becomes when it is read through an object (or, for class methods, a class)."""
    match stored:
        case Wrapper(kind="property"):
            return call(machine, stored.function, Arguments((receiver,)), site)
        case Wrapper(kind="cached_property"):
            return _cached(machine, stored, receiver, site)
        case InstanceValue() if (getter := find_in_class(stored.cls, "__get__")) is not MISSING:
            return call(machine, getter, Arguments((stored, receiver, cls)), site)
        case _:
            return bound(stored, receiver, cls)


def _cached(machine: Machine, stored: Wrapper, receiver: Value, site: Site) -> Value:
    found = call(machine, stored.function, Arguments((receiver,)), site)
    name = stored.function.name if isinstance(stored.function, FunctionValue) else None
    if isinstance(receiver, InstanceValue) and name is not None:
        machine.trail.set(attributes_of(receiver), name, found)
    return found


def bound(stored: Value, receiver: Value, cls: ClassValue) -> Value:
    """A function of a class as a method of an object or class."""
    if isinstance(stored, FunctionValue):
        return BoundMethod(stored, receiver)
    if isinstance(stored, Wrapper):
        if stored.kind == "staticmethod":
            return stored.function
        if stored.kind == "classmethod":
            return BoundMethod(stored.function, cls)
    if isinstance(stored, HostObject) and getattr(stored, "binds", False):
        own = getattr(stored, "bound_to", None)
        return own(receiver) if own is not None else BoundMethod(stored, receiver)
    return stored


def _special(machine: Machine, value: InstanceValue, name: str) -> Value:
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return DictValue(attributes_of(value))
    if name in ("__module__", "__doc__"):
        return value.cls.module.name if name == "__module__" else None
    return MISSING


def _inherited(machine: Machine, value: InstanceValue, name: str) -> Value:
    for base in api_bases(value.cls):
        found = machine.library.instance_attribute(machine, base, value, name)
        if found is not MISSING:
            return found
    kind = builtin_base(value.cls)
    if kind is None and payload(value) is MISSING:
        return MISSING
    from ckptlens.interp.members import member

    return member(kind or "tuple", name, value)


def _fallback(machine: Machine, value: InstanceValue, name: str, site: Site) -> Value:
    getter = find_in_class(value.cls, "__getattr__")
    if getter is not MISSING:
        return call(machine, getter, Arguments((value, name)), site)
    foreign = unknown_base(value.cls)
    if foreign is not None:
        return unknown(f"self.{name}", f"an attribute inherited from {foreign.hole.name}", site, callable_gap=True)
    if value.state.get("__open__"):
        return unknown(f"self.{name}", "an attribute set under a name that is not known", site)
    from ckptlens.interp.members import member

    return member("object", name, value)


def set_instance_attribute(machine: Machine, holder: InstanceValue, name: str, value: Value, site: Site) -> None:
    """``holder.name = value``, by the class's own ``__setattr__`` when it has one."""
    own = find_in_class(holder.cls, "__setattr__")
    if own is not MISSING and not isinstance(own, HostFunction):
        call(machine, own, Arguments((holder, name, value)), site)
    else:
        put_attribute(machine, holder, name, value, site)


def put_attribute(machine: Machine, holder: InstanceValue, name: str, value: Value, site: Site) -> None:
    """What ``object.__setattr__`` does, or the modelled base class in its place."""
    stored = find_in_class(holder.cls, name)
    if isinstance(stored, Wrapper) and stored.kind == "property":
        if stored.setter is None:
            raise ProgramError("AttributeError", f"property '{name}' of '{holder.cls.name}' object has no setter", site.location)
        call(machine, stored.setter, Arguments((holder, value)), site)
    elif isinstance(stored, InstanceValue) and (setter := find_in_class(stored.cls, "__set__")) is not MISSING:
        call(machine, setter, Arguments((stored, holder, value)), site)
    elif name == "__dict__":
        _put_dict(machine, holder, value, site)
    elif name == "__class__" and isinstance(value, ClassValue):
        machine.gap(site, "changing the class of an object is not followed")
    elif not any(machine.library.instance_set(machine, base, holder, name, value, site) for base in api_bases(holder.cls)):
        machine.trail.set(attributes_of(holder), name, value)


def _put_dict(machine: Machine, holder: InstanceValue, value: Value, site: Site) -> None:
    source = payload(value) if isinstance(value, InstanceValue) else value
    if not isinstance(source, DictValue):
        machine.gap(site, "attributes from a value that is not known")
        machine.trail.set(holder.state, "__open__", value=True)
        return
    machine.trail.set(*merge_attributes(holder, source))


def delete_instance_attribute(machine: Machine, holder: InstanceValue, name: str, site: Site) -> None:
    """``del holder.name``."""
    stored, own = find_in_class(holder.cls, name), find_in_class(holder.cls, "__delattr__")
    attributes = attributes_of(holder)
    if own is not MISSING:
        call(machine, own, Arguments((holder, name)), site)
    elif isinstance(stored, Wrapper) and stored.deleter is not None:
        call(machine, stored.deleter, Arguments((holder,)), site)
    elif name in attributes:
        for base in api_bases(holder.cls):
            machine.library.instance_delete(machine, base, holder, name)
        machine.trail.remove(attributes, name)
    elif not holder.state.get("__open__") and unknown_base(holder.cls) is None:
        raise ProgramError("AttributeError", name, site.location)
