"""Methods of dicts."""

from __future__ import annotations

from ckptlens.interp.host import Registry
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, Many, Value

METHODS = Registry()


@METHODS.model("get")
def _get(machine: Machine, site: Site, value: DictValue, key: Value, default: Value = None) -> Value:
    from ckptlens.interp.equality import contains
    from ckptlens.interp.items import subscript

    held = contains(machine, key, value, site)
    if held is False:
        return default
    return subscript(machine, DictValue(value.state, None, value.open), key, site)


@METHODS.model("setdefault")
def _setdefault(machine: Machine, site: Site, value: DictValue, key: Value, default: Value = None) -> Value:
    if key not in value.state:
        machine.trail.set(value.state, key, default)
    return value.state[key]


@METHODS.model("pop")
def _dict_pop(machine: Machine, site: Site, value: DictValue, key: Value, default: Value = MISSING) -> Value:
    found = value.state.get(key, default)
    machine.trail.remove(value.state, key)
    if found is MISSING:
        if value.open:
            return unknown(f"item[{key}]", "an item under a key that is not known", site)
        raise ProgramError("KeyError", str(key), site.location)
    return found


@METHODS.model("update")
def _update(machine: Machine, site: Site, value: DictValue, source: Value = (), **named: Value) -> Value:
    from ckptlens.interp.builtins.registry import MODELS
    from ckptlens.interp.calls import call

    other = call(machine, MODELS["dict"], Arguments((source,), named), site)
    if isinstance(other, DictValue):
        for key, item in other.state.items():
            machine.trail.set(value.state, key, item)
            value.changed(machine, key)
        if other.open:
            machine.trail.set(value.flags, "open", value=True)
    return None


@METHODS.model("keys", "iterkeys")
def _keys(machine: Machine, site: Site, value: DictValue) -> Value:
    return Many(unknown("key", "a key of a dict that is not known whole", site)) if value.open else tuple(value.state)


@METHODS.model("values", "itervalues")
def _values(machine: Machine, site: Site, value: DictValue) -> Value:
    return (
        Many(unknown("value", "a value of a dict that is not known whole", site, callable_gap=True))
        if value.open
        else tuple(value.state.values())
    )


@METHODS.model("items", "iteritems")
def _items(machine: Machine, site: Site, value: DictValue) -> Value:
    if value.open:
        return Many(
            (
                unknown("key", "a key of a dict that is not known whole", site),
                unknown("value", "a value of a dict that is not known whole", site),
            )
        )
    return tuple(value.state.items())


@METHODS.model("copy")
def _dict_copy(machine: Machine, site: Site, value: DictValue) -> Value:
    return DictValue(dict(value.state), value.default, value.open)


@METHODS.model("clear")
def _dict_clear(machine: Machine, site: Site, value: DictValue) -> Value:
    for key in list(value.state):
        machine.trail.remove(value.state, key)
    return None


@METHODS.model("has_key")
def _has_key(machine: Machine, site: Site, value: DictValue, key: Value) -> Value:
    return key in value.state


def from_keys(machine: Machine, site: Site, keys: Value, value: Value = None) -> Value:
    """``dict.fromkeys(keys, value)``."""
    items = iterate(machine, keys, site)
    return DictValue({}, open=True) if isinstance(items, Many) else DictValue(dict.fromkeys(items, value))
