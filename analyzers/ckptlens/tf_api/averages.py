"""Exponential moving averages.

Source: ``tensorflow/python/training/moving_averages.py`` (ExponentialMovingAverage, assign_moving_average, _zero_debias), TF 1.15 to
2.21. Cases: tf1_ema_*, train_ema_*.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.branching import where
from ckptlens.interp.host import host_function, one_argument
from ckptlens.interp.presence import presence
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.values import DictValue, HostObject, Many, Text, Value
from ckptlens.tf_api.get_variable import get_variable
from ckptlens.tf_api.graph import add_to_collection, collection, current_graph, entered_scope, op_full_name, unused_name
from ckptlens.tf_api.partitioned import PartitionedValue
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.scopes import NameScopeContext, VariableScopeContext, current_scope
from ckptlens.tf_api.slots import create_slot, slot_named
from ckptlens.tf_api.tensors import Tensor, op_name, static_shape, value_dtype
from ckptlens.tf_api.variable_store import Making
from ckptlens.tf_api.variables import AVERAGED, GLOBAL, TRAINABLE, VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
from ckptlens.interp.site import Site

_API = "tf.train.ExponentialMovingAverage"


def _identity(value: Value) -> object:
    return value.uid if isinstance(value, VariableValue) else id(value)


class AverageValue(HostObject, Struct, eq=False):
    """``tf.train.ExponentialMovingAverage``; `state` maps variables and tensors to their shadows, and
    (``"of"``, uid of a shadow) to what it averages."""

    name: Text
    zero_debias: bool = False
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "apply":
                return host_function(name, self._apply)
            case "average":
                return one_argument(name, lambda machine, site, var: self.state.get(_identity(var)))
            case "average_name":
                return one_argument(name, lambda machine, site, var: self._average_name(machine, var))
            case "variables_to_restore":
                return host_function(name, self._variables_to_restore)
            case "name" | "_name":
                return self.name
            case _:
                return MISSING

    def partner(self, variable: Value) -> Value:
        """The average of a variable, the variable of an average, else the value itself."""
        shadow = self.state.get(_identity(variable))
        if shadow is not None:
            return shadow
        return self.state.get(("of", _identity(variable)), variable)

    def _apply(self, machine: Machine, site: Site, var_list: Value = None) -> Value:
        from ckptlens.tf_api.optimizers import flattened

        chosen = collection(current_graph(machine), TRAINABLE) if var_list is None else flattened(machine, var_list, site)
        if isinstance(chosen, Many):
            machine.gap(site, "the variables that are averaged are not known")
            return Tensor((), None)
        self.apply_to(machine, site, chosen)
        return Tensor((), None)

    def apply_to(self, machine: Machine, site: Site, chosen: tuple[Value, ...]) -> None:
        """Make the averages that are not there, then open the scope of the updates."""
        biased: list[Value] = []
        for value in chosen:
            if _identity(value) not in self.state:
                where(machine, presence(machine, value), partial(self._keep, machine, site, value))
                if self.zero_debias and not isinstance(value, VariableValue):
                    biased.append(self.state[_identity(value)])
        opened = NameScopeContext(self.name)
        opened.enter(machine, site)
        try:
            for shadow in biased:
                debias(machine, site, shadow)
        finally:
            opened.leave(machine)

    def _keep(self, machine: Machine, site: Site, value: Value) -> None:
        shadow = self._shadow(machine, site, value)
        machine.trail.set(self.state, _identity(value), shadow)
        machine.trail.set(self.state, ("of", _identity(shadow)), value)

    def _shadow(self, machine: Machine, site: Site, value: Value) -> Value:
        if isinstance(value, VariableValue):
            add_to_collection(machine, current_graph(machine), AVERAGED, value)
            return create_slot(machine, site, value, self.name, _API, kind="average")
        name = op_name(value)
        if name is None:
            machine.gap(site, "the name of a tensor that is averaged is not known")
            name = entered_scope(value) or ""
        making = Making(machine, site, _API, Arguments(), "average")
        return slot_named(making, name, self.name, static_shape(value), value_dtype(value))

    def _average_name(self, machine: Machine, variable: Value) -> Text:
        shadow = self.state.get(_identity(variable))
        if isinstance(shadow, VariableValue):
            return shadow.op_name
        return unused_name(machine, current_graph(machine), concatenate([op_name(variable) or "", "/", self.name]))

    def _variables_to_restore(self, machine: Machine, site: Site, moving_avg_variables: Value = None) -> Value:
        from ckptlens.tf_api.optimizers import flattened

        graph = current_graph(machine)
        averaged = (*collection(graph, TRAINABLE), *collection(graph, AVERAGED))
        if moving_avg_variables is not None:
            given = flattened(machine, moving_avg_variables, site)
            averaged = () if isinstance(given, Many) else given
        names: dict[object, object] = {self._average_name(machine, v): v for v in averaged}
        taken = {getattr(v, "uid", None) for v in averaged}
        held = [v for v in collection(graph, GLOBAL) if isinstance(v, VariableValue)]
        names.update({v.op_name: v for v in held if v.uid not in taken and v.op_name not in names})
        return DictValue(names)


def debias(machine: Machine, site: Site, shadow: Value) -> None:
    """``_zero_debias``: two variables by get_variable, in a scope named after the average inside the current one."""
    if not isinstance(shadow, (VariableValue, PartitionedValue)):
        machine.gap(site, "the variables that debias this average are not known")
        return
    opened = VariableScopeContext(shadow.op_name, None, reuse=None, auxiliary_name_scope=True, settings={})
    opened.enter(machine, site)
    try:
        call = Making(machine, site, _API, Arguments(), "average")
        for name, shape in (("biased", shadow.shape), ("local_step", ())):
            get_variable(call, _unique(machine, name), shape, shadow.dtype, trainable=False)
    finally:
        opened.leave(machine)


def _unique(machine: Machine, name: str) -> str:
    graph = current_graph(machine)
    scope = current_scope(machine, graph)
    if scope.state["reuse"]:
        return name
    taken = {str(v.op_name) for v in collection(graph, GLOBAL) if isinstance(v, VariableValue)}
    if f"{scope.name}/{name}" not in taken:
        return name
    number = 1
    while f"{scope.name}/{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


@api(_API)
def exponential_moving_average(
    call: Call, decay: Value, num_updates: Value = None, zero_debias: Value = False, name: Value = "ExponentialMovingAverage"
) -> Value:
    """Keeps a shadow of each variable that it is applied to."""
    return AverageValue(entered_scope(name) or "", zero_debias is True)


@api("tf.python.training.moving_averages.assign_moving_average")
def assign_moving_average(call: Call, variable: Value, value: Value, decay: Value, zero_debias: Value = True, name: Value = None) -> Value:
    """Moves a variable towards a value; makes variables that debias it unless told not to."""
    opened = NameScopeContext(entered_scope(name) or "AssignMovingAvg")
    opened.enter(call.machine, call.site)
    try:
        if zero_debias is not False:
            debias(call.machine, call.site, variable)
    finally:
        opened.leave(call.machine)
    return Tensor(static_shape(variable), value_dtype(variable))


@api("tf.python.training.moving_averages.weighted_moving_average")
def weighted_moving_average(
    call: Call, value: Value, decay: Value, weight: Value, truediv: Value = True, collections: Value = None, name: Value = None
) -> Value:
    """Two variables by get_variable, in the current scope: the average of the weighted values, and that of the weights."""
    opened = VariableScopeContext(name, "WeightedMovingAvg", reuse=None, auxiliary_name_scope=True, settings={})
    opened.enter(call.machine, call.site)
    try:
        held = collections if collections is not None else (GLOBAL,)
        get_variable(call, "value_x_weight", static_shape(value), value_dtype(value), trainable=False, collections=held)
        get_variable(call, "weight", static_shape(weight), value_dtype(weight), trainable=False, collections=held)
    finally:
        opened.leave(call.machine)
    op_full_name(call.machine, current_graph(call.machine), "truediv")
    return Tensor(static_shape(value), value_dtype(value))
