"""Making classes and objects of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.access import find_in_class, set_attribute
from ckptlens.interp.calls import call
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.site import Arguments, Site, locate
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    ApiValue,
    ClassValue,
    FunctionValue,
    HostFunction,
    InstanceValue,
    Namespace,
    Scope,
    Unknown,
    Value,
    Wrapper,
)

if TYPE_CHECKING:
    from ckptlens.syntax import ir


def make_class(machine: Machine, node: ir.ClassDef, scope: Scope) -> ClassValue:
    """Run a class body and make the class."""
    bases = tuple(machine.evaluate(machine, a.value, scope) for a in node.args if a.keyword is None and not a.star)
    names = Namespace()
    inner = Scope(names, scope.module, scope.base, scope, "class")
    machine.execute(machine, node.body, inner)
    cls = ClassValue(node.name, bases, names, (), locate(scope, node.name_span), scope.module)
    cls.lineage = linearized(cls)
    for member in names.state.values():
        _own(member, cls)
    return cls


def _own(member: Value, cls: ClassValue) -> None:
    if isinstance(member, FunctionValue):
        member.owner = member.owner or cls
    elif isinstance(member, Wrapper):
        _own(member.function, cls)
        _own(member.setter, cls)


def linearized(cls: ClassValue) -> tuple[ClassValue, ...]:
    """The method resolution order (C3) over the classes of the program."""
    parents = [b for b in cls.bases if isinstance(b, ClassValue)]
    queues = [*(list(p.lineage) for p in parents), list(parents)]
    order = [cls]
    while any(queues):
        heads = [q[0] for q in queues if q]
        head = next((h for h in heads if not any(h in q[1:] for q in queues)), heads[0])
        order.append(head)
        queues = [[c for c in q if c is not head] for q in queues]
    return tuple(order)


def instantiate(machine: Machine, cls: ClassValue, arguments: Arguments, site: Site) -> Value:
    """``cls(arguments)``."""
    maker = find_in_class(cls, "__ckptlens_make__")
    if isinstance(maker, HostFunction):
        return maker.run(machine, arguments.prepended(cls), site)
    new = find_in_class(cls, "__new__")
    instance: Value = InstanceValue(cls, {})
    if isinstance(new, (FunctionValue, Wrapper)):
        instance = call(machine, new, arguments.prepended(cls), site)
        if not isinstance(instance, InstanceValue):
            return instance
    initialiser = find_in_class(cls, "__init__")
    if initialiser is not MISSING:
        call(machine, initialiser, arguments.prepended(instance), site)
    else:
        assert isinstance(instance, InstanceValue)
        _inherited_init(machine, instance, arguments, site)
    return instance


def _inherited_init(machine: Machine, instance: InstanceValue, arguments: Arguments, site: Site) -> None:
    for base in instance.cls.lineage:
        for parent in base.bases:
            if isinstance(parent, ApiValue):
                method = machine.library.instance_attribute(machine, parent, instance, "__init__")
                if method is not MISSING:
                    call(machine, method, arguments, site)
                return
            if isinstance(parent, Unknown):
                return


def object_method(machine: Machine, lineage: tuple[ClassValue, ...], name: str) -> Value:
    """A method that every object inherits, looked up through ``super()``."""
    if name in ("__init__", "__init_subclass__", "__setattr__"):
        return HostFunction(f"object.{name}", _set_attribute if name == "__setattr__" else _nothing)
    if name == "__new__":
        return HostFunction("object.__new__", _new)
    foreign = next((b for base in lineage for b in base.bases if isinstance(b, Unknown)), None)
    if foreign is not None:
        return unknown(f"super().{name}", f"inherited from {foreign.hole.name}", None, callable_gap=True)
    return MISSING


def _nothing(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return None


def _set_attribute(machine: Machine, arguments: Arguments, site: Site) -> Value:
    name, value = arguments.positional[-2:]
    receiver = machine.frame.scope.names.state.get("self")
    if isinstance(name, str) and receiver is not None:
        set_attribute(machine, receiver, name, value, site)
    return None


def _new(machine: Machine, arguments: Arguments, site: Site) -> Value:
    cls = arguments.positional[0] if arguments.positional else None
    if not isinstance(cls, ClassValue):
        raise ProgramError("TypeError", "object.__new__() needs a class", site.location)
    return InstanceValue(cls, {})
