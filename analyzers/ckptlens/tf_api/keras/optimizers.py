"""Optimizers of Keras as objects: their variables, what checkpoints track of them, and training steps.

Source: as in `optimizer_specs`. Cases: keras_optimizer_*, keras_legacy_optimizer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.trail import MISSING, OPEN, Growing, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import InstanceValue, Text, Unknown, Value, is_tuple, new_list
from ckptlens.tf_api.keras.optimizer_specs import Family, OptimizerSpec
from ckptlens.tf_api.objects import Edge, SlotVariable, TrackedObject
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class _OptimizerState(Growing):
    tuples = frozenset({"listed"})


class KerasOptimizer(TrackedObject, Struct, eq=False):
    """An optimizer. ``state`` holds ``built``, ``trained`` (the variables that it was built for), ``listed`` (its own variables in the
    order of the list that Keras keeps), and its slots under ``("slot", variable, name)`` (legacy). `edges_held` are the variables
    that are attributes of it."""

    spec: OptimizerSpec
    family: Family
    name: Text
    options: dict[str, Value]
    state: State = field(default_factory=_OptimizerState)
    edges_held: State = field(default_factory=dict[object, object])

    def hold(self, machine: Machine, edge: str | None, variable: VariableValue, *, listed: bool) -> None:
        """Keep a variable: as an attribute, in the list of variables, or both."""
        if edge is not None:
            machine.trail.set(self.edges_held, edge, variable)
        if listed:
            machine.trail.set(self.state, "listed", (*self.listed, variable))

    @property
    def face(self) -> Value:
        """What the program holds of it."""
        return self

    @property
    def listed(self) -> tuple[Value, ...]:
        """Its own variables in order."""
        found = self.state.get("listed", ())
        return found if is_tuple(found) else ()

    @property
    def trained(self) -> tuple[Value, ...]:
        """The variables that it was built for."""
        found = self.state.get("trained", ())
        return found if is_tuple(found) else ()

    def option_holds(self, machine: Machine, option: str | None, site: Site) -> bool:
        """Whether slots that hang on an option are made; a gap when that is not known."""
        if option is None:
            return True
        value = self.options.get(option)
        if isinstance(value, Unknown):
            machine.gap(site, f"whether {self.spec.name} has {option} is not known")
            return True
        return bool(value) if isinstance(value, (bool, int, float)) else value is not None

    def attribute(self, machine: Machine, name: str) -> Value:
        from ckptlens.tf_api.keras.optimizer_methods import optimizer_attribute

        return optimizer_attribute(machine, self, name)

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        from ckptlens.tf_api.keras.optimizer_methods import set_optimizer_attribute

        set_optimizer_attribute(machine, self, name, value, site)
        return True

    def edges(self, machine: Machine) -> list[Edge] | None:
        """The list of variables first; Keras 3 tracks the trained variables too, which may be their shortest path."""
        if self.state.get(OPEN):
            return None
        own: list[Edge] = [(k, v) for k, v in self.edges_held.items() if isinstance(k, str)]
        extra = [(k, v) for k, v in self.state.items() if is_tuple(k) and k[0] == "attribute"]
        own += [(str(k[1]), v) for k, v in extra if is_tuple(k) and isinstance(v, (VariableValue, TrackedObject))]
        if self.family is Family.LEGACY:
            return own
        listed = new_list(self.listed)
        if self.family is Family.V3:
            trained = self.state.get("trained", ())
            return [("_variables", listed), ("_trainable_variables", new_list(trained)), *own] if is_tuple(trained) else None
        return [("_variables", listed), *own, *self._placeholders()]

    @property
    def refuses_slots(self) -> bool:
        """``_create_or_restore_slot_variable`` of Keras 2 from 2.11 on raises ValueError (``keras/src/optimizers/optimizer.py``)."""
        return self.family is Family.NEW

    def _placeholders(self) -> list[Edge]:
        held: dict[str, list[Value]] = {}
        for key, value in self.state.items():
            if is_tuple(key) and key[0] == "placeholder":
                place = key[2]
                assert isinstance(place, int)
                items = held.setdefault(str(key[1]), [])
                items += [None] * (place - len(items)) + [value]
        return [(edge, new_list(tuple(items))) for edge, items in held.items()]

    def slot_variables(self, machine: Machine) -> tuple[SlotVariable, ...]:
        """Slots of a legacy optimizer, which are keyed under the variables that they belong to."""
        found: list[SlotVariable] = []
        for key, value in self.state.items():
            if is_tuple(key) and key[0] == "slot" and isinstance(value, VariableValue):
                assert isinstance(key[1], int)
                found.append(SlotVariable(key[1], str(key[2]), value))
        return tuple(found)

    def is_a(self, name: str) -> bool | None:
        """Whether it is of a class of this public name."""
        last = name.rpartition(".")[2]
        return last == self.spec.name or last.startswith("Optimizer")


OWN = "keras optimizer"
"""Where an object of the program keeps the optimizer that its class derives from: ``instance.foreign[OWN]``."""


def optimizer_of(value: object) -> KerasOptimizer | None:
    """The Keras optimizer that a value is or derives from."""
    found = value.foreign.get(OWN) if isinstance(value, InstanceValue) else value
    return found if isinstance(found, KerasOptimizer) else None


def option(optimizer: KerasOptimizer, name: str) -> Value:
    """An argument of the constructor; MISSING when it has none of that name."""
    return optimizer.options.get(name, MISSING)


def not_known(name: str) -> Value:
    """An attribute of an optimizer that is not followed."""
    return unknown(f"optimizer.{name}", "an attribute of an optimizer", None)
