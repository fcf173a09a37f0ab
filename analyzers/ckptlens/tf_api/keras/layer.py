"""A built-in layer or model as an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.trail import MISSING
from ckptlens.tf_api.graph import written
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.objects import Edge, TrackedObject

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.values import Value
    from ckptlens.tf_api.keras.core import Core


class KerasLayer(TrackedObject, Struct, eq=False):
    """A layer or model of Keras's own; what the program sets on it stands in ``core.state`` under ``("attribute", name)``."""

    core: Core

    def attribute(self, machine: Machine, name: str) -> Value:
        from ckptlens.tf_api.keras.attributes import layer_attribute

        own = self.core.state.get(("attribute", name), MISSING)
        return own if own is not MISSING else layer_attribute(machine, self.core, name)

    def refuses(self, name: str) -> str | None:
        if name not in ("input", "output"):
            return None
        return f"The layer {written(self.core.name)} has never been called and thus has no defined {name}"

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        from ckptlens.tf_api.keras.attributes import set_layer_attribute

        if not set_layer_attribute(machine, self.core, name, value):
            machine.trail.set(self.core.state, ("attribute", name), value)
        return True

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.tf_api.keras.calling import call_layer

        return call_layer(machine, self.core, arguments, site)

    def edges(self, machine: Machine) -> list[Edge] | None:
        from ckptlens.tf_api.keras.tracking import edges_of

        return edges_of(machine, self.core)

    @property
    def is_refused(self) -> bool:
        return self.core.spec.is_metric and self.core.generation is Generation.V3

    def is_a(self, name: str) -> bool | None:
        """Whether it is of a class of this public name, as far as the classes' names say."""
        last = name.rpartition(".")[2]
        if last in ("Layer", "Module", "Operation") or last == self.core.cls:
            return True
        if last in ("Model", "Functional", "Sequential"):
            return self.core.is_model and last == "Model"
        return None if name.startswith("tf.keras.layers") else False


def new_layer(machine: Machine, core: Core) -> KerasLayer:
    """The object of a core."""
    made = KerasLayer(core)
    core.owner = made
    return made
