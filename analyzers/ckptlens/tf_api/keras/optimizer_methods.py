"""What programs read from Keras optimizers, and the training steps that they call.

Source: ``apply_gradients``, ``minimize`` and ``build`` of ``OptimizerV2`` (1.15, legacy), of ``Optimizer`` (2.15) and of
``BaseOptimizer`` (3.15). Cases: keras_optimizer_custom_loop, keras_optimizer_deferred_restore.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.calls import call as call_value
from ckptlens.interp.host import host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import BoundMethod, DictValue, FunctionValue, HostFunction, ListValue, Many, Value, is_tuple, new_list
from ckptlens.tf_api.keras.optimizer_specs import Family
from ckptlens.tf_api.keras.optimizer_variables import build, make_step
from ckptlens.tf_api.keras.optimizers import KerasOptimizer, not_known, option
from ckptlens.tf_api.keras.schedules import is_schedule
from ckptlens.tf_api.optimizers import gradient
from ckptlens.tf_api.tensors import Tensor
from ckptlens.tf_api.training_steps import note_training
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

Method = Callable[..., Value]


def apply_gradients(
    optimizer: KerasOptimizer, machine: Machine, site: Site, grads_and_vars: Value, name: Value = None, *rest: Value, **named: Value
) -> Value:
    """One step: makes the variables at the first one. Legacy optimizers pass over variables without a gradient."""
    pairs = iterate(machine, grads_and_vars, site)
    if isinstance(pairs, Many):
        machine.gap(site, "the variables that this optimizer trains are not known")
        pairs = (pairs.element,)
    trained = [v for pair in pairs if (v := _trained(machine, optimizer, pair, site)) is not None]
    step(machine, optimizer, trained, site)
    return Tensor((), "int64")


def _trained(machine: Machine, optimizer: KerasOptimizer, pair: Value, site: Site) -> VariableValue | None:
    items = iterate(machine, pair, site)
    if isinstance(items, Many) or len(items) != 2 or not isinstance(items[1], VariableValue):
        machine.gap(site, "a variable that this optimizer trains is not known")
        return None
    return None if items[0] is None and optimizer.family is Family.LEGACY else items[1]


def apply(optimizer: KerasOptimizer, machine: Machine, site: Site, grads: Value, trainable_variables: Value = None) -> Value:
    """``optimizer.apply(gradients, variables)`` of Keras 3."""
    if trainable_variables is not None:
        step(machine, optimizer, listed_variables(machine, trainable_variables, site), site)
    return None


def step(machine: Machine, optimizer: KerasOptimizer, trained: list[VariableValue], site: Site) -> None:
    """Train these variables: the optimizer is built for them when it is not."""
    if not trained:
        return
    _take_step(machine, optimizer, trained, site)
    note_training(machine, optimizer, frozenset(v.uid for v in trained))


def _take_step(machine: Machine, optimizer: KerasOptimizer, trained: list[VariableValue], site: Site) -> None:
    if optimizer.family is not Family.LEGACY and optimizer.state.get("built"):
        _check_known(machine, optimizer, trained, site)
        return
    build(machine, optimizer, trained, site, scope=True)


def _check_known(machine: Machine, optimizer: KerasOptimizer, trained: list[VariableValue], site: Site) -> None:
    known = {v.uid for v in optimizer.trained if isinstance(v, VariableValue)}
    if all(v.uid in known for v in trained):
        return
    if len(known) != len(optimizer.trained) or machine.conditions:
        machine.gap(site, "an optimizer trains variables that it may not have been built for")
        return
    kind, text = (
        ("KeyError", "The optimizer cannot recognize variable") if optimizer.family is Family.NEW else ("ValueError", "Unknown variable")
    )
    raise ProgramError(kind, text, site.location)


def listed_variables(machine: Machine, value: Value, site: Site) -> list[VariableValue]:
    """The variables of a list, of what a function gives, or of one variable; a gap for what is not known."""
    if isinstance(value, (FunctionValue, BoundMethod, HostFunction)):
        value = call_value(machine, value, Arguments(), site)
    if isinstance(value, VariableValue):
        return [value]
    items = iterate(machine, value, site)
    if isinstance(items, Many):
        machine.gap(site, "the variables that this optimizer trains are not known")
        items = (items.element,)
    found = [v for item in items for v in (_flat(item))]
    if any(not isinstance(v, VariableValue) for v in found):
        machine.gap(site, "a variable that this optimizer trains is not known")
    return [v for v in found if isinstance(v, VariableValue)]


def _flat(value: Value) -> tuple[Value, ...]:
    if isinstance(value, ListValue):
        return tuple(v for item in value.items for v in _flat(item))
    if is_tuple(value):
        return tuple(v for item in value for v in _flat(item))
    return (value,)


def minimize(
    optimizer: KerasOptimizer, machine: Machine, site: Site, loss: Value, var_list: Value = None, *rest: Value, **named: Value
) -> Value:
    """``optimizer.minimize(loss, var_list)``: computes the loss, then one step."""
    pairs = compute_gradients(optimizer, machine, site, loss, var_list)
    return apply_gradients(optimizer, machine, site, pairs)


def compute_gradients(
    optimizer: KerasOptimizer, machine: Machine, site: Site, loss: Value, var_list: Value = None, *rest: Value, **named: Value
) -> Value:
    """Pairs of gradients and variables."""
    if isinstance(loss, (FunctionValue, BoundMethod, HostFunction)):
        loss = call_value(machine, loss, Arguments(), site)
    return new_list(tuple((gradient(machine, site, loss, v), v) for v in listed_variables(machine, var_list, site)))


def get_gradients(optimizer: KerasOptimizer, machine: Machine, site: Site, loss: Value, params: Value) -> Value:
    """Gradients of a loss."""
    return new_list(tuple(gradient(machine, site, loss, v) for v in listed_variables(machine, params, site)))


def build_method(optimizer: KerasOptimizer, machine: Machine, site: Site, var_list: Value = None, variables: Value = None) -> Value:
    """``optimizer.build(variables)``."""
    build(machine, optimizer, listed_variables(machine, var_list if var_list is not None else variables, site), site, scope=False)
    return None


def create_all_weights(optimizer: KerasOptimizer, machine: Machine, site: Site, var_list: Value) -> Value:
    """``_create_all_weights(variables)`` of legacy optimizers."""
    build(machine, optimizer, listed_variables(machine, var_list, site), site, scope=True)
    return None


def get_slot(optimizer: KerasOptimizer, machine: Machine, site: Site, var: Value, slot_name: Value) -> Value:
    """A slot of a legacy optimizer."""
    uid = var.uid if isinstance(var, VariableValue) else None
    found = optimizer.state.get(("slot", uid, slot_name), MISSING)
    return found if found is not MISSING else not_known("get_slot()")


def nothing(optimizer: KerasOptimizer, machine: Machine, site: Site, *rest: Value, **named: Value) -> Value:
    """Changes no variable's being."""
    return None


