"""``compile`` and what trains or runs a compiled model: which variables exist afterwards.

Source: ``keras/engine/training.py`` (1.15), ``keras/src/engine/training.py`` (2.15: train_step, compile),
``keras/src/trainers/trainer.py`` and ``backend/tensorflow/trainer.py`` (3.15: _symbolic_build). Cases: keras_fit_*, keras_optimizer_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.access import find_in_class
from ckptlens.interp.calls import call as call_value
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, InstanceValue, Unknown, Value, is_tuple
from ckptlens.tf_api.keras.attributes import METHODS, PROPERTIES, SETTERS
from ckptlens.tf_api.keras.calling import call_layer
from ckptlens.tf_api.keras.compiled import make_metrics
from ckptlens.tf_api.keras.core import Core, core_of, is_built
from ckptlens.tf_api.keras.feeding import batch_of
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.loss_scaling import scaled_for_policy
from ckptlens.tf_api.keras.optimizer_classes import optimizer_by_name, optimizer_from_config
from ckptlens.tf_api.keras.optimizer_methods import step
from ckptlens.tf_api.keras.optimizer_specs import Family
from ckptlens.tf_api.keras.optimizer_variables import build
from ckptlens.tf_api.keras.optimizers import KerasOptimizer, optimizer_of
from ckptlens.tf_api.keras.tf_optimizer import TFOptimizer, wrapped
from ckptlens.tf_api.keras.tracking import variables_of
from ckptlens.tf_api.optimizers import OptimizerValue
from ckptlens.tf_api.tensors import Tensor

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_COMPILE = ("optimizer", "loss", "metrics", "loss_weights", "weighted_metrics", "run_eagerly", "steps_per_execution")
_COMPILE_3 = ("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "steps_per_execution")


def compile_method(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``model.compile(...)``: the optimizer becomes a tracked attribute."""
    order = _COMPILE_3 if core.generation is Generation.V3 else _COMPILE
    given = {**dict(zip(order, arguments.positional, strict=False)), **arguments.keywords}
    if arguments.open:
        machine.gap(site, "arguments of compile that are not known whole")
    optimizer = chosen_optimizer(machine, core, given.get("optimizer", "rmsprop"), site)
    held = optimizer_of(optimizer)
    if held is not None:
        optimizer = scaled_for_policy(machine, core, held, site)
    set_optimizer(machine, core, optimizer)
    machine.trail.set(core.state, "compiled", DictValue(dict(given.items())))
    machine.trail.set(core.state, "compiled metrics", None)
    return None


def chosen_optimizer(machine: Machine, core: Core, value: Value, site: Site) -> Value:
    """An optimizer as ``compile`` takes it: an object, a name, a description."""
    if isinstance(value, str):
        found = optimizer_by_name(machine, value, core.generation, site)
        if found is None:
            raise ProgramError("ValueError", f"Could not interpret optimizer identifier: {value}", site.location)
        return found
    if isinstance(value, DictValue):
        value = optimizer_from_config(machine, value, core.generation, site)
    if optimizer_of(value) is not None or value is None:
        return value
    if isinstance(value, OptimizerValue):
        return wrapped(machine, core, value, site)
    machine.gap(site, "a model is compiled with an optimizer that is not known")
    return value


def set_optimizer(machine: Machine, core: Core, optimizer: Value) -> None:
    """``model.optimizer = optimizer``."""
    machine.trail.set(core.state, "optimizer", optimizer)
    if optimizer is None:
        machine.trail.remove(core.edges, "optimizer")
    elif "optimizer" not in core.edges or core.edges["optimizer"] is not optimizer:
        machine.trail.set(core.edges, "optimizer", optimizer)


