"""dataclasses and attr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.payload import DATA_FIELDS
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    ApiValue,
    ClassValue,
    DictValue,
    HostFunction,
    HostObject,
    InstanceValue,
    ListValue,
    Value,
    is_tuple,
    new_list,
)

if TYPE_CHECKING:
    from ckptlens.interp.trail import State


class FieldValue(HostObject, Struct, frozen=True):
    """A field of a dataclass: ``dataclasses.field(...)``, or what a plain default stands for."""

    name: str = ""
    default: Value = MISSING
    factory: Value = MISSING
    init: bool = True
    annotation: Value = None
    init_only: bool = False

    def attribute(self, machine: Machine, name: str) -> Value:
        found: dict[str, Value] = {
            "name": self.name,
            "default": ApiValue("dataclasses.MISSING") if self.default is MISSING else self.default,
            "default_factory": ApiValue("dataclasses.MISSING") if self.factory is MISSING else self.factory,
            "init": self.init,
            "type": self.annotation,
            "metadata": DictValue({}, open=True),
        }
        return found.get(name, MISSING)


@FUNCTIONS.model("dataclasses.field", "attr.field", "attrs.field", "attr.ib", "attr.attrib")
def _field(
    machine: Machine,
    site: Site,
    default: Value = MISSING,
    default_factory: Value = MISSING,
    factory: Value = MISSING,
    init: Value = True,
    **options: Value,
) -> Value:
    made = default_factory if default_factory is not MISSING else factory
    if isinstance(default, FieldValue):
        made, default = default.factory, MISSING
    return FieldValue("", default, made, init is not False)


@FUNCTIONS.model("attr.Factory", "attrs.Factory")
def _factory(machine: Machine, site: Site, factory: Value, takes_self: Value = False) -> Value:
    return FieldValue("", MISSING, factory)


@FUNCTIONS.model(
    "dataclasses.dataclass",
    "attr.s",
    "attr.attrs",
    "attr.dataclass",
    "attr.define",
    "attr.frozen",
    "attrs.define",
    "attrs.frozen",
    "chex.dataclass",
    "tensorflow.experimental.dataclass",
)
def _dataclass(machine: Machine, site: Site, cls: Value = None, **options: Value) -> Value:
    if isinstance(cls, ClassValue):
        return as_dataclass(machine, cls, {})
    return HostFunction("dataclass", lambda machine, arguments, site: as_dataclass(machine, arguments.get(0, "cls"), options))


def fields_of(cls: ClassValue) -> dict[str, FieldValue]:
    """The fields of a dataclass, those of its bases first."""
    found: dict[str, FieldValue] = {}
    for base in reversed(cls.lineage):
        held = base.names.state.get(DATA_FIELDS)
        own = held.state if isinstance(held, DictValue) else {}
        found.update({str(name): value for name, value in own.items() if isinstance(value, FieldValue)})
    return found


def _own_fields(cls: ClassValue) -> dict[str, FieldValue]:
    annotations = cls.names.state.get("__annotations__")
    annotated = annotations.state if isinstance(annotations, DictValue) else {}
    found: dict[str, FieldValue] = {}
    for name, annotation in annotated.items():
        if _is_class_variable(annotation):
            continue
        stored = cls.names.state.get(name, MISSING)
        field = stored if isinstance(stored, FieldValue) else FieldValue("", stored)
        init_only = _last(annotation) == "InitVar"
        found[str(name)] = FieldValue(str(name), field.default, field.factory, field.init, annotation, init_only)
    for name, stored in cls.names.state.items():
        if isinstance(stored, FieldValue) and name not in found:
            found[str(name)] = FieldValue(str(name), stored.default, stored.factory, stored.init)
    return found


def _last(annotation: Value) -> str | None:
    name = annotation.name if isinstance(annotation, (ApiValue, HostFunction)) else annotation
    return name.rpartition(".")[2].partition("[")[0] if isinstance(name, str) else None


def _is_class_variable(annotation: Value) -> bool:
    return _last(annotation) == "ClassVar"


def as_dataclass(machine: Machine, cls: Value, options: dict[str, Value]) -> Value:
    """The class with the ``__init__`` that its annotated names ask for."""
    if not isinstance(cls, ClassValue):
        return cls
    own = _own_fields(cls)
    for name, field in own.items():
        if isinstance(cls.names.state.get(name), FieldValue):
            cls.names.state.pop(name)
            if field.default is not MISSING:
                cls.names.state[name] = field.default
    held: State = {**own}
    cls.names.state[DATA_FIELDS] = DictValue(held)
    fields = fields_of(cls)
    cls.names.state.setdefault("__match_args__", tuple(n for n, f in fields.items() if f.init))
    if options.get("init") is not False and "__init__" not in cls.names.state:
        cls.names.state["__init__"] = HostFunction("__init__", lambda machine, arguments, site: _initialise(machine, cls, arguments, site))
    return cls


def _initialise(machine: Machine, cls: ClassValue, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.access import set_attribute
    from ckptlens.interp.calls import call

    instance, *positional = arguments.positional or (None,)
    if not isinstance(instance, InstanceValue):
        raise ProgramError("TypeError", f"{cls.name}.__init__() needs an object", site.location)
    fields = fields_of(cls)
    accepted = [n for n, f in fields.items() if f.init]
    _check(cls, accepted, positional, arguments, site)
    given = {**dict(zip(accepted, positional, strict=False)), **arguments.keywords}
    passed: list[Value] = []
    for name, field in fields.items():
        value = given[name] if name in given else _default(machine, cls, field, arguments, site)
        if field.init_only:
            passed.append(value)
        elif value is not MISSING:
            set_attribute(machine, instance, name.lstrip("_") if name in given and name not in fields else name, value, site)
    after = find_in_class(cls, "__post_init__")
    if after is MISSING:
        after = find_in_class(cls, "__attrs_post_init__")
    if after is not MISSING:
        call(machine, after, Arguments((instance, *passed)), site)
    return None


def _check(cls: ClassValue, accepted: list[str], positional: list[Value], arguments: Arguments, site: Site) -> None:
    if len(positional) > len(accepted):
        raise ProgramError("TypeError", f"{cls.name}.__init__() takes {len(accepted) + 1} positional arguments", site.location)
    foreign = next((k for k in arguments.keywords if k not in accepted), None)
    if foreign is not None:
        raise ProgramError("TypeError", f"{cls.name}.__init__() got an unexpected keyword argument '{foreign}'", site.location)


def _default(machine: Machine, cls: ClassValue, field: FieldValue, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.calls import call

    if field.init and arguments.open:
        return unknown(field.name, "an argument that is not known", site)
    if field.factory is not MISSING:
        return call(machine, field.factory, Arguments(), site)
    if field.default is MISSING and field.init:
        raise ProgramError("TypeError", f"{cls.name}.__init__() missing required argument '{field.name}'", site.location)
    return field.default


@FUNCTIONS.model("dataclasses.replace", "attr.evolve", "attrs.evolve")
def _replace(machine: Machine, site: Site, instance: Value, /, **changes: Value) -> Value:
    from ckptlens.interp.calls import call

    if not isinstance(instance, InstanceValue):
        return unknown("replace()", "a dataclass that is not known", site)
    kept = {n: instance.state.get(n) for n, f in fields_of(instance.cls).items() if f.init and not f.init_only}
    return call(machine, instance.cls, Arguments((), {**kept, **changes}), site)


@FUNCTIONS.model("dataclasses.asdict", "attr.asdict", "attrs.asdict")
def _asdict(machine: Machine, site: Site, obj: Value, **options: Value) -> Value:
    return _plainly(obj) if isinstance(obj, InstanceValue) else unknown("asdict()", "a dataclass that is not known", site)


def _plainly(value: Value) -> Value:
    match value:
        case InstanceValue() if find_in_class(value.cls, DATA_FIELDS) is not MISSING:
            return DictValue({n: _plainly(value.state.get(n)) for n, f in fields_of(value.cls).items() if not f.init_only})
        case ListValue():
            made = new_list(tuple(_plainly(v) for v in value.items))
            made.state.update({k: v for k, v in value.state.items() if k != "items"})
            return made
        case DictValue():
            return DictValue({k: _plainly(v) for k, v in value.state.items()}, value.default, value.open)
        case _:
            return tuple(_plainly(v) for v in value) if is_tuple(value) else value


@FUNCTIONS.model("dataclasses.astuple", "attr.astuple")
def _astuple(machine: Machine, site: Site, obj: Value, **options: Value) -> Value:
    if not isinstance(obj, InstanceValue):
        return unknown("astuple()", "a dataclass that is not known", site)
    return tuple(_plainly(obj.state.get(n)) for n, f in fields_of(obj.cls).items() if not f.init_only)


@FUNCTIONS.model("dataclasses.fields", "attr.fields")
def _fields(machine: Machine, site: Site, class_or_instance: Value) -> Value:
    cls = class_or_instance.cls if isinstance(class_or_instance, InstanceValue) else class_or_instance
    if not isinstance(cls, ClassValue):
        return unknown("fields()", "a dataclass that is not known", site)
    return tuple(f for f in fields_of(cls).values() if not f.init_only)


@FUNCTIONS.model("dataclasses.is_dataclass", "attr.has")
def _is_dataclass(machine: Machine, site: Site, obj: Value) -> Value:
    cls = obj.cls if isinstance(obj, InstanceValue) else obj
    return isinstance(cls, ClassValue) and find_in_class(cls, DATA_FIELDS) is not MISSING
