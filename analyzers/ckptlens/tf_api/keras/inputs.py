"""``Input`` and the layer behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.graph import current_graph, entered_scope, unique_name
from ckptlens.tf_api.keras.core import Core, core_of
from ckptlens.tf_api.keras.generation import Generation, generation_of, keras_api
from ckptlens.tf_api.keras.layer import KerasLayer, new_layer
from ckptlens.tf_api.keras.names import counted_name, unique_object_name
from ckptlens.tf_api.keras.policy import floatx
from ckptlens.tf_api.keras.spec import Spec
from ckptlens.tf_api.keras.symbolic import KerasTensor, Node
from ckptlens.tf_api.shapes import dimension, shape_of

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.values import Text, Value
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Shape


def _nothing(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """An input has no weights."""


def _same(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    return arguments.get(0, "inputs")


INPUT = Spec("InputLayer", _nothing, _same)


def input_layer(machine: Machine, generation: Generation, shape: Shape, dtype: str | None, name: Text | None, site: Site) -> KerasLayer:
    """An InputLayer of a batch shape, with its symbolic tensor under ``state["output"]``."""
    made = new_layer(machine, Core(generation, "InputLayer", INPUT))
    if name is None:
        base = "input_layer" if generation is Generation.V3 else "input"
        name = unique_object_name(machine, base, generation) if generation is Generation.V3 else counted_name(machine, base, generation)
    graph = current_graph(machine)
    op = unique_name(machine, graph, name) if graph.number and generation is not Generation.V3 else None
    tensor = KerasTensor(shape, dtype, op, None, frozenset(), node=Node(made, ()))
    made.core.state.update({"name": name, "built": True, "output": tensor})
    return made


def is_input_layer(layer: Value) -> bool:
    """Whether a layer is an InputLayer."""
    core = core_of(layer)
    return core is not None and core.spec is INPUT


def made_input(layer: Value) -> KerasTensor:
    """The symbolic tensor of an InputLayer."""
    core = core_of(layer)
    found = core.state["output"] if core is not None else None
    assert isinstance(found, KerasTensor)
    return found


@keras_api("Input", "layers.Input")
def keras_input(call: Call, shape: Value = None, batch_size: Value = None, *rest: Value, **named: Value) -> Value:
    """A symbolic tensor of a shape without its batch axis."""
    order = (
        ("dtype", "sparse", "batch_shape", "name", "tensor", "optional")
        if generation_of(call.machine, call.api) is Generation.V3
        else ("name", "dtype", "sparse", "tensor", "ragged", "type_spec", "batch_shape")
    )
    options = {**dict(zip(order, rest, strict=False)), **named}
    return made_input(_from_options(call, shape, batch_size, options))


@keras_api("layers.InputLayer")
def keras_input_layer(call: Call, *positional: Value, **named: Value) -> Value:
    """An input as a layer, for Sequential models."""
    new = generation_of(call.machine, call.api) is Generation.V3
    first = ("shape" if new else "input_shape", "batch_size", "dtype")
    options = {**dict(zip(first, positional, strict=False)), **named}
    shape = options.get("shape", options.get("input_shape"))
    return _from_options(call, shape, options.get("batch_size"), options)


def _from_options(call: Call, shape: Value, batch_size: Value, options: dict[str, Value]) -> KerasLayer:
    whole = options.get("batch_shape", options.get("batch_input_shape"))
    tensor = options.get("tensor", options.get("input_tensor"))
    inner = shape_of(shape)
    found = shape_of(whole) if whole is not None else (dimension(batch_size), *inner) if inner is not None else None
    dtype = dtype_name(options.get("dtype")) if options.get("dtype") is not None else floatx(call.machine)
    if tensor is not None:
        from ckptlens.tf_api.tensors import static_shape, value_dtype

        found, dtype = static_shape(tensor), value_dtype(tensor)
    generation = generation_of(call.machine, call.api)
    return input_layer(call.machine, generation, found, dtype, entered_scope(options.get("name")), call.site)
