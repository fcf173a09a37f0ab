"""copy and json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ckptlens.interp.pylib.registry import FUNCTIONS
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


def copied(value: Value, *, deep: bool, seen: dict[int, Value] | None = None) -> Value:
    """A copy of a container or object; constants and API objects are shared."""
    seen = {} if seen is None else seen
    if id(value) in seen:
        return seen[id(value)]
    if is_tuple(value):
        return tuple(copied(v, deep=True, seen=seen) for v in value) if deep else value
    match value:
        case ListValue():
            made: Value = ListValue(dict(value.state))
        case DictValue():
            made = DictValue(dict(value.state), value.default, value.open)
        case SetValue():
            made = SetValue(dict(value.state))
        case InstanceValue():
            made = InstanceValue(value.cls, dict(value.state), dict(value.foreign))
        case _:
            return value
    seen[id(value)] = made
    if deep:
        for key, item in made.state.items():
            made.state[key] = copied(item, deep=True, seen=seen)
    return made


@FUNCTIONS.model("json.loads")
def _loads(machine: Machine, site: Site, text: Value, **options: Value) -> Value:
    if not isinstance(text, str):
        return unknown("json", "JSON that is not known", site)
    try:
        return from_json(json.loads(text))
    except ValueError:
        return unknown("json", "text that is no JSON", site)


Json = dict[str, "Json"] | list["Json"] | str | float | bool | None


def from_json(value: Json) -> Value:
    """The value of decoded JSON."""
    if isinstance(value, dict):
        return DictValue({k: from_json(v) for k, v in value.items()})
    if isinstance(value, list):
        return new_list(tuple(from_json(v) for v in value))
    return value


@FUNCTIONS.model("json.dumps")
def _dumps(machine: Machine, site: Site, value: Value, **options: Value) -> Value:
    return unknown("json", "JSON text", site)
