"""TF1 variables inside of TF2 objects: ``track_tf1_style_variables`` and ``get_or_create_layer``.

Source: ``keras/src/legacy_tf_layers/variable_scope_shim.py`` (_EagerVariableStore) of 2.15. Cases: shim_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.access import set_attribute
from ckptlens.interp.calls import call as call_value
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.presence import presence
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING, Entries
from ckptlens.interp.values import DictValue, HostObject, InstanceValue, Value
from ckptlens.tf_api.graph import current_graph, entered_scope
from ckptlens.tf_api.keras.core import core_of
from ckptlens.tf_api.keras.generation import Generation, generation_of
from ckptlens.tf_api.keras.tracking import variables_of
from ckptlens.tf_api.objects import Edge, TrackedObject
from ckptlens.tf_api.registry import api
from ckptlens.tf_api.scopes import current_scope
from ckptlens.tf_api.variables import EAGER_STORE

if TYPE_CHECKING:
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.registry import Call

SHIM = "keras.utils.track_tf1_style_variables"
"""The decorator, below ``tf.compat.v1``."""
STORE = "_tf1_style_var_store"
"""The attribute in which an object keeps its variables."""


class VariableStore(TrackedObject, Struct, eq=False):
    """What an object with TF1 code in it keeps: variables by full name, and layers by scope and name."""

    variables: DictValue = field(default_factory=lambda: DictValue(Entries()))
    layers: DictValue = field(default_factory=lambda: DictValue({}))

    def attribute(self, machine: Machine, name: str) -> Value:
        return {"_vars": self.variables, "_layers": self.layers}.get(name, MISSING)

    def edges(self, machine: Machine) -> list[Edge] | None:
        return [("_vars", self.variables), ("_layers", self.layers)]


class TrackedMethod(HostObject, Struct, eq=False):
    """A method whose TF1 variables its object keeps."""

    function: Value
    binds: bool = True

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        owner = arguments.positional[0] if arguments.positional else None
        if not isinstance(owner, InstanceValue):
            message = "`track_tf1_style_variables` must decorate a method of a tf.Module, Layer or Model"
            raise ProgramError("ValueError", message, site.location)
        if current_graph(machine).number:
            machine.gap(site, "track_tf1_style_variables inside of a graph")
            return call_value(machine, self.function, arguments, site)
        before = machine.world.get(EAGER_STORE)
        machine.trail.set(machine.world, EAGER_STORE, _store_of(machine, owner, site))
        try:
            return call_value(machine, self.function, arguments, site)
        finally:
            machine.trail.set(machine.world, EAGER_STORE, before)


def _store_of(machine: Machine, owner: InstanceValue, site: Site) -> VariableStore:
    found = owner.state.get(STORE)
    if not isinstance(found, VariableStore):
        found = VariableStore()
        set_attribute(machine, owner, STORE, found, site)
    return found


@api("tf.compat.v1.keras.utils.track_tf1_style_variables", "keras2.utils.track_tf1_style_variables")
def track_tf1_style_variables(call: Call, method: Value) -> Value:
    """A method whose object keeps the TF1 variables made in it. Raises AttributeError on Keras 3."""
    if generation_of(call.machine, call.api) is Generation.V3:
        raise ProgramError("AttributeError", "track_tf1_style_variables is not available with Keras 3.", call.site.location)
    return TrackedMethod(method)


@api("tf.compat.v1.keras.utils.get_or_create_layer", "keras2.utils.get_or_create_layer")
def get_or_create_layer(call: Call, name: Value, create_layer_method: Value) -> Value:
    """A layer kept under the current variable scope and a name; made when it is not there."""
    machine = call.machine
    if generation_of(machine, call.api) is Generation.V3:
        raise ProgramError("AttributeError", "get_or_create_layer is not available with Keras 3.", call.site.location)
    store = machine.world.get(EAGER_STORE)
    if not isinstance(store, VariableStore):
        return call_value(machine, create_layer_method, Arguments(), call.site)
    full = concatenate([current_scope(machine, current_graph(machine)).name, "/", entered_scope(name) or ""])
    found = store.layers.state.get(full)
    if presence(machine, tuple(variables_of(machine, found))):
        machine.gap(call.site, "a layer that an earlier call made under a condition that is not known")
    if core_of(found) is None:
        found = call_value(machine, create_layer_method, Arguments(), call.site)
        machine.trail.set(store.layers.state, full, found)
    return found
