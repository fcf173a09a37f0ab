"""Making classes through ``type`` and through metaclasses of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.calls import call
from ckptlens.interp.lineage import api_bases, find_in_class, foreign_bases, linearized
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    ApiValue,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    HostFunction,
    InstanceValue,
    Namespace,
    Value,
    Wrapper,
    is_tuple,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.text import Location

    Hook = Callable[[Machine, ClassValue, Site], None]

HOOKS: dict[str, Hook] = {}
"""What a base class from a library makes of the classes that derive from it, by its name (``enum.Enum``)."""


def build_class(
    machine: Machine, name: str, bases: tuple[Value, ...], names: Namespace, site: Site, keywords: dict[str, Value], place: Location
) -> Value:
    """What a ``class`` statement binds: made by the metaclass when the program defines one."""
    found = keywords.get("metaclass")
    metaclass = found if isinstance(found, ClassValue) else _inherited(bases)
    rest = {k: v for k, v in keywords.items() if k != "metaclass"}
    if found is not None and not isinstance(found, (ClassValue, ApiValue, HostFunction)):
        machine.gap(site, f"the metaclass of {name} is not followed")
    if metaclass is None:
        return new_class(machine, name, bases, names, site, None, rest, place)
    return _by_metaclass(machine, metaclass, Arguments((name, bases, DictValue(names.state)), rest), site, place)


def _inherited(bases: tuple[Value, ...]) -> ClassValue | None:
    return next((b.metaclass for b in bases if isinstance(b, ClassValue) and b.metaclass is not None), None)


def _by_metaclass(machine: Machine, metaclass: ClassValue, arguments: Arguments, site: Site, place: Location) -> Value:
    new = find_in_class(metaclass, "__new__")
    made: Value
    if isinstance(new, (FunctionValue, Wrapper)):
        made = call(machine, new, arguments.prepended(metaclass), site)
    else:
        made = class_from(machine, metaclass, arguments, site)
    if isinstance(made, ClassValue):
        made.location = place
        initialiser = find_in_class(metaclass, "__init__")
        if isinstance(initialiser, FunctionValue):
            call(machine, initialiser, arguments.prepended(made), site)
    return made


def new_class(
    machine: Machine,
    name: str,
    bases: tuple[Value, ...],
    names: Namespace,
    site: Site,
    metaclass: ClassValue | None,
    keywords: dict[str, Value],
    place: Location,
) -> ClassValue:
    """What ``type.__new__`` makes; its bases hear of it."""
    cls = ClassValue(name, bases, names, (), place, site.scope.module, metaclass)
    cls.lineage = linearized(bases, cls)
    for base in bases:
        if isinstance(base, ClassValue):
            machine.trail.set(machine.world, ("subclasses", id(base)), (*subclasses(machine, base), cls))
    for member in list(names.state.values()):
        _own(member, cls)
    for base in (*foreign_bases(cls),):
        hook = HOOKS.get(base.name) if isinstance(base, (ApiValue, HostFunction)) else None
        if hook is not None:
            hook(machine, cls, site)
            break
    _tell(machine, cls, site, keywords)
    return cls


def subclasses(machine: Machine, cls: ClassValue) -> tuple[Value, ...]:
    """The classes that derive from a class directly, in the order they were made."""
    found = machine.world.get(("subclasses", id(cls)), ())
    return found if is_tuple(found) else ()


def _own(member: Value, cls: ClassValue) -> None:
    if isinstance(member, FunctionValue):
        member.owner = member.owner or cls
    elif isinstance(member, Wrapper):
        _own(member.function, cls)
        _own(member.setter, cls)


def _tell(machine: Machine, cls: ClassValue, site: Site, keywords: dict[str, Value]) -> None:
    for name, stored in list(cls.names.state.items()):
        if isinstance(stored, InstanceValue) and (setter := find_in_class(stored.cls, "__set_name__")) is not MISSING:
            call(machine, setter, Arguments((stored, cls, name)), site)
    for base in cls.lineage[1:]:
        heard = base.names.state.get("__init_subclass__")
        if heard is not None:
            function = heard.function if isinstance(heard, Wrapper) else heard
            call(machine, BoundMethod(function, cls), Arguments((), dict(keywords)), site)
            return
    for parent in api_bases(cls):
        if keywords:
            machine.gap(site, f"what {parent.name} makes of the arguments of class {cls.name} is not followed")


def class_from(machine: Machine, metaclass: ClassValue | None, arguments: Arguments, site: Site) -> Value:
    """``type(name, bases, names)``."""
    name, bases, names = (*arguments.positional[:3], None, None, None)[:3]
    if not isinstance(name, str) or not is_tuple(bases) or not isinstance(names, DictValue):
        return unknown("type()", "a class that is made from values that are not known", site, callable_gap=True)
    return new_class(machine, name, bases, Namespace(names.state), site, metaclass, dict(arguments.keywords), site.location)


def _type_new(machine: Machine, arguments: Arguments, site: Site) -> Value:
    metaclass = arguments.positional[0] if arguments.positional else None
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.open)
    return class_from(machine, metaclass if isinstance(metaclass, ClassValue) else None, rest, site)


def _type_call(machine: Machine, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.classes import make_object

    cls = arguments.positional[0] if arguments.positional else None
    if not isinstance(cls, ClassValue):
        return unknown("object", "an object of a class that is not known", site, callable_gap=True)
    return make_object(machine, cls, Arguments(arguments.positional[1:], arguments.keywords, arguments.open), site)


def _nothing(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return None


TYPE: dict[str, Value] = {
    "__new__": HostFunction("type.__new__", _type_new),
    "__call__": HostFunction("type.__call__", _type_call),
    "__init__": HostFunction("type.__init__", _nothing),
}
"""Members of ``type``."""
