"""A TF1 optimizer inside a Keras model.

Source: ``TFOptimizer`` of ``keras/optimizers.py`` (1.15) and ``keras/src/optimizers/optimizer_v1.py`` (2.15).
Case: tf115_keras_sequential_saver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.values import new_list
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.objects import Edge, TrackedObject
from ckptlens.tf_api.optimizers import OptimizerValue
from ckptlens.tf_api.scopes import push_name_scope
from ckptlens.tf_api.tensors import Tensor
from ckptlens.tf_api.variables import VariableValue, note_variable

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Value
    from ckptlens.tf_api.keras.core import Core


class TFOptimizer(TrackedObject, Struct, eq=False):
    """The wrapper: it has a counter of its own, and the slots are those of the inner optimizer."""

    inner: OptimizerValue
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        if name == "optimizer":
            return self.inner
        return self.state.get("global_step", MISSING) if name == "iterations" else MISSING

    def edges(self, machine: Machine) -> list[Edge] | None:
        return [("optimizer", self.inner), *((k, v) for k, v in self.state.items() if isinstance(k, str))]

    def train(self, machine: Machine, trained: list[VariableValue], site: Site) -> None:
        """The first batch: the step, then the slots in the name scope ``training``."""
        if "global_step" in self.state:
            return
        graph = current_graph(machine)
        before = graph.name_scope
        made = note_variable(machine, site, "TFOptimizer/iterations", (), "int64", api_name="tf.keras.Model.fit", trainable=False)
        machine.trail.set(self.state, "global_step", made)
        push_name_scope(machine, graph, "training")
        pairs = new_list(tuple((Tensor(v.shape, v.dtype), v) for v in trained))
        self.inner.apply_gradients(machine, site, pairs)
        machine.trail.set(graph.state, "name_scope", before)


def wrapped(machine: Machine, core: Core, optimizer: Value, site: Site) -> Value:
    """A TF1 optimizer as the optimizer of a model."""
    if isinstance(optimizer, OptimizerValue) and core.generation is not core.generation.V3:
        return TFOptimizer(optimizer)
    machine.gap(site, "a model is compiled with an optimizer that is not followed")
    return optimizer
