"""absl.flags, at their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostObject, Value, new_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


def _values(machine: Machine) -> State:
    """The flags of a run by name."""
    return cast("State", machine.world.setdefault("absl.flags", {}))


class FlagHolder(HostObject, Struct, frozen=True):
    """What ``DEFINE_...`` gives, and ``FLAGS[name]``."""

    name: str

    def attribute(self, machine: Machine, name: str) -> Value:
        if name == "name":
            return self.name
        return _values(machine).get(self.name, MISSING) if name in ("value", "default") else MISSING

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        if name != "value":
            return False
        machine.trail.set(_values(machine), self.name, value)
        return True


class FlagValues(HostObject, Struct, frozen=True):
    """``flags.FLAGS``."""

    def attribute(self, machine: Machine, name: str) -> Value:
        values = _values(machine)
        if name in values:
            return values[name]
        if name in _METHODS:
            return host_function(name, _METHODS[name])
        if name in ("__dict__", "__flags"):
            return DictValue(values, open=True)
        if name.startswith("__"):
            return MISSING
        return unknown(name, "a flag that is defined elsewhere", None)

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        if name == "[]":
            return False
        machine.trail.set(_values(machine), name, value)
        return True

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        return FlagHolder(index) if isinstance(index, str) and index in _values(machine) else MISSING

    def iterate(self, machine: Machine) -> tuple[Value, ...]:
        return tuple(_values(machine))

    def call(self, machine: Machine, arguments: object, site: Site) -> Value:
        return new_list(("program",))

    def contains(self, machine: Machine, item: Value, site: Site) -> bool | None:
        """Whether a flag of this name is defined; flags of modules that are not known may be."""
        return True if item in _values(machine) else None


def _all(machine: Machine, site: Site) -> Value:
    return DictValue(dict(_values(machine)))


def _one(machine: Machine, site: Site, name: Value, default: Value = None) -> Value:
    return _values(machine).get(name, default)


def _set(machine: Machine, site: Site, name: Value, value: Value) -> Value:
    machine.trail.set(_values(machine), name, value)
    return None


def _nothing(machine: Machine, site: Site, *rest: Value, **named: Value) -> Value:
    return None


def _parsed(machine: Machine, site: Site) -> Value:
    return True


def _written(machine: Machine, site: Site) -> Value:
    return unknown("flags", "all flags as a text", site)


_METHODS: dict[str, Callable[..., Value]] = {
    "flag_values_dict": _all,
    "get_flag_value": _one,
    "set_default": _set,
    "mark_as_parsed": _nothing,
    "_parse_flags": _nothing,
    "unparse_flags": _nothing,
    "is_parsed": _parsed,
    "append_flag_values": _nothing,
    "append_flags_into_file": _nothing,
    "flags_into_string": _written,
}
FLAGS = FlagValues()
CONSTANTS["absl.flags.FLAGS"] = FLAGS


def _listed(value: Value) -> Value:
    return new_list(tuple(part.strip() for part in value.split(",")) if value else ()) if isinstance(value, str) else value


def _spaced(value: Value) -> Value:
    return new_list(tuple(value.split())) if isinstance(value, str) else value


def _several(value: Value) -> Value:
    return new_list((value,)) if isinstance(value, (str, int, float)) else value


def _whole(value: Value) -> Value:
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else value


def _real(value: Value) -> Value:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _truth(value: Value) -> Value:
    if isinstance(value, str):
        return value.lower() in ("true", "t", "1", "yes")
    return bool(value) if isinstance(value, int) else value


def _same(value: Value) -> Value:
    return value


_DEFINED: dict[str, Callable[[Value], Value]] = {
    "string": _same,
    "integer": _whole,
    "float": _real,
    "bool": _truth,
    "boolean": _truth,
    "enum": _same,
    "enum_class": _same,
    "list": _listed,
    "spaceseplist": _spaced,
    "multi_string": _several,
    "multi_integer": _several,
    "multi_float": _several,
    "multi_enum": _several,
}


def _register(kind: str, convert: Callable[[Value], Value]) -> None:
    @FUNCTIONS.model(f"absl.flags.DEFINE_{kind}")
    def define(
        machine: Machine, site: Site, name: Value, default: Value = None, *rest: Value, required: Value = False, **named: Value
    ) -> Value:
        given = named.get("default_value", default)
        if not isinstance(name, str):
            return unknown("flag", "a flag under a name that is not known", site)
        value = unknown(name, "a flag that must be given", site) if required is True else convert(given)
        machine.trail.set(_values(machine), named.get("flag_name", name), value)
        return FlagHolder(name)


for _kind, _convert in _DEFINED.items():
    _register(_kind, _convert)


@FUNCTIONS.model("absl.flags.DEFINE")
def _define(machine: Machine, site: Site, parser: Value, name: Value, default: Value = None, *rest: Value, **named: Value) -> Value:
    if isinstance(name, str):
        machine.trail.set(_values(machine), name, default)
        return FlagHolder(name)
    return unknown("flag", "a flag under a name that is not known", site)


@FUNCTIONS.model("absl.flags.DEFINE_alias")
def _alias(machine: Machine, site: Site, name: Value, original_name: Value, *rest: Value, **named: Value) -> Value:
    machine.trail.set(_values(machine), name, _values(machine).get(original_name))
    return None


@FUNCTIONS.model("absl.flags.mark_flag_as_required")
def _required(machine: Machine, site: Site, flag_name: Value, *rest: Value) -> Value:
    if isinstance(flag_name, str) and _values(machine).get(flag_name) is None:
        machine.trail.set(_values(machine), flag_name, unknown(flag_name, "a flag that must be given", site))
    return None


@FUNCTIONS.model("absl.flags.mark_flags_as_required")
def _all_required(machine: Machine, site: Site, flag_names: Value, *rest: Value) -> Value:
    from ckptlens.interp.iteration import iterate
    from ckptlens.interp.values import Many

    names = iterate(machine, flag_names, site)
    for name in () if isinstance(names, Many) else names:
        _required(machine, site, name)
    return None


for _name in ("adopt_module_key_flags", "declare_key_flag", "mark_flags_as_mutual_exclusive", "register_validator", "disclaim_key_flags"):
    FUNCTIONS[f"absl.flags.{_name}"] = host_function(_name, _nothing)
