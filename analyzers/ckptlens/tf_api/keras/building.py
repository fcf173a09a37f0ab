"""What a program makes the variables of Keras objects with.

``build`` makes the weights of a built-in layer and of a class with a ``build`` of its own; a model of Keras 2 runs its ``call`` there.
Others make them at their first call alone: ``keras/src/engine/training.py`` (2.15), ``keras/src/layers/layer.py`` (3.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.access import find_in_class
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import InstanceValue, Value, is_tuple
from ckptlens.notes import Building
from ckptlens.tf_api.keras.core import FIRST_INPUT, Core, core_of
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.optimizer_specs import Family
from ckptlens.tf_api.keras.optimizers import optimizer_of
from ckptlens.tf_api.keras.tracking import variables_of
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.interp.machine import Machine


class Named(Struct, frozen=True):
    """An object and what the code calls it; None for the root of a Checkpoint by position."""

    name: str | None
    value: Value


def buildings_of(machine: Machine, given: Named, others: tuple[Named, ...]) -> Iterator[Building]:
    """How an object got its variables, and the optimizer that it was compiled with; an optimizer may have trained one of `others`."""
    core = core_of(given.value)
    if core is None:
        yield from _of_optimizer(machine, given.name, given.value, others)
        return
    first = core.state.get(FIRST_INPUT)
    if is_tuple(first):
        dtype = first[1] if isinstance(first[1], str) else None
        how = "build" if _is_built_by_shape(core, dtype) else "call"
        made = tuple(v.uid for v in variables_of(machine, given.value))
        yield Building(given.name, how, shape_of(first[0]), dtype, made=made)
    yield from _of_optimizer(machine, given.name, core.state.get("optimizer"), (given,))


def _of_optimizer(machine: Machine, name: str | None, value: Value, others: tuple[Named, ...]) -> Iterator[Building]:
    optimizer = optimizer_of(value)
    if optimizer is None or optimizer.family is Family.LEGACY or not optimizer.state.get("built"):
        return
    trained = [v.uid for v in optimizer.trained if isinstance(v, VariableValue)]
    models = [g for g in others if core_of(g.value) is not None and _trainable(machine, g.value) == trained]
    if models:
        how = "train own" if models[0].name == name else "train"
        made = tuple(v.uid for v in optimizer.listed if isinstance(v, VariableValue))
        yield Building(name, how, trained=models[0].name, made=made)


def _trainable(machine: Machine, model: Value) -> list[int]:
    return [v.uid for v in variables_of(machine, model, "trainable_variables")]


def _is_built_by_shape(core: Core, dtype: str | None) -> bool:
    """Whether ``build(shape)`` makes all weights."""
    if not isinstance(core.owner, InstanceValue) or find_in_class(core.owner.cls, "build") is not MISSING:
        return True
    if "stack" in core.state:
        return True
    return core.is_model and core.generation is not Generation.V3 and dtype in ("float32", None)
