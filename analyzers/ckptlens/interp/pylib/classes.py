"""dataclasses and enum."""

from __future__ import annotations

from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ClassValue, FunctionValue, HostFunction, InstanceValue, Value, Wrapper, is_tuple


class FieldDefault:
    """``dataclasses.field(...)``."""

    __slots__ = ("default", "factory")

    def __init__(self, default: Value, factory: Value) -> None:
        self.default = default
        self.factory = factory


@FUNCTIONS.model("dataclasses.field")
def _field(machine: Machine, site: Site, default: Value = MISSING, default_factory: Value = MISSING, **options: Value) -> Value:
    return FieldDefault(default, default_factory)


@FUNCTIONS.model("dataclasses.dataclass")
def _dataclass(machine: Machine, site: Site, cls: Value = None, **options: Value) -> Value:
    if isinstance(cls, ClassValue):
        return as_dataclass(cls)
    return HostFunction("dataclass", lambda machine, arguments, site: as_dataclass(arguments.get(0, "cls")))


def _fields(cls: ClassValue) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for base in reversed(cls.lineage):
        bare = base.names.state.get("__annotations__", ())
        for name in bare if is_tuple(bare) else ():
            found.setdefault(str(name), MISSING)
        for name, value in base.names.state.items():
            if isinstance(name, str) and not name.startswith("__") and not isinstance(value, (FunctionValue, Wrapper, HostFunction)):
                found[name] = value
    return found


def as_dataclass(cls: Value) -> Value:
    """The class with the ``__init__`` that its annotated names ask for."""
    if not isinstance(cls, ClassValue) or "__init__" in cls.names.state:
        return cls

    def initialise(machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.access import find_in_class
        from ckptlens.interp.calls import call

        instance, *positional = arguments.positional or (None,)
        if not isinstance(instance, InstanceValue):
            raise ProgramError("TypeError", f"{cls.name}.__init__() needs an object", site.location)
        fields = _fields(cls)
        given = {**dict(zip(fields, positional, strict=False)), **arguments.keywords}
        for name, default in fields.items():
            machine.trail.set(instance.state, name, given.get(name, _default(machine, name, default, arguments, site)))
        after = find_in_class(cls, "__post_init__")
        if after is not MISSING:
            call(machine, after, Arguments((instance,)), site)
        return None

    cls.names.state["__init__"] = HostFunction("__init__", initialise)
    return cls


def _default(machine: Machine, name: str, default: Value, arguments: Arguments, site: Site) -> Value:
    if isinstance(default, FieldDefault):
        if default.factory is not MISSING:
            from ckptlens.interp.calls import call

            return call(machine, default.factory, Arguments(), site)
        default = default.default
    return unknown(name, "a field without a value", site) if default is MISSING else default


@FUNCTIONS.model("dataclasses.replace")
def _replace(machine: Machine, site: Site, instance: Value, **changes: Value) -> Value:
    if not isinstance(instance, InstanceValue):
        raise ProgramError("TypeError", "replace() should be called on dataclass instances", site.location)
    return InstanceValue(instance.cls, {**instance.state, **changes}, dict(instance.foreign))
