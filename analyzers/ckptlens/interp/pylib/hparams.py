"""``tf.contrib.training.HParams`` (TensorFlow 1.15, contrib/training/python/training/hparam.py) as a value.

It stands here, free of TensorFlow, as it is copied into many projects and is a plain container of typed values.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.equality import items_of
from ckptlens.interp.host import host_function
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostObject, ListValue, Value, is_tuple, new_list

if TYPE_CHECKING:
    from ckptlens.interp.site import Site

_PARAM = re.compile(r"(?P<name>[a-zA-Z][\w.]*)(?:\[\s*(?P<index>\d+)\s*\])?\s*=\s*(?:(?P<list>\[[^\]]*\])|(?P<value>[^,\[]*))\s*(?:,|$)")


class HParamsValue(HostObject, Struct, eq=False):
    """Hyperparameters by name."""

    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in self.state:
            return self.state[name]
        if name == "__dict__":
            return DictValue(self.state)
        return host_function(name, getattr(self, _METHODS[name])) if name in _METHODS else MISSING

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        if name == "[]":
            return False
        machine.trail.set(self.state, name, value)
        return True

    def copied(self, state: State) -> HParamsValue:
        """The same object with other values."""
        return HParamsValue(state)

    def contains(self, machine: Machine, item: Value, site: Site) -> bool | None:
        """Whether there is a hyperparameter of this name."""
        return item in self.state if isinstance(item, str) else None

    def values_(self, machine: Machine, site: Site) -> Value:
        """``values()``."""
        return DictValue(dict(self.state))

    def add(self, machine: Machine, site: Site, name: Value, value: Value) -> Value:
        """``add_hparam(name, value)``."""
        if name in self.state or name in _METHODS:
            raise ProgramError("ValueError", f"Hyperparameter name is reserved: {name}", site.location)
        if items_of(value) == ():
            raise ProgramError("ValueError", f"Multi-valued hyperparameters cannot be empty: {name}", site.location)
        machine.trail.set(self.state, name, new_list(value) if is_tuple(value) else value)
        return None

    def put(self, machine: Machine, site: Site, name: Value, value: Value) -> Value:
        """``set_hparam(name, value)``: the value is cast to the type that the hyperparameter has."""
        if isinstance(name, str) and name not in self.state:
            raise ProgramError("KeyError", name, site.location)
        machine.trail.set(self.state, name, _cast(self.state.get(name), value))
        return None

    def drop(self, machine: Machine, site: Site, name: Value) -> Value:
        """``del_hparam(name)``."""
        machine.trail.remove(self.state, name)
        return None

    def get(self, machine: Machine, site: Site, key: Value, default: Value = None) -> Value:
        """``get(key, default)``."""
        return self.state.get(key, default)

    def override(self, machine: Machine, site: Site, values_dict: Value) -> Value:
        """``override_from_dict(values_dict)``."""
        if not isinstance(values_dict, DictValue) or values_dict.open:
            for name in self.state:
                machine.trail.set(self.state, name, unknown(str(name), "a hyperparameter that may be overridden", site))
            return self
        for name, value in values_dict.state.items():
            self.put(machine, site, name, value)
        return self

    def parse(self, machine: Machine, site: Site, values: Value) -> Value:
        """``parse("a=1,b=[2,3]")``."""
        if not isinstance(values, str):
            return self.override(machine, site, None)
        position = 0
        while position < len(values):
            match = _PARAM.match(values, position)
            if match is None:
                raise ProgramError("ValueError", f"Malformed hyperparameter value: {values[position:]}", site.location)
            position = match.end()
            self._parse_one(machine, site, match)
        return self

    def _parse_one(self, machine: Machine, site: Site, match: re.Match[str]) -> None:
        name = match["name"]
        if name not in self.state:
            raise ProgramError("ValueError", f"Unknown hyperparameter type for {name}", site.location)
        before = self.state[name]
        if match["list"] is not None:
            model = before.items[0] if isinstance(before, ListValue) and before.items else before
            parts = [p.strip() for p in match["list"].strip("[] ").split(",") if p.strip()]
            machine.trail.set(self.state, name, new_list(tuple(_parsed(model, p, site) for p in parts)))
        elif match["index"] is not None and isinstance(before, ListValue):
            items = list(before.items)
            items[int(match["index"])] = _parsed(items[0], match["value"].strip(), site)
            machine.trail.set(self.state, name, new_list(tuple(items)))
        else:
            model = before.items[0] if isinstance(before, ListValue) and before.items else before
            one = _parsed(model, match["value"].strip(), site)
            machine.trail.set(self.state, name, new_list((one,)) if isinstance(before, ListValue) else one)

    def parse_json(self, machine: Machine, site: Site, values_json: Value) -> Value:
        """``parse_json(text)``."""
        from ckptlens.interp.pylib.copying import from_json

        try:
            found = from_json(json.loads(values_json)) if isinstance(values_json, str) else None
        except ValueError as error:
            raise ProgramError("ValueError", str(error), site.location) from None
        return self.override(machine, site, found)

    def to_json(self, machine: Machine, site: Site, **options: Value) -> Value:
        """``to_json()``."""
        from ckptlens.interp.pylib.copying import to_json

        return to_json(DictValue(dict(self.state)), site, options)

    def nothing(self, machine: Machine, site: Site, *rest: Value) -> Value:
        """``set_model_structure`` and its kin, which change no value."""
        return None


_METHODS = {
    "values": "values_",
    "add_hparam": "add",
    "set_hparam": "put",
    "del_hparam": "drop",
    "get": "get",
    "override_from_dict": "override",
    "parse": "parse",
    "parse_json": "parse_json",
    "to_json": "to_json",
    "set_model_structure": "nothing",
    "get_model_structure": "nothing",
}


def _cast(before: Value, value: Value) -> Value:
    if isinstance(before, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(before, int) and not isinstance(before, bool) and isinstance(value, float) and value.is_integer():
        return int(value)
    return new_list(value) if is_tuple(value) else value


def _parsed(model: Value, text: str, site: Site) -> Value:
    try:
        match model:
            case bool():
                return _truth(text)
            case int():
                return int(text)
            case float():
                return float(text)
            case _:
                return text
    except ValueError as error:
        raise ProgramError("ValueError", str(error), site.location) from None


def _truth(text: str) -> bool:
    if text.lower() in ("true", "1"):
        return True
    if text.lower() in ("false", "0"):
        return False
    raise ValueError(f"Could not parse {text} as a bool")


@FUNCTIONS.model("HParams")
def make_hparams(machine: Machine, site: Site, hparam_def: Value = None, model_structure: Value = None, **kwargs: Value) -> Value:
    """``HParams(name=value, ...)``."""
    made = HParamsValue()
    for name, value in kwargs.items():
        made.add(machine, site, name, value)
    return made