def same(optimizer: KerasOptimizer, machine: Machine, site: Site, value: Value, *rest: Value, **named: Value) -> Value:
    """Gives its argument, scaled."""
    return value


def variables(optimizer: KerasOptimizer, machine: Machine, site: Site) -> Value:
    """Its variables as a list."""
    return new_list(optimizer.listed)


def get_config(optimizer: KerasOptimizer, machine: Machine, site: Site) -> Value:
    """Its arguments."""
    return DictValue({"name": optimizer.name, **optimizer.options}, open=True)


METHODS: dict[str, Method] = {
    "apply_gradients": apply_gradients,
    "apply": apply,
    "minimize": minimize,
    "compute_gradients": compute_gradients,
    "_compute_gradients": compute_gradients,
    "get_gradients": get_gradients,
    "build": build_method,
    "_create_all_weights": create_all_weights,
    "get_slot": get_slot,
    "get_config": get_config,
    "get_weights": variables,
    **dict.fromkeys(
        ("set_weights", "exclude_from_weight_decay", "finalize_variable_values", "load_own_variables", "save_own_variables"), nothing
    ),
    **dict.fromkeys(("get_scaled_loss", "scale_loss", "get_unscaled_gradients", "aggregate_gradients", "_aggregate_gradients"), same),
}


