"""copy and json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from ckptlens.interp.equality import items_of
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.pylib.hparams import HParamsValue
from ckptlens.interp.pylib.namespaces import NamespaceValue
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, InstanceValue, ListValue, SetValue, Value, is_tuple, new_list

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


@FUNCTIONS.model("copy.copy")
def _copy(machine: Machine, site: Site, value: Value) -> Value:
    return copied(value, deep=False)


@FUNCTIONS.model("copy.deepcopy")
def _deepcopy(machine: Machine, site: Site, value: Value, memo: Value = None) -> Value:
    return copied(value, deep=True)


_Held = ListValue | DictValue | SetValue | InstanceValue | NamespaceValue | HParamsValue


def copied(value: Value, *, deep: bool, seen: dict[int, Value] | None = None) -> Value:
    """A copy of a container or object; constants and API objects are shared."""
    seen = {} if seen is None else seen
    if id(value) in seen:
        return seen[id(value)]
    if is_tuple(value):
        parts = tuple(copied(v, deep=True, seen=seen) for v in value) if deep else value
        seen[id(value)] = parts
        return parts
    match value:
        case ListValue():
            made: _Held = ListValue(dict(value.state))
        case DictValue():
            made = DictValue(dict(value.state), value.default, value.open)
        case SetValue():
            made = SetValue(dict(value.state))
        case InstanceValue():
            made = InstanceValue(value.cls, dict(value.state), dict(value.foreign))
        case NamespaceValue() | HParamsValue():
            made = value.copied(dict(value.state))
        case _:
            return value
    seen[id(value)] = made
    if isinstance(made, InstanceValue):
        for key, item in made.foreign.items():
            made.foreign[key] = copied(item, deep=True, seen=seen) if isinstance(item, (ListValue, DictValue, SetValue)) else item
    if deep:
        state = made.state
        for key, item in state.items():
            state[key] = copied(item, deep=True, seen=seen)
    return made


Json = dict[str, "Json"] | list["Json"] | str | float | bool | None


def from_json(value: Json) -> Value:
    """The value of decoded JSON."""
    if isinstance(value, dict):
        return DictValue({k: from_json(v) for k, v in value.items()})
    if isinstance(value, list):
        return new_list(tuple(from_json(v) for v in value))
    return value


@FUNCTIONS.model("json.dumps", "simplejson.dumps")
def _dumps(machine: Machine, site: Site, obj: Value, **options: Value) -> Value:
    return to_json(obj, site, options)


_WRITING = ("indent", "sort_keys", "separators", "ensure_ascii")


def to_json(value: Value, site: Site, options: dict[str, Value]) -> Value:
    """The JSON text of a value that is known whole, else an unknown."""
    found = _plainly(value, 0)
    if found is MISSING or set(options) - set(_WRITING) or not all(isinstance(v, (int, str, type(None))) for v in options.values()):
        return unknown("json", "JSON text", site)
    try:
        return json.dumps(found, **cast("dict[str, Any]", options))
    except (TypeError, ValueError) as error:
        raise ProgramError(type(error).__name__, str(error), site.location) from None


_DEEPEST = 30


def _plainly(value: Value, depth: int) -> object:
    if depth > _DEEPEST:
        return MISSING
    held = items_of(value)
    if held is not None:
        items = [_plainly(v, depth + 1) for v in held]
        return MISSING if MISSING in items or (isinstance(value, ListValue) and value.state.get("open")) else items
    if isinstance(value, DictValue):
        pairs = {k: _plainly(v, depth + 1) for k, v in value.state.items()}
        return MISSING if value.open or MISSING in pairs.values() else pairs
    return value if value is None or isinstance(value, (bool, int, float, str)) else MISSING
