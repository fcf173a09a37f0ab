"""The objects of a restore that get their variables after it, and what the program then builds them with.

``build`` makes the weights of a built-in layer and of a class with a ``build`` of its own; a model of Keras 2 runs its ``call`` there.
Others make them at their first call alone: ``keras/src/engine/training.py`` (2.15), ``keras/src/layers/layer.py`` (3.15).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckptlens.interp.access import find_in_class
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import InstanceValue, Value, is_tuple
from ckptlens.notes import BuiltLater
from ckptlens.tf_api.keras.core import FIRST_INPUT, Core, core_of, is_built
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.optimizer_specs import Family
from ckptlens.tf_api.keras.optimizers import KerasOptimizer
from ckptlens.tf_api.keras.tracking import variables_of
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ckptlens.interp.machine import Machine

_AWAITED = "restored before they are built"


@dataclass(frozen=True, slots=True)
class _Given:
    """An object and the keyword by which a Checkpoint got it; None for its root by position."""

    name: str | None
    value: Value


@dataclass(frozen=True, slots=True)
class _Awaited:
    """Objects of a restore, some of which have no variables at the restore: `unbuilt` of `given`."""

    restore: int
    given: tuple[_Given, ...]
    unbuilt: tuple[_Given, ...]


def await_building(machine: Machine, restore: int, objects: Iterable[tuple[str | None, Value]]) -> None:
    """Remember the objects of a restore that have no variables yet."""
    given = tuple(_Given(name, value) for name, value in objects)
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
    return isinstance(value, KerasOptimizer) and value.family is not Family.LEGACY and not value.state.get("built")


def note_built(machine: Machine) -> None:
    """Write down, at the end of a run, what became of the objects that were restored too early."""
    for awaited in _awaited(machine):
        assert isinstance(awaited, _Awaited)
        for given in awaited.unbuilt:
            for note in _notes(machine, awaited, given):
                machine.facts.add(note)


def _notes(machine: Machine, awaited: _Awaited, given: _Given) -> Iterator[BuiltLater]:
    core = core_of(given.value)
    if core is None:
        yield from _of_optimizer(machine, awaited.restore, given.name, given.value, awaited.given)
        return
    first = core.state.get(FIRST_INPUT)
    if is_tuple(first):
        dtype = first[1] if isinstance(first[1], str) else None
        how = "build" if _is_built_by_shape(core, dtype) else "call"
        yield BuiltLater(machine.facts.number(), awaited.restore, given.name, how, shape_of(first[0]), dtype)
    yield from _of_optimizer(machine, awaited.restore, given.name, core.state.get("optimizer"), (given,))


def _of_optimizer(machine: Machine, restore: int, name: str | None, value: Value, given: tuple[_Given, ...]) -> Iterator[BuiltLater]:
    if not isinstance(value, KerasOptimizer) or value.family is Family.LEGACY or not value.state.get("built"):
        return
    trained = [v.uid for v in value.trained if isinstance(v, VariableValue)]
    models = [g for g in given if core_of(g.value) is not None and _trainable(machine, g.value) == trained]
    if models:
        how = "train own" if models[0].name == name else "train"
        yield BuiltLater(machine.facts.number(), restore, name, how, trained=models[0].name)


def _trainable(machine: Machine, model: Value) -> list[int]:
    return [v.uid for v in variables_of(machine, model, "trainable_variables")]


def _is_built_by_shape(core: Core, dtype: str | None) -> bool:
    """Whether ``build(shape)`` makes all weights."""
    if not isinstance(core.owner, InstanceValue) or find_in_class(core.owner.cls, "build") is not MISSING:
        return True
    if "stack" in core.state:
        return True
    return core.is_model and core.generation is not Generation.V3 and dtype in ("float32", None)
