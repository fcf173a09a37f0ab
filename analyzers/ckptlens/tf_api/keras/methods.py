"""Methods of layers and models that make weights, find layers, or change nothing."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import InstanceValue, Value, new_list
from ckptlens.tf_api.graph import entered_scope
from ckptlens.tf_api.initial import initial_value
from ckptlens.tf_api.keras.attributes import LAYER_METHODS, METHODS
from ckptlens.tf_api.keras.calling import call_layer, layer_scope, outside, run_method, shapes_in, tensors_of
from ckptlens.tf_api.keras.construct import chosen_dtype
from ckptlens.tf_api.keras.core import FIRST_INPUT, Core, core_of, is_built
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.models import add
from ckptlens.tf_api.keras.network import Network, layers_of
from ckptlens.tf_api.keras.tracking import add_weight, variables_of
from ckptlens.tf_api.shapes import ShapeValue, elements, shape_of
from ckptlens.tf_api.tensors import Tensor, static_shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.keras.attributes import Method

_ADD_WEIGHT = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")
_ADD_WEIGHT_3 = ("shape", "initializer", "dtype", "trainable", "autocast", "regularizer", "constraint", "aggregation")


def layer_method(*names: str) -> Callable[[Method], Method]:
    """Register a method of all layers."""

    def register(function: Method) -> Method:
        LAYER_METHODS.update(dict.fromkeys(names, function))
        return function

    return register


def model_method(*names: str) -> Callable[[Method], Method]:
    """Register a method of models."""

    def register(function: Method) -> Method:
        METHODS.update(dict.fromkeys(names, function))
        return function

    return register


@layer_method("add_weight", "add_variable")
def add_weight_method(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``layer.add_weight(name, shape, ...)``."""
    new = core.generation is Generation.V3
    order = _ADD_WEIGHT_3 if new else _ADD_WEIGHT
    positional = arguments.positional
    if new and positional and isinstance(positional[0], str):
        order = ("name", *order)
    given = {**dict(zip(order, positional, strict=False)), **arguments.keywords}
    name = entered_scope(given.get("name")) or ("variable" if new else "Variable")
    own = chosen_dtype(core, given.get("dtype"))
    shape = given.get("shape")
    found, _ = initial_value(machine, shape if shape is not None else (), own, given.get("initializer"), site)
    if shape is not None:
        found = shape_of(shape)
    return add_weight(machine, core, site, name, found, own, trainable=given.get("trainable") is not False)


@layer_method("build")
def build_method(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``layer.build(shape)`` of Keras's own class; through ``super()`` from the program's ``build`` it marks the layer as built.

    Keras 3 makes the weights in the layer's name scope, as in a call (``build_wrapper`` of ``keras/src/layers/layer.py``, 3.15).
    """
    shape = arguments.get(0, "input_shape")
    if shape is None and arguments.keywords:
        shape = next(iter(arguments.keywords.values()))
    machine.trail.set(core.state, FIRST_INPUT, (shape_of(shape), None))
    if core.is_model:
        _build_model(machine, core, shape, site)
        return None
    if not is_built(core) or core.state.get("building"):
        is_alone = core.generation is Generation.V3 and not core.state.get("building")
        with layer_scope(machine, core) if is_alone else nullcontext():
            core.spec.build(machine, core, shape, site)
        machine.trail.set(core.state, "built", value=True)
    return None


def _build_model(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """Keras 2 calls a subclass on placeholders of that shape, outside of name scopes; Keras 3 notes that it is built."""
    if isinstance(core.state.get("network"), Network) and "stack" not in core.state:
        return
    if "stack" in core.state:
        if not is_built(core):
            core.spec.build(machine, core, shape, site)
        return
    if core.generation is not Generation.V3 and shape is not None and not core.state.get("called by build"):
        machine.trail.set(core.state, "called by build", value=True)
        with outside(machine, core.generation):
            run_method(machine, core, Arguments((tensors_of(machine, shape),)), site)
    machine.trail.set(core.state, "built", value=True)


@layer_method("__call__", "apply")
def call_method(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``layer(inputs)``."""
    return call_layer(machine, core, arguments, site)


@layer_method("call")
def plain_call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``super().call(inputs)`` and ``layer.call(inputs)``: without building and without a name scope."""
    return core.spec.call(machine, core, arguments, site)


@layer_method("add_loss", "add_metric", "add_update", "set_weights", "_set_dtype_policy", "compile_from_config", "reset_states")
def nothing(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """Makes no weight."""
    return None


@layer_method("get_weights")
def get_weights(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """The values of the weights."""
    return new_list(tuple(Tensor(v.shape, v.dtype) for v in variables_of(machine, core.owner)))


@layer_method("count_params")
def count_params(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """How many numbers the weights hold."""
    sizes = [elements(v.shape) for v in variables_of(machine, core.owner)]
    if None in sizes:
        return unknown("count_params", "the number of weights", site)
    return sum(s for s in sizes if s is not None)


@layer_method("compute_output_shape")
def compute_output_shape(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """The shape that the layer gives for an input shape."""
    inputs = tensors_of(machine, arguments.get(0, "input_shape"))
    if isinstance(core.owner, InstanceValue):
        return ShapeValue(None)
    shape = static_shape(core.spec.call(machine, core, Arguments((inputs,)), site))
    return shapes_in(machine, core, Tensor(shape, "float32"))


@layer_method("get_config", "compute_mask", "get_build_config", "from_config")
def described(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """A description that is not followed."""
    from ckptlens.interp.values import DictValue

    return DictValue({"name": core.name}, open=True)


@model_method("summary", "make_train_function", "reset_metrics", "stop_training")
def summary(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """Prints."""
    return None


@model_method("get_layer")
def get_layer(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """A layer by its name or place."""
    name, index = arguments.get(0, "name"), arguments.get(1, "index")
    layers = layers_of(core)
    if isinstance(index, int) and -len(layers) <= index < len(layers):
        return layers[index]
    for layer in layers:
        inner = core_of(layer)
        if inner is not None and inner.name == name:
            return layer
    if not isinstance(name, str):
        return unknown("layer", "a layer by a name that is not known", site, callable_gap=True)
    raise ProgramError("ValueError", f"No such layer: {name}.", site.location)


@model_method("add")
def add_method(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``sequential.add(layer)``."""
    add(machine, core, arguments.get(0, "layer"), site)
    return None


@model_method("pop")
def pop_method(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``sequential.pop()``."""
    stack = core.items("stack")
    if not stack:
        raise ProgramError("TypeError", "There are no layers in the model.", site.location)
    machine.trail.set(core.state, "stack", stack[:-1])
    machine.trail.set(core.state, "layers", tuple(v for v in core.items("layers") if v is not stack[-1]))
    machine.gap(site, "removing a layer of a Sequential model is not followed exactly")
    return stack[-1]
