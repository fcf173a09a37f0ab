"""``Model``, ``Sequential`` and ``Input``.

Source: ``keras/src/engine/{training,functional,sequential,input_layer}.py`` (1.15, 2.15),
``keras/src/models/{model,functional,sequential}.py`` (3.15). Cases: keras_functional_checkpoint, keras_sequential_*.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ckptlens.interp.iteration import iterate
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import concatenate
from ckptlens.interp.values import Many, Value, is_tuple
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.keras.calling import call_layer, layer_scope, outside, run_layer, tensors_of
from ckptlens.tf_api.keras.core import Core, core_of
from ckptlens.tf_api.keras.evaluation import evaluate
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.inputs import input_layer, is_input_layer, made_input
from ckptlens.tf_api.keras.layer import new_layer
from ckptlens.tf_api.keras.network import Network, copied, map_network
from ckptlens.tf_api.keras.spec import Spec
from ckptlens.tf_api.keras.symbolic import KerasTensor, Node, has_choice, symbolic_inputs
from ckptlens.tf_api.keras.tracking import track
from ckptlens.tf_api.shapes import dimension, shape_of
from ckptlens.tf_api.tensors import Tensor, static_shape

if TYPE_CHECKING:
    from collections.abc import Generator

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Text
    from ckptlens.trace import Shape


def init_model(machine: Machine, core: Core, site: Site) -> None:
    """``Model(inputs, outputs)`` makes a functional model; without them it is for subclasses."""
    inputs, outputs = core.options.get("inputs"), core.options.get("outputs")
    if inputs is None and outputs is None:
        return
    connect(machine, core, inputs, outputs, site)


def connect(machine: Machine, core: Core, inputs: Value, outputs: Value, site: Site) -> None:
    """Make a core a functional model."""
    flat_inputs, flat_outputs = symbolic_inputs(inputs), symbolic_inputs(outputs)
    if not flat_inputs or not flat_outputs:
        machine.gap(site, "a functional model between tensors that are not followed")
        machine.trail.set(core.state, "open", value=True)
        return
    if any(t.node is not None and t.node.inputs for t in flat_inputs):
        flat_inputs, outputs = _from_within(machine, core, flat_inputs, outputs, site)
    network = map_network(tuple(flat_inputs), inputs, tuple(symbolic_inputs(outputs)), outputs)
    if has_choice(outputs) or any(has_choice(given) for node in network.nodes for given in _given(node)):
        machine.gap(site, "which layers are between the inputs and outputs of this model depends on a condition that is not known")
    machine.trail.set(core.state, "network", network)
    machine.trail.set(core.state, "layers", _merged(network.operations, core))
    machine.trail.set(core.state, "built", value=True)


def _given(node: Node) -> tuple[Value, ...]:
    """The arguments of a call in a functional model."""
    return (*node.arguments.positional, *node.arguments.keywords.values()) if node.arguments is not None else ()


def _from_within(machine: Machine, core: Core, inputs: list[KerasTensor], outputs: Value, site: Site) -> tuple[list[KerasTensor], Value]:
    """A model that starts at outputs of layers: Keras copies the graph of calls and puts new Inputs in their place."""
    copies: dict[tuple[Node | None, int], KerasTensor] = {}
    for tensor in inputs:
        made = tensor
        if tensor.node is not None and tensor.node.inputs:
            made = made_input(input_layer(machine, core.generation, tensor.shape, tensor.dtype, None, site))
        copies[tensor.node, tensor.position] = made
    changed = copied(outputs, copies)
    return [copies[t.node, t.position] for t in inputs], changed


def _merged(operations: tuple[Value, ...], core: Core) -> tuple[Value, ...]:
    layers = tuple(o for o in operations if core_of(o) is not None)
    return (*layers, *(v for v in core.items("layers") if not any(v is o for o in layers)))


def build_model(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """The first call of a model makes its weights; nothing is built before."""


def call_model(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """Calls a functional model on other inputs."""
    network = core.state.get("network")
    if isinstance(network, Network):
        return evaluate(machine, network, arguments, site)
    machine.gap(site, f"a model of class {core.cls} without a call method that is followed")
    return Tensor(None, "float32")


def init_sequential(machine: Machine, core: Core, site: Site) -> None:
    """``Sequential(layers)``."""
    machine.trail.set(core.state, "stack", ())
    layers = core.options.get("layers")
    if layers is None:
        return
    items = iterate(machine, layers, site) if core_of(layers) is None else (layers,)
    if isinstance(items, Many):
        machine.gap(site, "a Sequential model of layers that are not known whole")
        items = (items.element,)
    for layer in items:
        add(machine, core, layer, site, rebuild=False)
    if core.generation is Generation.V3:
        rebuild(machine, core, site)


def add(machine: Machine, core: Core, layer: Value, site: Site, *, rebuild: bool = True) -> None:
    """``sequential.add(layer)``."""
    if isinstance(layer, KerasTensor) and layer.node is not None:
        layer = layer.node.operation
    inner = core_of(layer)
    if inner is None:
        machine.gap(site, "a layer of a Sequential model that is not followed")
        return
    if not core.items("stack") and not is_input_layer(layer):
        shape = declared_shape(inner)
        if shape is not None:
            name = None if core.generation is Generation.V3 else concatenate([inner.name, "_input"])
            _push(machine, core, input_layer(machine, core.generation, shape, "float32", name, site))
    _push(machine, core, layer)
    if core.generation is Generation.V3:
        machine.trail.set(core.state, "network", None)
        machine.trail.set(core.state, "built", value=False)
        if rebuild:
            _rebuild(machine, core, site)
        return
    _extend(machine, core, layer, site)


def _push(machine: Machine, core: Core, layer: Value) -> None:
    machine.trail.set(core.state, "stack", (*core.items("stack"), layer))
    machine.trail.set(core.state, "layers", (*core.items("layers"), layer))


def declared_shape(core: Core) -> Shape:
    """The batch shape that a layer was told by ``input_shape`` and its kin; None for none.

    Keras 2 asks the first layer of a Sequential for it, never its InputLayer
    (``training_utils.get_input_shape_and_dtype`` 2.15; case keras_sequential_in_sequential).
    """
    options = core.options
    if options.get("batch_input_shape") is not None:
        return shape_of(options["batch_input_shape"])
    batch = dimension(options.get("batch_size"))
    if "input_shape" in options and options["input_shape"] is not None and core.spec.name != "InputLayer":
        found = shape_of(options["input_shape"])
        return (batch, *found) if found is not None else None
    given = options.get("given", ())
    if "input_dim" in given and core.spec.name != "Embedding" and core.generation is not Generation.V3:  # pyright: ignore[reportOperatorIssue]
        length = (dimension(options.get("input_length")),) if "input_length" in options else ()
        return (batch, *length, dimension(options["input_dim"]))
    if core.spec.name == "Embedding" and core.generation is not Generation.V3:
        length = options.get("input_length")
        return (batch, *(shape_of(length) or ())) if length is not None else ((batch, None) if core.generation is Generation.V1 else None)
    if core.generation is Generation.V3:
        return None
    inside = core.items("stack")
    if inside:
        first = next((inner for v in inside if not is_input_layer(v) and (inner := core_of(v)) is not None), None)
        return declared_shape(first) if first is not None else None
    return _shape_of_model(core)


def _shape_of_model(core: Core) -> Shape:
    """A model with one known input."""
    network = core.state.get("network")
    return network.inputs[0].shape if isinstance(network, Network) and len(network.inputs) == 1 else None


def _extend(machine: Machine, core: Core, layer: Value, site: Site) -> None:
    """Keras 2: call the new layer on the last output, when the input is known."""
    stack = core.items("stack")
    if is_input_layer(layer):
        outputs: Value = made_input(layer)
    elif len(stack) == 2 and is_input_layer(stack[0]) and core.state.get("output") is None:
        outputs = _applied(machine, layer, made_input(stack[0]), site)
    elif core.state.get("output") is not None:
        outputs = _applied(machine, layer, core.state["output"], site)
    else:
        return
    _connect_stack(machine, core, outputs)
    machine.trail.set(core.state, "explicit", value=True)


def _applied(machine: Machine, layer: Value, tensor: Value, site: Site) -> Value:
    core = core_of(layer)
    assert core is not None
    return call_layer(machine, core, Arguments((tensor,)), site)


def _connect_stack(machine: Machine, core: Core, outputs: Value) -> None:
    machine.trail.set(core.state, "output", outputs)
    source = made_input(core.items("stack")[0]) if core.items("stack") and is_input_layer(core.items("stack")[0]) else None
    tail = symbolic_inputs(outputs)
    if source is not None and tail:
        machine.trail.set(core.state, "network", map_network((source,), source, tuple(tail), outputs))
        machine.trail.set(core.state, "built", value=True)


def rebuild(machine: Machine, core: Core, site: Site) -> None:
    """Keras 3: make the functional model inside when the first layer says its shape."""
    if core.items("stack"):
        _rebuild(machine, core, site)


def _rebuild(machine: Machine, core: Core, site: Site) -> None:
    stack = core.items("stack")
    if len(stack) < 2:
        return
    first = core_of(stack[0])
    if is_input_layer(stack[0]):
        build_sequential(machine, core, made_input(stack[0]).shape, site)
    elif first is not None and isinstance(first.state.get("network"), Network):
        build_sequential(machine, core, _shape_of_model(first), site)


def build_sequential(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """Connect the layers of a Sequential model for an input shape."""
    stack = core.items("stack")
    if not stack:
        return
    found: Shape = shape if is_tuple(shape) and _is_shape(shape) else shape_of(shape)  # pyright: ignore[reportAssignmentType]
    graph = current_graph(machine)
    if core.generation is not Generation.V3 and graph.number:
        _build_in_graph(machine, core, shape, site)
        return
    if not is_input_layer(stack[0]):
        dtype = "float32"
        name = concatenate([_name_of(stack[0]), "_input"]) if core.generation is not Generation.V3 else None
        source = input_layer(machine, core.generation, found, dtype, name, site)
        if core.generation is Generation.V3:
            machine.trail.set(core.state, "stack", (source, *stack))
        made: Value = made_input(source)
    else:
        made = made_input(stack[0])
        stack = stack[1:]
    start = made
    with outside(machine, core.generation), _own_scope(machine, core):
        for layer in stack:
            made = _applied(machine, layer, made, site)
    _finish(machine, core, start, made)


@contextmanager
def _own_scope(machine: Machine, core: Core) -> Generator[None]:
    """Keras 3 builds the layers of a Sequential model inside its name."""
    if core.generation is not Generation.V3 or core.state.get("building"):
        yield
        return
    with layer_scope(machine, core):
        yield


def _finish(machine: Machine, core: Core, start: Value, outputs: Value) -> None:
    tail = symbolic_inputs(outputs)
    assert isinstance(start, KerasTensor)
    if not tail:
        return
    network = map_network((start,), start, tuple(tail), outputs)
    machine.trail.set(core.state, "network", network)
    machine.trail.set(core.state, "built", value=True)
    if core.generation is Generation.V3:
        inner = new_layer(machine, Core(core.generation, "Functional", MODEL))
        machine.trail.set(inner.core.state, "name", concatenate([core.name, "_functional"]))
        machine.trail.set(inner.core.state, "network", network)
        machine.trail.set(inner.core.state, "built", value=True)
        machine.trail.set(inner.core.state, "layers", tuple(o for o in network.operations if core_of(o) is not None))
        track(machine, core, "_functional", inner)


def _build_in_graph(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """A Sequential model built in a TF1 graph calls its layers on placeholders, in its own name scope."""
    value = tensors_of(machine, shape)
    for layer in core.items("stack"):
        inner = core_of(layer)
        if inner is not None and not is_input_layer(layer):
            value = run_layer(machine, inner, Arguments((value,)), site)
    machine.trail.set(core.state, "built", value=True)


def _is_shape(items: tuple[Value, ...]) -> bool:
    return all(i is None or isinstance(i, int) for i in items)


def _name_of(layer: Value) -> Text:
    core = core_of(layer)
    return core.name if core is not None else ""


def call_sequential(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """Calls the layers one after the other; a model without a known input is connected for the shape it gets first."""
    network = core.state.get("network")
    value = arguments.positional[0] if arguments.positional else next(iter(arguments.keywords.values()), None)
    graph = current_graph(machine)
    if not isinstance(network, Network) and not (graph.number and core.generation is not Generation.V3):
        build_sequential(machine, core, static_shape(value), site)
    for layer in core.items("stack"):
        inner = core_of(layer)
        if inner is not None and not is_input_layer(layer):
            value = run_layer(machine, inner, Arguments((value,)), site)
    return value


MODEL = Spec("Model", build_model, call_model, init_model, is_model=True)
SEQUENTIAL = Spec("Sequential", build_sequential, call_sequential, init_sequential, is_model=True)
