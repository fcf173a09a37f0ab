"""The global step.

Source: ``tensorflow/python/training/training_util.py``, TF 1.15 to 2.21. Case: tf1_global_step_variants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.machine import ProgramError
from ckptlens.tf_api.get_variable import get_variable
from ckptlens.tf_api.graph import AsDefault, GraphState, add_to_collection, collection, current_graph
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.variables import GLOBAL, VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.values import Value

_STEP = "global_step"


def _in(call: Call, graph: Value) -> AsDefault | None:
    if not isinstance(graph, GraphState):
        return None
    manager = AsDefault(graph)
    manager.enter(call.machine, call.site)
    return manager


@api("tf.compat.v1.train.get_global_step")
def get_global_step(call: Call, graph: Value = None) -> Value:
    """The step of the graph: from its collection, else a variable named ``global_step``; None when there is none."""
    chosen = graph if isinstance(graph, GraphState) else current_graph(call.machine)
    held = collection(chosen, _STEP)
    if held:
        return held[0]
    return next((v for v in collection(chosen, GLOBAL) if isinstance(v, VariableValue) and v.op_name == _STEP), None)


@api("tf.compat.v1.train.create_global_step")
def create_global_step(call: Call, graph: Value = None) -> Value:
    """Makes the step by get_variable, so the current variable scope prefixes it."""
    if get_global_step(call, graph) is not None:
        raise ProgramError("ValueError", '"global_step" already exists.', call.site.location)
    manager = _in(call, graph)
    try:
        made = get_variable(call, _STEP, (), "int64", None, None, False, (GLOBAL, _STEP))
        if not current_graph(call.machine).number:
            add_to_collection(call.machine, current_graph(call.machine), _STEP, made)
        return made
    finally:
        if manager is not None:
            manager.leave(call.machine)


@api(
    "tf.compat.v1.train.get_or_create_global_step",
    "tf.contrib.framework.get_or_create_global_step",
    "tf.contrib.framework.create_global_step",
)
def get_or_create_global_step(call: Call, graph: Value = None) -> Value:
    """The step of the graph, made when there is none."""
    found = get_global_step(call, graph)
    return found if found is not None else create_global_step(call, graph)