def fit(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``model.fit(x, y, ...)``: builds what is not built, trains, and lets the callbacks save."""
    from ckptlens.tf_api.keras.callbacks import run_callbacks

    _require_compiled(core, site)
    data = batch_of(machine, core, arguments, site)
    _train(machine, core, data, site)
    validation = arguments.keywords.get("validation_data")
    if validation is not None and _own(core, "test_step") is not MISSING:
        _run_own(machine, core, "test_step", batch_of(machine, core, Arguments((validation,)), site), site)
    run_callbacks(machine, core, arguments, site)
    return unknown("history", "what training gave", site)


def train_on_batch(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``model.train_on_batch(x, y)``."""
    _require_compiled(core, site)
    _train(machine, core, batch_of(machine, core, arguments, site), site)
    return unknown("loss", "what training gave", site)


def evaluate(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``model.evaluate(x, y)``: builds the model and its metrics."""
    _require_compiled(core, site)
    data = batch_of(machine, core, arguments, site)
    if _own(core, "test_step") is not MISSING:
        _run_own(machine, core, "test_step", data, site)
        return unknown("loss", "what evaluation gave", site)
    _build(machine, core, data, site)
    make_metrics(machine, core, site)
    return unknown("loss", "what evaluation gave", site)


def predict(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``model.predict(x)``: builds the model."""
    data = batch_of(machine, core, arguments, site)
    _build(machine, core, data, site)
    return Tensor(None, "float32")


def _require_compiled(core: Core, site: Site) -> None:
    if (
        "compiled" not in core.state
        and "optimizer" not in core.state
        and _own(core, "train_step") is MISSING
        and _own(core, "compile") is MISSING
    ):
        raise ProgramError(
            "ValueError" if core.generation is Generation.V3 else "RuntimeError", "You must compile your model", site.location
        )


def _own(core: Core, method: str) -> Value:
    return find_in_class(core.owner.cls, method) if isinstance(core.owner, InstanceValue) else MISSING


def _run_own(machine: Machine, core: Core, method: str, data: Value, site: Site) -> None:
    call_value(machine, _own(core, method), Arguments((core.owner, data)), site)


def _train(machine: Machine, core: Core, data: Value, site: Site) -> None:
    optimizer = optimizer_of(core.state.get("optimizer")) or core.state.get("optimizer")
    if _own(core, "train_step") is not MISSING:
        if core.generation is Generation.V3 and isinstance(optimizer, KerasOptimizer) and is_built(core):
            build(machine, optimizer, variables_of(machine, core.owner, "trainable_variables"), site, scope=False)
        _run_own(machine, core, "train_step", data, site)
        return
    _build(machine, core, data, site)
    make_metrics(machine, core, site)
    trained = variables_of(machine, core.owner, "trainable_variables")
    if isinstance(optimizer, KerasOptimizer):
        if optimizer.family is Family.V3 and not optimizer.state.get("built"):
            build(machine, optimizer, trained, site, scope=False)
        step(machine, optimizer, trained, site)
    elif isinstance(optimizer, Unknown):
        machine.gap(site, "the variables of an optimizer that is not known")
    elif isinstance(optimizer, TFOptimizer):
        optimizer.train(machine, trained, site)


def _build(machine: Machine, core: Core, data: Value, site: Site) -> None:
    """Call the model once on the inputs, when it has no weights yet."""
    inputs = data[0] if is_tuple(data) and data else data
    if _needs_call(core):
        call_layer(machine, core, Arguments((inputs,)), site)


def _needs_call(core: Core) -> bool:
    if not is_built(core):
        return True
    return any((inner := core_of(layer)) is not None and not is_built(inner) for layer in core.items("layers"))


METHODS.update(
    {
        "compile": compile_method,
        "fit": fit,
        "fit_generator": fit,
        "train_on_batch": train_on_batch,
        "evaluate": evaluate,
        "evaluate_generator": evaluate,
        "test_on_batch": evaluate,
        "predict": predict,
        "predict_generator": predict,
        "predict_on_batch": predict,
    }
)
PROPERTIES["optimizer"] = lambda machine, core: core.state.get("optimizer")
SETTERS["optimizer"] = set_optimizer
