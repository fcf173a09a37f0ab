"""What Python's own types give to the classes that derive from them, and to their values: ``dict.__init__``, ``x.__len__``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.host import Model, host_function, one_argument
from ckptlens.interp.lineage import is_exception
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.payload import PAYLOAD, plain
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING, Entries
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    BoundMethod,
    ClassValue,
    DictValue,
    HostFunction,
    InstanceValue,
    ListValue,
    SetValue,
    Unknown,
    Value,
    new_list,
)

if TYPE_CHECKING:
    from ckptlens.interp.values import HostCall


def member(kind: str, name: str, receiver: Value = MISSING) -> Value:
    """The member `name` of the type `kind`, bound to `receiver` when one is given; MISSING when there is none."""
    if kind == "type":
        found: Value = _of_type(name)
    elif name in ("__init__", "__new__"):
        found = HostFunction(f"{kind}.{name}", partial(_MAKING[name], kind))
    elif kind == "object" or name in _OBJECT:
        found = _OBJECT.get(name, MISSING)
    elif name in _DUNDERS:
        found = _DUNDERS[name] if kind in _HOLDING else MISSING
    else:
        found = _method(kind, name, receiver)
    if found is MISSING or receiver is MISSING or name == "__new__":
        return found
    return BoundMethod(found, receiver)


_HOLDING = frozenset(["dict", "list", "set", "tuple", "str", "bytes", "int", "float"])


def dunder(value: Value, name: str) -> Value:
    """A special method of a builtin value; MISSING when it has none of that name."""
    if name == "__class__":
        from ckptlens.interp.types import type_of

        return type_of(value)
    found = _DUNDERS.get(name)
    return MISSING if found is None else BoundMethod(found, value)


def _method(kind: str, name: str, receiver: Value) -> Value:
    from ckptlens.interp.methods.lookup import has_method, method_of

    if not has_method(kind, name):
        return MISSING

    def run(machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call

        if not arguments.positional:
            raise ProgramError("TypeError", f"unbound method {kind}.{name}() needs an argument", site.location)
        method = method_of(plain(arguments.positional[0]), name)
        if method is MISSING:
            return unknown(f"{name}()", f"{kind}.{name} of a value that is not known", site)
        return call(machine, method, Arguments(arguments.positional[1:], arguments.keywords, arguments.open), site)

    return HostFunction(f"{kind}.{name}", run)


def new_object(machine: Machine, cls: ClassValue, kind: str | None, arguments: Arguments, site: Site) -> InstanceValue:
    """An object of a class before its ``__init__`` runs: what ``kind.__new__(cls, ...)`` gives."""
    made = InstanceValue(cls, Entries({"args": arguments.positional} if is_exception(cls) else {}))
    if kind in ("dict", "list", "set"):
        made.foreign[PAYLOAD] = {"dict": DictValue({}), "list": new_list(()), "set": SetValue({})}[kind]
    elif kind in _HOLDING:
        made.foreign[PAYLOAD] = _converted(machine, kind, arguments, site)
    return made


def _converted(machine: Machine, kind: str, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.builtins import BUILTINS
    from ckptlens.interp.calls import call

    return call(machine, BUILTINS[kind], arguments, site)


def _new(kind: str, machine: Machine, arguments: Arguments, site: Site) -> Value:
    cls = arguments.positional[0] if arguments.positional else None
    if isinstance(cls, Unknown):
        return unknown("object", "an object of a class that is not known", site, callable_gap=True)
    if not isinstance(cls, ClassValue):
        raise ProgramError("TypeError", f"{kind}.__new__() needs a class", site.location)
    return new_object(machine, cls, kind, Arguments(arguments.positional[1:], arguments.keywords, arguments.open), site)


def _init(kind: str, machine: Machine, arguments: Arguments, site: Site) -> Value:
    if not arguments.positional:
        return None
    receiver, rest = arguments.positional[0], Arguments(arguments.positional[1:], arguments.keywords, arguments.open)
    if kind in ("Namespace", "SimpleNamespace") and isinstance(receiver, InstanceValue):
        for name, value in rest.keywords.items():
            machine.trail.set(receiver.state, name, value)
        return None
    held = plain(receiver)
    if isinstance(held, (DictValue, ListValue, SetValue)) and (rest.positional or rest.keywords or rest.open):
        _fill(machine, held, _converted(machine, kind, rest, site), is_open=rest.open)
    return None


def _fill(machine: Machine, held: DictValue | ListValue | SetValue, source: Value, *, is_open: bool) -> None:
    if isinstance(source, (DictValue, ListValue, SetValue)):
        for key, value in source.state.items():
            machine.trail.set(held.state, key, value)
        is_open |= isinstance(source, DictValue) and source.open
    else:
        is_open = True
    if is_open and isinstance(held, DictValue):
        machine.trail.set(held.flags, "open", value=True)
    elif is_open:
        machine.trail.set(held.state, "open", value=True)


_MAKING = {"__init__": _init, "__new__": _new}


def _model(name: str, model: Model) -> HostFunction:
    return host_function(name, model)


def _put(machine: Machine, site: Site, self: Value, name: Value, value: Value) -> Value:
    from ckptlens.interp.access import set_attribute
    from ckptlens.interp.instances import put_attribute

    if not isinstance(name, str):
        machine.gap(site, "an attribute is set under a name that is not known")
        if isinstance(self, InstanceValue):
            machine.trail.set(self.state, "__open__", value=True)
    elif isinstance(self, InstanceValue):
        put_attribute(machine, self, name, value, site)
    else:
        set_attribute(machine, self, name, value, site)
    return None


def _read(machine: Machine, site: Site, self: Value, name: Value) -> Value:
    from ckptlens.interp.access import attribute
    from ckptlens.interp.instances import plain_attribute

    if not isinstance(name, str):
        return unknown("attribute", "an attribute under a name that is not known", site, callable_gap=True)
    if not isinstance(self, InstanceValue):
        return attribute(machine, self, name, site)
    found = plain_attribute(machine, self, name, site)
    if found is MISSING:
        raise ProgramError("AttributeError", f"'{self.cls.name}' object has no attribute '{name}'", site.location)
    return found


def _remove(machine: Machine, site: Site, self: Value, name: Value) -> Value:
    if isinstance(self, InstanceValue):
        machine.trail.remove(self.state, name)
    return None


def _nothing(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return None


def _written(machine: Machine, site: Site, self: Value) -> Value:
    from ckptlens.interp.strings import text_of

    return text_of(plain(self))


_OBJECT: dict[str, Value] = {
    "__setattr__": _model("object.__setattr__", _put),
    "__getattribute__": _model("object.__getattribute__", _read),
    "__delattr__": _model("object.__delattr__", _remove),
    "__init_subclass__": HostFunction("object.__init_subclass__", _nothing),
    "__repr__": _model("object.__repr__", _written),
    "__str__": _model("object.__str__", _written),
    "__hash__": one_argument("object.__hash__", lambda machine, site, value: unknown("hash", "a hash", site)),
    "__reduce__": one_argument("object.__reduce__", lambda machine, site, value: unknown("reduced", "the parts of an object", site)),
    "__init__": HostFunction("object.__init__", partial(_init, "object")),
    "__new__": HostFunction("object.__new__", partial(_new, "object")),
}


def _item(machine: Machine, site: Site, self: Value, index: Value) -> Value:
    from ckptlens.interp.items import held_item

    return held_item(machine, self, index, site)


def _put_item(machine: Machine, site: Site, self: Value, index: Value, value: Value) -> Value:
    from ckptlens.interp.item_changes import set_item

    set_item(machine, plain(self), index, value, site)
    return None


def _remove_item(machine: Machine, site: Site, self: Value, index: Value) -> Value:
    from ckptlens.interp.item_changes import delete_item

    delete_item(machine, plain(self), index, site)
    return None


def _contains(machine: Machine, site: Site, self: Value, item: Value) -> Value:
    from ckptlens.interp.equality import contains

    decided = contains(machine, item, plain(self), site)
    return decided if decided is not None else unknown("condition", "an undecided condition", site)


def _called(name: str) -> HostCall:
    def run(machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.builtins import BUILTINS
        from ckptlens.interp.calls import call

        receiver = plain(arguments.positional[0]) if arguments.positional else None
        return call(machine, BUILTINS[name], Arguments((receiver,)), site)

    return run


def _operator(op: str, *, swapped: bool = False) -> HostFunction:
    def run(machine: Machine, site: Site, self: Value, other: Value) -> Value:
        from ckptlens.interp.operators import binary

        sides = (plain(other), plain(self)) if swapped else (plain(self), plain(other))
        return binary(machine, op, *sides, site)

    return host_function(op, run)


def _comparison(op: str) -> HostFunction:
    def run(machine: Machine, site: Site, self: Value, other: Value) -> Value:
        from ckptlens.interp.comparison import compare

        return compare(machine, op, plain(self), plain(other), site)

    return host_function(op, run)


_DUNDERS: dict[str, Value] = {
    "__getitem__": _model("__getitem__", _item),
    "__setitem__": _model("__setitem__", _put_item),
    "__delitem__": _model("__delitem__", _remove_item),
    "__contains__": _model("__contains__", _contains),
    "__len__": HostFunction("__len__", _called("len")),
    "__iter__": HostFunction("__iter__", _called("iter")),
    "__next__": HostFunction("__next__", _called("next")),
    "__str__": HostFunction("__str__", _called("str")),
    "__repr__": HostFunction("__repr__", _called("repr")),
    "__bool__": HostFunction("__bool__", _called("bool")),
    "__int__": HostFunction("__int__", _called("int")),
    "__float__": HostFunction("__float__", _called("float")),
    **{f"__{n}__": _comparison(op) for n, op in (("eq", "=="), ("ne", "!="), ("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">="))},
    **{f"__{n}__": _operator(op) for n, op in (("add", "+"), ("sub", "-"), ("mul", "*"), ("mod", "%"), ("truediv", "/"))},
    "__radd__": _operator("+", swapped=True),
    "__rmul__": _operator("*", swapped=True),
}


def _of_type(name: str) -> Value:
    from ckptlens.interp.metaclasses import TYPE

    return TYPE.get(name, MISSING)
