"""TF1 optimizers: which variables they make, and where.

Source: ``tensorflow/python/training/{optimizer,adam,momentum,...}.py`` (_create_slots, apply_gradients), TF 1.15 to 2.21.
Cases: tf1_opt_*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, ListValue, Many, Value, new_list
from ckptlens.tf_api.graph import collection, current_graph, unique_name
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.slots import create_slot
from ckptlens.tf_api.tensors import Tensor, sources_of
from ckptlens.tf_api.variables import GLOBAL, TRAINABLE, VariableValue, note_variable

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


@dataclass(frozen=True, slots=True)
class Kind:
    """What an optimizer class makes: `slots` variables for each trained one, and variables of its own named in `own`."""

    api: str
    slots: int
    own: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class OptimizerValue(HostObject):
    """A TF1 optimizer. `state` maps the uids of trained variables to their slots, and its own variables under their names."""

    kind: Kind
    name: str
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "minimize":
                return host_function(name, self._minimize)
            case "compute_gradients":
                return host_function(name, self._compute_gradients)
            case "apply_gradients":
                return host_function(name, self._apply_gradients)
            case "get_slot":
                return host_function(name, self._get_slot)
            case "get_name":
                return host_function(name, lambda machine, site: self.name)
            case "variables":
                return host_function(name, lambda machine, site: new_list(self._made()))
            case "get_slot_names" | "_lr" | "_learning_rate" | "_lr_t":
                return unknown(f"optimizer.{name}", "an attribute of an optimizer", None)
            case "_name":
                return self.name
            case _:
                return MISSING

    def _made(self) -> tuple[Value, ...]:
        made: list[Value] = []
        for value in self.state.values():
            made += value if isinstance(value, tuple) else [value]  # pyright: ignore[reportUnknownArgumentType]
        return tuple(made)

    def _get_slot(self, machine: Machine, site: Site, var: Value, name: Value) -> Value:
        slots = self.state.get(var.uid, ()) if isinstance(var, VariableValue) else ()
        return slots[0] if isinstance(slots, tuple) and slots else None  # pyright: ignore[reportUnknownVariableType]

    def _minimize(
        self,
        machine: Machine,
        site: Site,
        loss: Value,
        global_step: Value = None,
        var_list: Value = None,
        gate_gradients: Value = 1,
        aggregation_method: Value = None,
        colocate_gradients_with_ops: Value = False,
        name: Value = None,
        grad_loss: Value = None,
    ) -> Value:
        pairs = self._compute_gradients(machine, site, loss, var_list)
        return self._apply_gradients(machine, site, pairs, global_step, name)

    def _compute_gradients(
        self, machine: Machine, site: Site, loss: Value, var_list: Value = None, *rest: Value, **options: Value
    ) -> Value:
        chosen = var_list if var_list is not None else new_list(collection(current_graph(machine), TRAINABLE))
        found = iterate(machine, chosen, site) if not isinstance(chosen, VariableValue) else (chosen,)
        if isinstance(found, Many):
            return Many((Tensor(), found.element), found.bound)
        return new_list(tuple((_gradient(loss, v), v) for v in found))

    def _apply_gradients(self, machine: Machine, site: Site, grads_and_vars: Value, global_step: Value = None, name: Value = None) -> Value:
        pairs = iterate(machine, grads_and_vars, site)
        if isinstance(pairs, Many):
            machine.gap(site, "the variables that this optimizer trains are not known")
            pairs = (pairs.element,)
        trained = [v for pair in pairs if (v := _trained(machine, site, pair)) is not None]
        create_slots(machine, site, self, trained)
        current = current_graph(machine)
        if current.number:
            unique_name(machine, current, name if isinstance(name, str) else self.name)
        return Tensor((), None)


def _gradient(loss: Value, variable: Value) -> Value:
    """The gradient of the loss; None for a variable that the loss does not depend on, which then gets no slots."""
    sources = sources_of(loss)
    if isinstance(variable, VariableValue) and sources is not None and variable.uid not in sources:
        return None
    return Tensor(getattr(variable, "shape", None), getattr(variable, "dtype", None))


def _trained(machine: Machine, site: Site, pair: Value) -> VariableValue | None:
    items = iterate(machine, pair, site)
    if isinstance(items, Many) or len(items) != 2 or items[0] is None:
        return None
    variable = items[1]
    if isinstance(variable, VariableValue):
        return variable
    machine.gap(site, "a variable that this optimizer trains is not known")
    return None


def create_slots(machine: Machine, site: Site, optimizer: OptimizerValue, trained: list[VariableValue]) -> None:
    """``Optimizer._create_slots``: the optimizer's own variables first, then the slots variable by variable."""
    for name in optimizer.kind.own:
        if name not in optimizer.state and trained:
            machine.trail.set(optimizer.state, name, _own_variable(machine, site, name, optimizer.kind.api))
    for variable in trained:
        if variable.uid not in optimizer.state:
            slots = tuple(create_slot(machine, site, variable, optimizer.name, optimizer.kind.api) for _ in range(optimizer.kind.slots))
            machine.trail.set(optimizer.state, variable.uid, slots)


