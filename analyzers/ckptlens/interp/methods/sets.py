"""Methods of sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import Registry
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Choice, Many, SetValue, Unknown, Value, new_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.site import Site
    from ckptlens.interp.trail import State

METHODS = Registry()


@METHODS.model("add")
def _add(machine: Machine, site: Site, value: SetValue, item: Value) -> Value:
    machine.trail.set(value.state, item, None)
    return None


@METHODS.model("discard")
def _discard(machine: Machine, site: Site, value: SetValue, item: Value) -> Value:
    machine.trail.remove(value.state, item)
    return None


@METHODS.model("remove")
def _remove(machine: Machine, site: Site, value: SetValue, item: Value) -> Value:
    if item not in value.state and not isinstance(item, (Unknown, Choice)) and not any(isinstance(k, Unknown) for k in value.state):
        raise ProgramError("KeyError", str(item), site.location)
    machine.trail.remove(value.state, item)
    return None


@METHODS.model("pop")
def _pop(machine: Machine, site: Site, value: SetValue) -> Value:
    if not value.state:
        raise ProgramError("KeyError", "pop from an empty set", site.location)
    if len(value.state) > 1:
        return unknown("item", "one of several items of a set", site)
    item = next(iter(value.state))
    machine.trail.remove(value.state, item)
    return item


@METHODS.model("copy")
def _copy(machine: Machine, site: Site, value: SetValue) -> Value:
    return SetValue(dict(value.state))


@METHODS.model("clear")
def _clear(machine: Machine, site: Site, value: SetValue) -> Value:
    for item in list(value.state):
        machine.trail.remove(value.state, item)
    return None


@METHODS.model("update")
def _update(machine: Machine, site: Site, value: SetValue, *others: Value) -> Value:
    for other in others:
        items = iterate(machine, other, site)
        for item in (items.element,) if isinstance(items, Many) else items:
            machine.trail.set(value.state, item, None)
    return None


def _shrunk(name: str, *, keeps_common: bool) -> None:
    @METHODS.model(name)
    def run(machine: Machine, site: Site, value: SetValue, *others: Value) -> Value:
        for other in others:
            items = iterate(machine, other, site)
            if isinstance(items, Many):
                machine.gap(site, "a set that is changed by items that are not known")
                return None
            for item in [k for k in value.state if (k in items) != keeps_common]:
                machine.trail.remove(value.state, item)
        return None


_shrunk("difference_update", keeps_common=False)
_shrunk("intersection_update", keeps_common=True)


def _relation(name: str, holds: Callable[[set[object], set[object]], bool]) -> None:
    @METHODS.model(name)
    def run(machine: Machine, site: Site, value: SetValue, other: Value) -> Value:
        items = iterate(machine, other, site)
        if isinstance(items, Many) or any(isinstance(k, (Unknown, Choice)) for k in (*value.state, *items)):
            return unknown("condition", "sets that are not known", site)
        return holds(set(value.state), set(items))


_relation("issubset", lambda mine, others: mine <= others)
_relation("issuperset", lambda mine, others: mine >= others)
_relation("isdisjoint", lambda mine, others: not mine & others)


def _set_algebra(name: str, keep: Callable[[State, State], State]) -> None:
    @METHODS.model(name)
    def run(machine: Machine, site: Site, value: SetValue, *others: Value) -> Value:
        state = dict(value.state)
        for other in others:
            items = iterate(machine, other, site)
            if isinstance(items, Many):
                return unknown("set", "a set that is not known", site)
            state = keep(state, new_set(items).state)
        return SetValue(state)


_set_algebra("intersection", lambda mine, others: {k: None for k in mine if k in others})
_set_algebra("difference", lambda mine, others: {k: None for k in mine if k not in others})
_set_algebra("union", lambda mine, others: {**mine, **others})
_set_algebra("symmetric_difference", lambda mine, others: {k: None for k in (*mine, *others) if (k in mine) != (k in others)})
