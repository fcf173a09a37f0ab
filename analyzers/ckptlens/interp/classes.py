"""Running class statements and making objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.calls import call
from ckptlens.interp.functions import docstring
from ckptlens.interp.lineage import builtin_base, find_in_class, foreign_bases
from ckptlens.interp.members import member, new_object
from ckptlens.interp.metaclasses import build_class
from ckptlens.interp.site import Arguments, Site, locate
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import (
    ApiValue,
    ClassValue,
    DictValue,
    FunctionValue,
    HostFunction,
    InstanceValue,
    Namespace,
    Scope,
    Unknown,
    Value,
    Wrapper,
)
from ckptlens.syntax import ir

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine


def make_class(machine: Machine, node: ir.ClassDef, scope: Scope) -> Value:
    """Run a class body and make the class."""
    from ckptlens.interp.expressions import arguments_of

    given = arguments_of(machine, node.args, scope)
    names = Namespace({"__doc__": docstring(node.body)})
    inner = Scope(names, scope.module, scope.base, scope, "class")
    machine.execute(machine, node.body, inner)
    place = locate(scope, node.name_span)
    return build_class(machine, node.name, given.positional, names, machine.site(node, scope), given.keywords, place)


def note_annotation(machine: Machine, node: ir.AnnAssign, scope: Scope) -> None:
    """Keep the name and the type of an annotated name of a class: dataclasses and typed named tuples read them."""
    if scope.kind != "class" or not isinstance(node.target, ir.Name):
        return
    before = scope.names.state.get("__annotations__")
    known = before.state if isinstance(before, DictValue) else {}
    found = {**known, node.target.id: _annotated(node.annotation, scope)}
    machine.trail.set(scope.names.state, "__annotations__", DictValue(found))


def _annotated(node: ir.Expr, scope: Scope) -> Value:
    """The class that an annotation names; else its text, as annotations may speak of what is not there yet."""
    from ckptlens.interp.builtins import BUILTINS
    from ckptlens.interp.names import lookup

    match node:
        case ir.Name(id=name):
            found = lookup(name, scope)
            return BUILTINS.get(name, name) if found is MISSING else found
        case ir.Subscript(value=inner) | ir.Attribute(value=inner) if isinstance(node, ir.Subscript):
            return _annotated(inner, scope)
        case ir.Attribute(name=name):
            return name
        case ir.Const(value=str() as text):
            return text
        case _:
            return None


def instantiate(machine: Machine, cls: ClassValue, arguments: Arguments, site: Site) -> Value:
    """``cls(arguments)``."""
    own = find_in_class(cls.metaclass, "__call__") if cls.metaclass is not None else MISSING
    if own is not MISSING:
        return call(machine, own, arguments.prepended(cls), site)
    return make_object(machine, cls, arguments, site)


def make_object(machine: Machine, cls: ClassValue, arguments: Arguments, site: Site) -> Value:
    """What ``type.__call__`` does: ``__new__``, then ``__init__``."""
    new = find_in_class(cls, "__new__")
    maker = find_in_class(cls, "__ckptlens_make__")
    instance: Value
    if isinstance(new, (FunctionValue, Wrapper)):
        instance = call(machine, new, arguments.prepended(cls), site)
        if not isinstance(instance, InstanceValue) or cls not in instance.cls.lineage:
            return instance
    elif isinstance(maker, HostFunction):
        instance = maker.run(machine, arguments.prepended(cls), site)
    else:
        instance = new_object(machine, cls, builtin_base(cls), arguments, site)
    initialiser = find_in_class(cls, "__init__")
    if initialiser is not MISSING:
        call(machine, initialiser, arguments.prepended(instance), site)
    elif isinstance(instance, InstanceValue) and maker is MISSING:
        _inherited_init(machine, instance, arguments, site)
    return instance


def _inherited_init(machine: Machine, instance: InstanceValue, arguments: Arguments, site: Site) -> None:
    for parent in foreign_bases(instance.cls):
        if isinstance(parent, ApiValue):
            method = machine.library.instance_attribute(machine, parent, instance, "__init__")
            if method is not MISSING:
                call(machine, method, arguments, site)
            return
        if isinstance(parent, Unknown):
            return
        if isinstance(parent, HostFunction):
            call(machine, member(_kind(parent), "__init__", instance), arguments, site)
            return


def _kind(parent: HostFunction) -> str:
    from ckptlens.interp.lineage import type_name

    return type_name(parent) or "object"
