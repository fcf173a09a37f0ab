"""Methods of OrderedDict and Counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.methods.dicts import METHODS
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostFunction, Many, Value, new_list

if TYPE_CHECKING:
    from ckptlens.interp.site import Site

_COUNTER = "Counter.zero"
_update_dict = METHODS["update"]


def zero() -> HostFunction:
    """What a Counter holds for items that it has not seen; it tells a Counter from other dicts."""
    return HostFunction(_COUNTER, lambda machine, arguments, site: 0)


def is_counter(value: DictValue) -> bool:
    """Whether a dict is a Counter."""
    return isinstance(value.default, HostFunction) and value.default.name == _COUNTER


@METHODS.model("move_to_end")
def _move(machine: Machine, site: Site, value: DictValue, key: Value, last: Value = True) -> Value:
    if key not in value.state:
        raise ProgramError("KeyError", str(key), site.location)
    moved = value.state[key]
    others = [(k, v) for k, v in value.state.items() if k != key]
    for k, _ in others:
        machine.trail.remove(value.state, k)
    machine.trail.remove(value.state, key)
    for k, v in [*others, (key, moved)] if last else [(key, moved), *others]:
        machine.trail.set(value.state, k, v)
    return None


@METHODS.model("popitem")
def _popitem(machine: Machine, site: Site, value: DictValue, last: Value = True) -> Value:
    if value.open:
        return (unknown("key", "a key of a dict that is not known whole", site), unknown("value", "a value of such a dict", site))
    if not value.state:
        raise ProgramError("KeyError", "popitem(): dictionary is empty", site.location)
    key = (list(value.state)[-1]) if last else next(iter(value.state))
    found = value.state[key]
    machine.trail.remove(value.state, key)
    return (key, found)


@METHODS.model("most_common")
def _most_common(machine: Machine, site: Site, value: DictValue, n: Value = None) -> Value:
    counts = [(k, v) for k, v in value.state.items() if isinstance(v, (int, float))]
    if value.open or len(counts) < len(value.state) or not (n is None or isinstance(n, int)):
        return Many((unknown("item", "a counted item", site), unknown("count", "a count that is not known", site)))
    ordered = sorted(counts, key=lambda pair: -pair[1])
    return new_list(tuple(ordered[:n]))


@METHODS.model("elements")
def _elements(machine: Machine, site: Site, value: DictValue) -> Value:
    counts = [(k, v) for k, v in value.state.items() if isinstance(v, int)]
    if value.open or len(counts) < len(value.state) or sum(v for _, v in counts) > machine.limits.list_items:
        return Many(unknown("item", "a counted item", site))
    return tuple(k for k, v in counts for _ in range(v))


@METHODS.model("subtract")
def _subtract(machine: Machine, site: Site, value: DictValue, iterable: Value) -> Value:
    return _counted(machine, site, value, iterable, -1)


@METHODS.model("update")
def _update(machine: Machine, site: Site, value: DictValue, *sources: Value, **named: Value) -> Value:
    from ckptlens.interp.site import Arguments

    if is_counter(value) and sources:
        return _counted(machine, site, value, sources[0], 1)
    return _update_dict.run(machine, Arguments((value, *sources), named), site)


def _counted(machine: Machine, site: Site, value: DictValue, iterable: Value, sign: int) -> Value:
    from ckptlens.interp.operators import binary

    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        machine.trail.set(value.flags, "open", value=True)
        return None
    for item in items:
        by = iterable.state[item] if isinstance(iterable, DictValue) else 1
        machine.trail.set(value.state, item, binary(machine, "+" if sign > 0 else "-", value.state.get(item, 0), by, site))
    return None
