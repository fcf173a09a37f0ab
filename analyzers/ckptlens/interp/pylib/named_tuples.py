"""Named tuples: ``collections.namedtuple`` and ``typing.NamedTuple``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import Model, host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.lineage import linearized
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.metaclasses import HOOKS
from ckptlens.interp.payload import FIELDS
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ClassValue, DictValue, HostFunction, InstanceValue, Many, Namespace, Value, Wrapper, is_tuple

if TYPE_CHECKING:
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.trail import State


@FUNCTIONS.model("collections.namedtuple")
def _namedtuple(machine: Machine, site: Site, typename: Value, field_names: Value, defaults: Value = (), **options: Value) -> Value:
    listed = tuple(field_names.replace(",", " ").split()) if isinstance(field_names, str) else iterate(machine, field_names, site)
    given = iterate(machine, defaults, site) if defaults is not None else ()
    if isinstance(listed, Many) or not isinstance(typename, str) or not all(isinstance(f, str) for f in listed):
        return unknown("namedtuple", "a namedtuple with fields that are not known", site, callable_gap=True)
    names = [f for f in listed if isinstance(f, str)]
    return record_class(typename, names, () if isinstance(given, Many) else tuple(given), site)


def _typed(machine: Machine, site: Site, typename: Value, fields: Value = (), **named: Value) -> Value:
    pairs = iterate(machine, fields, site)
    if isinstance(pairs, Many):
        return unknown("NamedTuple", "a NamedTuple with fields that are not known", site, callable_gap=True)
    names = [pair[0] if is_tuple(pair) else None for pair in pairs]
    return _namedtuple(machine, site, typename, (*names, *named))


FUNCTIONS["typing.NamedTuple"] = host_function("typing.NamedTuple", _typed)


def _finish(machine: Machine, cls: ClassValue, site: Site) -> None:
    """Make ``class C(NamedTuple)`` a named tuple of its annotated names."""
    annotations = cls.names.state.get("__annotations__")
    if "_fields" in cls.names.state or not isinstance(annotations, DictValue):
        return
    fields = [name for name in annotations.state if isinstance(name, str)]
    defaults: State = {name: cls.names.state[name] for name in fields if name in cls.names.state}
    cls.names.state.update(_members(cls.name, fields, defaults))
    for name in fields:
        cls.names.state.pop(name, None)


HOOKS["typing.NamedTuple"] = _finish


def record_class(name: str, fields: list[str], defaults: tuple[Value, ...], site: Site) -> ClassValue:
    """A namedtuple class: its objects unpack and index as tuples."""
    if len(defaults) > len(fields):
        raise ProgramError("TypeError", "Got more default values than field names", site.location)
    given: State = {**dict(zip(fields[len(fields) - len(defaults) :], defaults, strict=True))}
    cls = ClassValue(name, (), Namespace(_members(name, fields, given)), (), site.location, site.scope.module)
    cls.lineage = linearized((), cls)
    return cls


def _members(name: str, fields: list[str], defaults: State) -> State:
    def fill(machine: Machine, arguments: Arguments, site: Site) -> Value:
        owner, *positional = arguments.positional or (None,)
        if not isinstance(owner, ClassValue):
            raise ProgramError("TypeError", f"{name}.__new__() needs a class", site.location)
        return InstanceValue(owner, _filled(name, fields, defaults, positional, arguments, site), {FIELDS: tuple(fields)})

    def make(machine: Machine, site: Site, cls: Value, iterable: Value) -> Value:
        from ckptlens.interp.calls import call
        from ckptlens.interp.site import Arguments

        items = iterate(machine, iterable, site)
        return call(machine, cls, Arguments((), {}, open=True) if isinstance(items, Many) else Arguments(tuple(items)), site)

    return {
        "_fields": tuple(fields),
        "_field_defaults": DictValue({**defaults}),
        "__match_args__": tuple(fields),
        "__ckptlens_make__": HostFunction(name, fill),
        "__new__": HostFunction(f"{name}.__new__", fill),
        "_make": Wrapper("classmethod", host_function("_make", make)),
        "_replace": _method("_replace", _replace),
        "_asdict": _method("_asdict", _as_dict),
    }


def _filled(name: str, fields: list[str], defaults: State, positional: list[Value], arguments: Arguments, site: Site) -> State:
    if len(positional) > len(fields):
        raise ProgramError("TypeError", f"{name}() takes {len(fields)} positional arguments", site.location)
    foreign = next((k for k in arguments.keywords if k not in fields), None)
    if foreign is not None:
        raise ProgramError("TypeError", f"{name}() got an unexpected keyword argument '{foreign}'", site.location)
    given = {**dict(zip(fields, positional, strict=False)), **arguments.keywords}
    state: State = {}
    for field in fields:
        value = given.get(field, defaults.get(field, MISSING))
        if value is MISSING and not arguments.open:
            raise ProgramError("TypeError", f"{name}() missing required argument '{field}'", site.location)
        state[field] = unknown(field, "an argument that is not known", site) if value is MISSING else value
    return state


def _replace(machine: Machine, site: Site, self: Value, **changes: Value) -> Value:
    if not isinstance(self, InstanceValue):
        return unknown("_replace()", "called on a value that is no namedtuple", site)
    return InstanceValue(self.cls, {**self.state, **changes}, dict(self.foreign))


def _as_dict(machine: Machine, site: Site, self: Value) -> Value:
    fields = self.foreign.get(FIELDS) if isinstance(self, InstanceValue) else None
    if not isinstance(self, InstanceValue) or not is_tuple(fields):
        return unknown("_asdict()", "called on a value that is no namedtuple", site)
    return DictValue({f: self.state.get(f) for f in fields})


def _method(name: str, function: Model) -> Value:
    from ckptlens.interp.pylib.functional import MethodValue

    return MethodValue(host_function(name, function).run)
