"""Methods of sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import Registry
from ckptlens.interp.iteration import iterate
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Many, SetValue, Value, new_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.trail import State

METHODS = Registry()


@METHODS.model("add")
def _add(machine: Machine, site: Site, value: SetValue, item: Value) -> Value:
    machine.trail.set(value.state, item, None)
    return None


@METHODS.model("discard", "remove")
def _discard(machine: Machine, site: Site, value: SetValue, item: Value) -> Value:
    machine.trail.remove(value.state, item)
    return None


@METHODS.model("update")
def _set_update(machine: Machine, site: Site, value: SetValue, *others: Value) -> Value:
    for other in others:
        items = iterate(machine, other, site)
        for item in () if isinstance(items, Many) else items:
            machine.trail.set(value.state, item, None)
    return None


def _set_algebra(name: str, keep: Callable[[State, State], State]) -> None:
    @METHODS.model(name)
    def run(machine: Machine, site: Site, value: SetValue, other: Value) -> Value:
        items = iterate(machine, other, site)
        if isinstance(items, Many):
            return unknown("set", "a set that is not known", site)
        return SetValue(keep(value.state, new_set(items).state))


_set_algebra("intersection", lambda mine, others: {k: None for k in mine if k in others})
_set_algebra("difference", lambda mine, others: {k: None for k in mine if k not in others})
_set_algebra("union", lambda mine, others: {**mine, **others})
