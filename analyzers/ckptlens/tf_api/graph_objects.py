"""What programs read from a graph object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, HostFunction, Value
from ckptlens.tf_api.graph import AsDefault, GraphState, entered_scope

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site

_AS_GLOBAL = {
    "get_collection": "get_collection",
    "get_collection_ref": "get_collection_ref",
    "add_to_collection": "add_to_collection",
    "name_scope": "name_scope",
    "device": "device",
    "control_dependencies": "control_dependencies",
}
_NOTHING = ("seed", "get_operations", "as_graph_def", "gradient_override_map", "clear_collection", "_get_control_flow_context")


def graph_attribute(machine: Machine, graph: GraphState, name: str) -> Value:
    """An attribute of ``tf.Graph``."""
    if name == "as_default":
        return host_function(name, lambda machine, site: AsDefault(graph))
    if name in _AS_GLOBAL:
        return HostFunction(name, lambda machine, arguments, site: _inside(machine, graph, _AS_GLOBAL[name], arguments, site))
    if name == "get_name_scope":
        return host_function(name, lambda machine, site: graph.name_scope)
    if name == "unique_name":
        return host_function(name, _UniqueName(graph))
    if name == "finalize":
        return host_function(name, lambda machine, site: machine.trail.set(graph.state, "finalized", value=True))
    if name == "finalized":
        return graph.state.get("finalized") is True
    if name in _NOTHING:
        return host_function(name, lambda machine, site, *rest, **named: unknown(name, f"Graph.{name}", site))
    if name in ("get_tensor_by_name", "get_operation_by_name"):
        return host_function(name, lambda machine, site, *rest, **named: unknown("tensor", "a tensor looked up by name", site))
    return MISSING


class _UniqueName(Struct, frozen=True):
    """``Graph.unique_name``."""

    graph: GraphState

    def __call__(self, machine: Machine, site: Site, name: Value, mark_as_used: Value = True) -> Value:
        from ckptlens.tf_api.graph import unique_name

        return unique_name(machine, self.graph, entered_scope(name) or "")


def _inside(machine: Machine, graph: GraphState, name: str, arguments: Arguments, site: Site) -> Value:
    manager = AsDefault(graph)
    manager.enter(machine, site)
    try:
        return machine.library.call(machine, ApiValue(f"tf.compat.v1.{name}"), arguments, site)
    finally:
        manager.leave(machine)
