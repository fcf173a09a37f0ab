"""enum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import one_argument
from ckptlens.interp.lineage import builtin_base, find_in_class, foreign_bases
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.members import new_object
from ckptlens.interp.metaclasses import HOOKS
from ckptlens.interp.payload import PAYLOAD
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import is_unknown, unknown
from ckptlens.interp.values import (
    MEMBERS,
    ApiValue,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    HostFunction,
    HostObject,
    InstanceValue,
    Value,
    Wrapper,
    is_tuple,
)

if TYPE_CHECKING:
    from ckptlens.interp.trail import State

_KINDS = ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")


class AutoValue(HostObject, Struct, frozen=True):
    """``enum.auto()``."""


class Written(Struct, frozen=True):
    """What a member is written as."""

    written: str


@FUNCTIONS.model("enum.auto")
def _auto(machine: Machine, site: Site) -> Value:
    return AutoValue()


@FUNCTIONS.model("enum.unique")
def _unique(machine: Machine, site: Site, cls: Value) -> Value:
    return cls


def _finish(machine: Machine, cls: ClassValue, site: Site) -> None:
    """Turn the public names of an enumeration into its members."""
    kind = next((b.name.rpartition(".")[2] for b in foreign_bases(cls) if isinstance(b, ApiValue) and b.name.startswith("enum.")), "Enum")
    members: State = {}
    for name, value in list(cls.names.state.items()):
        if isinstance(name, str) and _is_member(name, value):
            found = value.item if isinstance(value, _Member) else value
            members[name] = _member(machine, cls, kind, name, found, members, site)
            cls.names.state[name] = members[name]
    if members or find_in_class(cls, MEMBERS) is not MISSING:
        cls.names.state[MEMBERS] = DictValue(members)
        cls.names.state.setdefault("__ckptlens_make__", HostFunction(cls.name, _by_value))


class _Member(Struct, frozen=True):
    item: Value


FUNCTIONS["enum.member"] = one_argument("enum.member", lambda machine, site, value: _Member(value))


def _is_member(name: str, value: Value) -> bool:
    plain = isinstance(value, (FunctionValue, Wrapper, HostFunction, BoundMethod, ClassValue))
    return not plain and not name.startswith("_") and getattr(value, "binds", None) is None


def _member(machine: Machine, cls: ClassValue, kind: str, name: str, given: Value, before: State, site: Site) -> Value:
    value = _numbered(machine, cls, kind, name, before, site) if isinstance(given, AutoValue) else given
    same = next((m for m in before.values() if isinstance(m, InstanceValue) and _equal(m.state.get("value"), value)), None)
    if same is not None:
        return same
    made = new_object(machine, cls, None, Arguments(), site)
    made.state.update({"name": name, "_name_": name, "value": value, "_value_": value})
    mixed = builtin_base(cls) or {"IntEnum": "int", "StrEnum": "str", "IntFlag": "int"}.get(kind)
    if mixed is not None and not is_unknown(value):
        made.foreign[PAYLOAD] = value
    made.foreign["enum"] = Written(str(value) if kind in ("StrEnum", "IntEnum") else f"{cls.name}.{name}")
    initialiser = find_in_class(cls, "__init__")
    if initialiser is not MISSING:
        from ckptlens.interp.calls import call

        call(machine, initialiser, Arguments((made, *(value if is_tuple(value) else (value,)))), site)
    return made


def _equal(left: Value, right: Value) -> bool:
    return type(left) is type(right) and left == right


def _numbered(machine: Machine, cls: ClassValue, kind: str, name: str, before: State, site: Site) -> Value:
    own = find_in_class(cls, "_generate_next_value_")
    values = [m.state.get("value") for m in before.values() if isinstance(m, InstanceValue)]
    if own is not MISSING:
        from ckptlens.interp.calls import call

        function = own.function if isinstance(own, Wrapper) else own
        return call(machine, function, Arguments((name, 1, len(values), tuple(values))), site)
    if kind == "StrEnum":
        return name.lower()
    numbers = [v for v in values if isinstance(v, int)]
    if kind in ("Flag", "IntFlag"):
        return 1 << max((n.bit_length() for n in numbers), default=0)
    return max(numbers, default=0) + 1


def _by_value(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``Kind(value)``."""
    from ckptlens.interp.equality import equal

    cls, value = (*arguments.positional[:2], None)[:2]
    members = find_in_class(cls, MEMBERS) if isinstance(cls, ClassValue) else MISSING
    if not isinstance(members, DictValue) or value in members.state.values():
        return value
    held = [(m, equal(machine, m.state.get("value"), value, site)) for m in members.state.values() if isinstance(m, InstanceValue)]
    found = next((m for m, same in held if same), None)
    if found is not None:
        return found
    name = cls.name if isinstance(cls, ClassValue) else "Enum"
    if any(same is None for _, same in held):
        return unknown(name.lower(), f"a member of {name} by a value that is not known", site)
    raise ProgramError("ValueError", f"{value!r} is not a valid {name}", site.location)


for _kind in _KINDS:
    HOOKS[f"enum.{_kind}"] = _finish
