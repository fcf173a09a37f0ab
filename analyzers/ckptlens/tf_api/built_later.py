"""The objects of a restore that get their variables after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.values import Value, is_tuple
from ckptlens.notes import BuiltLater
from ckptlens.tf_api.keras.building import Named, buildings_of
from ckptlens.tf_api.keras.core import core_of, is_built
from ckptlens.tf_api.keras.optimizer_specs import Family
from ckptlens.tf_api.keras.optimizers import optimizer_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.interp.machine import Machine

_AWAITED = "restored before they are built"


class _Awaited(Struct, frozen=True):
    """Objects of a restore, some of which have no variables at the restore: `unbuilt` of `given`."""

    restore: int
    given: tuple[Named, ...]
    unbuilt: tuple[Named, ...]


def await_building(machine: Machine, restore: int, objects: Iterable[tuple[str | None, Value]]) -> None:
    """Remember the objects of a restore that have no variables yet."""
    given = tuple(Named(name, value) for name, value in objects)
    unbuilt = tuple(g for g in given if _is_unbuilt(g.value))
    if unbuilt:
        machine.trail.set(machine.world, _AWAITED, (*_awaited(machine), _Awaited(restore, given, unbuilt)))


def _awaited(machine: Machine) -> tuple[Value, ...]:
    found = machine.world.get(_AWAITED, ())
    return found if is_tuple(found) else ()


def _is_unbuilt(value: Value) -> bool:
    core = core_of(value)
    if core is not None:
        return not is_built(core) or _is_unbuilt(core.state.get("optimizer"))
    optimizer = optimizer_of(value)
    return optimizer is not None and optimizer.family is not Family.LEGACY and not optimizer.state.get("built")


def note_built(machine: Machine) -> None:
    """Write down, at the end of a run, what became of the objects that were restored too early."""
    for awaited in _awaited(machine):
        assert isinstance(awaited, _Awaited)
        for given in awaited.unbuilt:
            for building in buildings_of(machine, given, awaited.given):
                machine.facts.add(BuiltLater(machine.facts.number(), awaited.restore, building))