def _own_variable(machine: Machine, site: Site, name: str, api_name: str) -> VariableValue:
    unique = unique_name(machine, current_graph(machine), name)
    return note_variable(machine, site, unique, (), "float32", api_name=api_name, trainable=False, collections=(GLOBAL,), kind="slot")


def _named(name: Value, default: str) -> str:
    return name if isinstance(name, str) else default


@api("tf.compat.v1.train.GradientDescentOptimizer")
def gradient_descent(call: Call, learning_rate: Value, use_locking: Value = False, name: Value = "GradientDescent") -> Value:
    """Makes no variables."""
    return OptimizerValue(Kind(call.api, 0), _named(name, "GradientDescent"))


@api("tf.compat.v1.train.MomentumOptimizer")
def momentum(
    call: Call, learning_rate: Value, momentum: Value, use_locking: Value = False, name: Value = "Momentum", use_nesterov: Value = False
) -> Value:
    """One slot."""
    return OptimizerValue(Kind(call.api, 1), _named(name, "Momentum"))


@api("tf.compat.v1.train.AdamOptimizer")
def adam(
    call: Call,
    learning_rate: Value = 0.001,
    beta1: Value = 0.9,
    beta2: Value = 0.999,
    epsilon: Value = 1e-08,
    use_locking: Value = False,
    name: Value = "Adam",
) -> Value:
    """Two slots, and the powers of both betas."""
    return OptimizerValue(Kind(call.api, 2, ("beta1_power", "beta2_power")), _named(name, "Adam"))


@api("tf.compat.v1.train.AdagradOptimizer")
def adagrad(
    call: Call, learning_rate: Value, initial_accumulator_value: Value = 0.1, use_locking: Value = False, name: Value = "Adagrad"
) -> Value:
    """One slot."""
    return OptimizerValue(Kind(call.api, 1), _named(name, "Adagrad"))


@api("tf.compat.v1.train.AdagradDAOptimizer")
def adagrad_da(
    call: Call,
    learning_rate: Value,
    global_step: Value,
    initial_gradient_squared_accumulator_value: Value = 0.1,
    l1_regularization_strength: Value = 0.0,
    l2_regularization_strength: Value = 0.0,
    use_locking: Value = False,
    name: Value = "AdagradDA",
) -> Value:
    """Two slots."""
    return OptimizerValue(Kind(call.api, 2), _named(name, "AdagradDA"))


@api("tf.compat.v1.train.AdadeltaOptimizer")
def adadelta(
    call: Call,
    learning_rate: Value = 0.001,
    rho: Value = 0.95,
    epsilon: Value = 1e-08,
    use_locking: Value = False,
    name: Value = "Adadelta",
) -> Value:
    """Two slots."""
    return OptimizerValue(Kind(call.api, 2), _named(name, "Adadelta"))


@api("tf.compat.v1.train.RMSPropOptimizer")
def rmsprop(
    call: Call,
    learning_rate: Value,
    decay: Value = 0.9,
    momentum: Value = 0.0,
    epsilon: Value = 1e-10,
    use_locking: Value = False,
    centered: Value = False,
    name: Value = "RMSProp",
) -> Value:
    """Two slots; three when centered."""
    return OptimizerValue(Kind(call.api, 3 if centered is True else 2), _named(name, "RMSProp"))


@api("tf.compat.v1.train.FtrlOptimizer")
def ftrl(
    call: Call,
    learning_rate: Value,
    learning_rate_power: Value = -0.5,
    initial_accumulator_value: Value = 0.1,
    l1_regularization_strength: Value = 0.0,
    l2_regularization_strength: Value = 0.0,
    use_locking: Value = False,
    name: Value = "Ftrl",
    accum_name: Value = None,
    linear_name: Value = None,
    l2_shrinkage_regularization_strength: Value = 0.0,
    beta: Value = None,
) -> Value:
    """Two slots, both named after the optimizer unless names are given."""
    return OptimizerValue(Kind(call.api, 2), _named(name, "Ftrl"))


@api("tf.compat.v1.train.ProximalAdagradOptimizer")
def proximal_adagrad(
    call: Call,
    learning_rate: Value,
    initial_accumulator_value: Value = 0.1,
    l1_regularization_strength: Value = 0.0,
    l2_regularization_strength: Value = 0.0,
    use_locking: Value = False,
    name: Value = "ProximalAdagrad",
) -> Value:
    """One slot."""
    return OptimizerValue(Kind(call.api, 1), _named(name, "ProximalAdagrad"))


@api("tf.compat.v1.train.ProximalGradientDescentOptimizer")
def proximal_gradient_descent(
    call: Call,
    learning_rate: Value,
    l1_regularization_strength: Value = 0.0,
    l2_regularization_strength: Value = 0.0,
    use_locking: Value = False,
    name: Value = "ProximalGradientDescent",
) -> Value:
    """Makes no variables."""
    return OptimizerValue(Kind(call.api, 0), _named(name, "ProximalGradientDescent"))


@api("tf.clip_by_global_norm")
def clip_by_global_norm(call: Call, t_list: Value, clip_norm: Value, use_norm: Value = None, name: Value = None) -> Value:
    """The tensors, scaled, and their norm."""
    found = iterate(call.machine, t_list, call.site)
    clipped: Value = found if isinstance(found, Many) else ListValue({"items": tuple(found)})
    return (clipped, Tensor((), "float32"))