_NOT_IN_3 = frozenset(
    (
        "minimize",
        "compute_gradients",
        "_compute_gradients",
        "get_gradients",
        "_create_all_weights",
        "get_slot",
        "get_weights",
        "set_weights",
    )
)


def optimizer_attribute(machine: Machine, optimizer: KerasOptimizer, name: str) -> Value:
    """An attribute of an optimizer."""
    own = optimizer.state.get(("attribute", name), MISSING)
    if own is not MISSING:
        return own
    if name in _NOT_IN_3 and optimizer.family is Family.V3:
        return MISSING
    if name in METHODS:
        return host_function(name, partial(METHODS[name], optimizer))
    match name:
        case "name" | "_name":
            return optimizer.name
        case "variables" if optimizer.family is Family.LEGACY:
            return host_function(name, partial(variables, optimizer))
        case "variables" | "weights" | "_variables" | "_weights":
            return new_list(optimizer.listed)
        case "iterations":
            return _iterations(machine, optimizer)
        case "learning_rate" | "lr" | "_learning_rate":
            return _learning_rate(optimizer)
        case "built" | "_built":
            return optimizer.state.get("built", False)
        case "_trainable_variables" if optimizer.family is Family.V3:
            return new_list(optimizer.trained)
        case _ if name in optimizer.edges_held:
            return optimizer.edges_held[name]
        case _ if name.startswith("__"):
            return MISSING
        case _:
            found = option(optimizer, name)
            return found if found is not MISSING else not_known(name)


def _iterations(machine: Machine, optimizer: KerasOptimizer) -> Value:
    if optimizer.family is not Family.LEGACY:
        return optimizer.edges_held.get("_iterations", not_known("iterations"))
    if "iter" in optimizer.edges_held or not machine.frames:
        return optimizer.edges_held.get("iter", not_known("iterations"))
    frame = machine.frame
    return (
        make_step(machine, optimizer, machine.site(frame.statement, frame.scope))
        if frame.statement is not None
        else not_known("iterations")
    )


def _learning_rate(optimizer: KerasOptimizer) -> Value:
    rate = optimizer.options.get("learning_rate")
    if is_schedule(rate):
        return rate
    for edge in ("_learning_rate", "learning_rate"):
        if edge in optimizer.edges_held:
            return optimizer.edges_held[edge]
    return rate if rate is not None else not_known("learning_rate")


def set_optimizer_attribute(machine: Machine, optimizer: KerasOptimizer, name: str, value: Value, site: Site) -> None:
    """``optimizer.name = value``: a number for a hyperparameter changes its value; objects are tracked."""
    if name in ("learning_rate", "lr", "_learning_rate"):
        if is_schedule(value) != is_schedule(optimizer.options.get("learning_rate")):
            machine.gap(site, "a learning rate that becomes a schedule is not followed")
        return
    if name == "iterations":
        edge = "iter" if optimizer.family is Family.LEGACY else "_iterations"
        if isinstance(value, VariableValue):
            old = optimizer.edges_held.get(edge)
            machine.trail.set(optimizer.edges_held, edge, value)
            kept = tuple(value if v is old else v for v in optimizer.listed)
            machine.trail.set(optimizer.state, "listed", kept if old is not None else (*kept, value))
        return
    if name not in optimizer.options or isinstance(value, VariableValue):
        machine.trail.set(optimizer.state, ("attribute", name), value)
