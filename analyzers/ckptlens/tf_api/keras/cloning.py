"""``clone_model``: a model of the same layers with weights of its own.

Source: ``clone_model`` of ``keras/src/models/cloning.py`` (2.15 and 3.15). Layers are made again from their configuration under the same
names; layers of the program's own classes and the optimizer of a compiled model of Keras 3 are not followed. Cases: layers_cloned_models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.calls import call as call_value
from ckptlens.interp.site import Arguments
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, ListValue, Value, is_tuple, new_list
from ckptlens.tf_api.keras.calling import call_layer
from ckptlens.tf_api.keras.construct import make_layer
from ckptlens.tf_api.keras.core import core_of, is_built
from ckptlens.tf_api.keras.generation import Generation, keras_api
from ckptlens.tf_api.keras.inputs import input_layer, is_input_layer, made_input
from ckptlens.tf_api.keras.layer import KerasLayer
from ckptlens.tf_api.keras.models import build_sequential
from ckptlens.tf_api.keras.network import Network
from ckptlens.tf_api.keras.symbolic import KerasTensor, Node, Operation, map_tensors, operation_result, plain, symbolic_inputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.tf_api.registry import Call
    from ckptlens.tf_api.tensors import Tensor

    Cloning = Callable[[Value], Value]
    """Gives the clone of a layer."""


class _NotFollowed(Exception):  # noqa: N818  # no error: what it says becomes a gap
    """A layer whose configuration is not followed."""


@keras_api("models.clone_model")
def clone_model(call: Call, model: Value, input_tensors: Value = None, clone_function: Value = None, *rest: Value, **named: Value) -> Value:
    """A new model with new layers of the same names."""
    core = core_of(model)
    if core is None or not core.is_model or input_tensors is not None or rest or named:
        call.machine.gap(call.site, "tf.keras.models.clone_model of a model, or with options, that are not followed")
        return unknown("clone_model()", "a clone of a model, or with options, that are not followed", call.site)

    def of_layer(layer: Value) -> Value:
        if clone_function is not None and not is_input_layer(layer):
            return call_value(call.machine, clone_function, Arguments((layer,)), call.site)
        return _clone(call.machine, layer, call.site)

    try:
        made = _clone_model(call.machine, core, of_layer, call.site)
    except _NotFollowed as why:
        call.machine.gap(call.site, f"tf.keras.models.clone_model of {why}")
        return unknown("clone_model()", f"a clone of {why}", call.site)
    if core.generation is Generation.V3 and core.state.get("compiled") is not None:
        call.machine.gap(call.site, "the optimizer that tf.keras.models.clone_model gives the clone of a compiled model")
    return made


def _clone(machine: Machine, layer: Value, site: Site) -> Value:
    """A layer made again from its configuration."""
    core = core_of(layer)
    if core is None or core.owner is not layer or not isinstance(layer, KerasLayer):
        raise _NotFollowed(f"a layer of class {core.cls}" if core is not None else "a layer that is not known")
    if is_input_layer(layer):
        old = made_input(layer)
        return input_layer(machine, core.generation, old.shape, old.dtype, core.name, site)
    if core.is_model:
        return _clone_model(machine, core, lambda inner: _clone(machine, inner, site), site)
    given = core.options.get("given")
    names = [name for name in given if isinstance(name, str)] if is_tuple(given) else []
    options = {name: _configured(machine, core.options[name], site) for name in names}
    return make_layer(machine, core.spec, core.generation, Arguments((), {**options, "name": core.name}), site)


def _configured(machine: Machine, value: Value, site: Site) -> Value:
    """An argument of a layer's constructor as the configuration gives it back: layers in it are made again."""
    if core_of(value) is not None:
        return _clone(machine, value, site)
    if is_tuple(value):
        return tuple(_configured(machine, item, site) for item in value)
    match value:
        case ListValue():
            return new_list(tuple(_configured(machine, item, site) for item in value.items))
        case DictValue():
            return DictValue({key: _configured(machine, item, site) for key, item in value.state.items()})
        case _:
            return value


def _clone_model(machine: Machine, core: Core, clone: Cloning, site: Site) -> Value:
    network = core.state.get("network")
    if not isinstance(core.owner, KerasLayer) or core.state.get("open"):
        raise _NotFollowed(f"a model of class {core.cls}")
    if "stack" in core.state:
        layers = new_list(tuple(clone(layer) for layer in core.items("stack")))
        made = make_layer(machine, core.spec, core.generation, Arguments((layers,), {"name": core.name}), site)
        if isinstance(network, Network) and not is_built(made.core):
            build_sequential(machine, made.core, network.inputs[0].shape, site)
        return made
    if not isinstance(network, Network):
        raise _NotFollowed("a model that is not functional")
    inputs, outputs = _again(machine, network, clone, site)
    return make_layer(machine, core.spec, core.generation, Arguments((inputs, outputs), {"name": core.name}), site)


def _again(machine: Machine, network: Network, clone: Cloning, site: Site) -> tuple[Value, Value]:
    """Inputs and outputs of the same calls of cloned layers."""
    layers: dict[int, Value] = {}
    known: dict[tuple[Node | None, int], KerasTensor] = {}

    def moved(tensor: Tensor) -> Value:
        return known.get((tensor.node, tensor.position), tensor) if isinstance(tensor, KerasTensor) else tensor

    for tensor in network.inputs:
        made = clone(tensor.node.operation) if tensor.node is not None else None
        known[tensor.node, tensor.position] = made_input(made)
    for node in network.nodes:
        if (node, 0) in known or node.arguments is None:
            continue
        passed = Arguments(
            tuple(map_tensors(v, moved) for v in node.arguments.positional),
            {k: map_tensors(v, moved) for k, v in node.arguments.keywords.items()},
        )
        if id(node.operation) not in layers and not isinstance(node.operation, Operation):
            layers[id(node.operation)] = clone(node.operation)
        output = _called(machine, layers.get(id(node.operation), node.operation), passed, site)
        known.update({(node, place): found for place, found in enumerate(symbolic_inputs(output))})
    return map_tensors(network.input_nest, moved), map_tensors(network.outputs, moved)


def _called(machine: Machine, operation: Value, passed: Arguments, site: Site) -> Value:
    if isinstance(operation, Operation):
        lowered = Arguments(tuple(plain(v) for v in passed.positional), {k: plain(v) for k, v in passed.keywords.items()})
        return operation_result(operation.name, operation.run, passed, operation.run(machine, lowered, site))
    core = core_of(operation)
    if core is None:
        raise _NotFollowed("a layer that is not known")
    return call_layer(machine, core, passed, site)
