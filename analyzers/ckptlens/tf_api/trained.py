"""Lists of all trained variables of a graph.

Source: ``tensorflow/python/ops/variables.py`` (trainable_variables), TF 1.15 to 2.21: batch statistics, averages and the global step are
not trained, and are in no such list. Cases: saver_trainable_only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.values import ListValue
from ckptlens.tf_api.graph import collection, current_graph
from ckptlens.tf_api.graph_collections import COLLECTION
from ckptlens.tf_api.variables import GLOBAL, TRAINABLE, VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.values import Value


def others_than_trained(machine: Machine, given: Value) -> tuple[int, ...]:
    """The variables that a saver of all trained ones leaves out: those of the model, not slots of optimizers. Empty for another list."""
    graph = current_graph(machine)
    trained = [v.uid for v in collection(graph, TRAINABLE) if isinstance(v, VariableValue)]
    if not graph.number or not isinstance(given, ListValue) or not is_all_trained(given, trained):
        return ()
    others = [v.uid for v in collection(graph, GLOBAL) if isinstance(v, VariableValue) and v.uid not in trained]
    return tuple(uid for uid in others if machine.facts.variable(uid).kind in ("variable", "average"))


def is_all_trained(given: ListValue, trained: list[int]) -> bool:
    """Whether a list is what ``trainable_variables()`` gave, not one that the program wrote."""
    held = [v.uid for v in given.items if isinstance(v, VariableValue)]
    return given.state.get(COLLECTION) == TRAINABLE and held == trained
