"""Exponential moving averages.

Source: ``tensorflow/python/training/moving_averages.py`` (ExponentialMovingAverage), TF 1.15 to 2.21. Cases: tf1_ema_*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function, one_argument
from ckptlens.interp.iteration import iterate
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.values import DictValue, HostObject, Many, Value
from ckptlens.tf_api.graph import add_to_collection, collection, current_graph
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.slots import create_slot
from ckptlens.tf_api.tensors import Tensor
from ckptlens.tf_api.variables import GLOBAL, TRAINABLE, VariableValue, note_variable

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_AVERAGED = "moving_average_variables"


@dataclass(eq=False, slots=True)
class AverageValue(HostObject):
    """``tf.train.ExponentialMovingAverage``; `state` maps uids of variables to their shadows."""

    name: str
    zero_debias: bool
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "apply":
                return host_function(name, self._apply)
            case "average":
                return one_argument(name, lambda machine, site, var: self.state.get(getattr(var, "uid", None)))
            case "average_name":
                return one_argument(name, lambda machine, site, var: self._average_name(var))
            case "variables_to_restore":
                return host_function(name, self._variables_to_restore)
            case "name":
                return self.name
            case _:
                return MISSING

    def _apply(self, machine: Machine, site: Site, var_list: Value = None) -> Value:
        graph = current_graph(machine)
        chosen = collection(graph, TRAINABLE) if var_list is None else iterate(machine, var_list, site)
        if isinstance(chosen, Many):
            machine.gap(site, "the variables that are averaged are not known")
            return Tensor((), None)
        for variable in chosen:
            if isinstance(variable, VariableValue) and variable.uid not in self.state:
                shadow = create_slot(machine, site, variable, self.name, "tf.train.ExponentialMovingAverage", kind="average")
                machine.trail.set(self.state, variable.uid, shadow)
                add_to_collection(machine, graph, _AVERAGED, variable)
                if self.zero_debias:
                    _debias(machine, site, shadow)
        return Tensor((), None)

    def _average_name(self, variable: Value) -> Value:
        shadow = self.state.get(getattr(variable, "uid", None))
        if isinstance(shadow, VariableValue):
            return shadow.op_name
        return concatenate([getattr(variable, "op_name", None) or "", "/", self.name])

    def _variables_to_restore(self, machine: Machine, site: Site, moving_avg_variables: Value = None) -> Value:
        graph = current_graph(machine)
        averaged = (*collection(graph, TRAINABLE), *collection(graph, _AVERAGED))
        if moving_avg_variables is not None:
            given = iterate(machine, moving_avg_variables, site)
            averaged = () if isinstance(given, Many) else given
        names: dict[object, object] = {self._average_name(v): v for v in averaged}
        taken = {getattr(v, "uid", None) for v in averaged}
        names.update(
            {
                v.op_name: v
                for v in collection(graph, GLOBAL)
                if isinstance(v, VariableValue) and v.uid not in taken and v.op_name not in names
            }
        )
        return DictValue(names)


def _debias(machine: Machine, site: Site, shadow: VariableValue) -> None:
    for name, shape in (("biased", shadow.shape), ("local_step", ())):
        full = concatenate([shadow.op_name, "/", name])
        note_variable(
            machine,
            site,
            full,
            shape,
            shadow.dtype,
            api_name="tf.train.ExponentialMovingAverage",
            trainable=False,
            collections=(GLOBAL,),
            kind="average",
        )


@api("tf.train.ExponentialMovingAverage")
def exponential_moving_average(
    call: Call, decay: Value, num_updates: Value = None, zero_debias: Value = False, name: Value = "ExponentialMovingAverage"
) -> Value:
    """Keeps a shadow of each variable that it is applied to."""
    return AverageValue(name if isinstance(name, str) else "ExponentialMovingAverage", zero_debias is True)
