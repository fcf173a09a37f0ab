"""The first step of each optimizer in eager mode, and what the code around it calls the objects that are trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import locate
from ckptlens.interp.values import InstanceValue, Value
from ckptlens.notes import Training
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.keras.building import Named, buildings_of
from ckptlens.tf_api.keras.core import core_of
from ckptlens.tf_api.keras.tracking import variables_of
from ckptlens.tf_api.objects import all_variables, is_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.interp.machine import Frame, Machine

_TRAINED = "trained"


def note_training(machine: Machine, optimizer: Value, trained: frozenset[int]) -> None:
    """Note the step, once for each optimizer, at the outermost call whose code has names for the optimizer and all that it trains."""
    key = (_TRAINED, id(optimizer))
    if current_graph(machine).number or key in machine.world:
        return
    machine.trail.set(machine.world, key, value=True)
    for frame in machine.frames:
        chosen = _chosen(machine, frame, optimizer, trained)
        if chosen and frame.statement is not None:
            buildings = tuple(building for given in chosen for building in buildings_of(machine, given, chosen))
            names = tuple(str(given.name) for given in chosen)
            statement = locate(frame.scope, frame.statement.span)
            machine.facts.add(Training(machine.facts.number(), statement, names, buildings))
            return


def _chosen(machine: Machine, frame: Frame, optimizer: Value, trained: frozenset[int]) -> tuple[Named, ...]:
    """The models that hold what is trained, and the optimizer when it is none of theirs; nothing when something has no name."""
    left, chosen, held = set(trained), list[Named](), list(_named(frame))
    for given in sorted(held, key=lambda g: -len(left & _variables(machine, g.value))):
        if left & _variables(machine, given.value):
            chosen.append(given)
            left -= _variables(machine, given.value)
    owned = any((core := core_of(g.value)) is not None and core.state.get("optimizer") is optimizer for g in chosen)
    own = [given for given in held if given.value is optimizer][:1]
    return (*chosen, *([] if owned else own)) if not left and (owned or own) else ()


def _named(frame: Frame) -> Iterator[Named]:
    """The names of a scope, and the attributes of its ``self``."""
    for name, value in frame.scope.names.state.items():
        if name == "self" and isinstance(value, InstanceValue):
            yield from (Named(f"self.{inner}", held) for inner, held in value.state.items())
        if isinstance(name, str):
            yield Named(name, value)


def _variables(machine: Machine, value: Value) -> set[int]:
    if core_of(value) is not None:
        return {v.uid for v in variables_of(machine, value)}
    return {v.uid for v in all_variables(machine, value)} if is_module(value) else set()
