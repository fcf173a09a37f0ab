"""Functional models: the order of their layers, and what checkpoints find in them.

Source: ``_map_graph_network`` and ``_layer_checkpoint_dependencies`` of ``keras/src/engine/functional.py`` (2.15),
``map_graph`` of ``keras/src/ops/function.py`` (3.15). Cases: keras_functional_checkpoint, keras_nested_model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ckptlens.interp.site import Arguments
from ckptlens.interp.values import InstanceValue, ListValue, Value, new_list
from ckptlens.tf_api.keras.core import Core, core_of, is_built
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.symbolic import KerasTensor, Node, map_tensors

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.tf_api.objects import Edge
    from ckptlens.tf_api.tensors import Tensor


class Network(Struct, frozen=True, eq=False):
    """The calls between inputs and outputs. `nodes` stand in an order in which each comes after its inputs; `operations` are the
    layers (and operations) in Keras's order; `listed` is the same as the list that Keras 3 tracks."""

    inputs: tuple[KerasTensor, ...]
    input_nest: Value
    outputs: Value
    nodes: tuple[Node, ...]
    operations: tuple[Value, ...]
    listed: ListValue


def map_network(inputs: tuple[KerasTensor, ...], input_nest: Value, outputs: tuple[KerasTensor, ...], output_nest: Value) -> Network:
    """The network between inputs and outputs."""
    sources = {t.node for t in inputs if t.node is not None}
    nodes, indices = _ordered(outputs, sources)
    layer_depths = _depths(nodes, sources)
    for tensor in inputs:
        operation = tensor.node.operation if tensor.node is not None else None
        if operation is not None and id(operation) not in layer_depths:
            layer_depths[id(operation)] = 0
            indices[id(operation)] = -1
            nodes = [*nodes, *([tensor.node] if tensor.node is not None else [])]
    distinct = {id(n.operation): n.operation for n in nodes}
    order = sorted(distinct, key=lambda i: (-layer_depths.get(i, 0), indices.get(i, 0)))
    operations = tuple(distinct[i] for i in order)
    return Network(inputs, input_nest, output_nest, tuple(nodes), operations, new_list(operations))


def copied(value: Value, copies: dict[tuple[Node | None, int], KerasTensor]) -> Value:
    """A nest of symbolic tensors over a copy of the graph of calls, in which the tensors of `copies` stand for others."""
    nodes: dict[Node, Node] = {}

    def change(tensor: Tensor) -> Value:
        if not isinstance(tensor, KerasTensor) or tensor.node is None:
            return tensor
        known = copies.get((tensor.node, tensor.position))
        if known is not None or not tensor.node.inputs:
            return known or tensor
        return replace(tensor, node=copy(tensor.node))

    def copy(node: Node) -> Node:
        if node not in nodes:
            given = node.arguments
            moved = tuple(t for old in node.inputs if isinstance(t := change(old), KerasTensor))
            passed = None
            if given is not None:
                named = {k: map_tensors(v, change) for k, v in given.keywords.items()}
                passed = Arguments(tuple(map_tensors(v, change) for v in given.positional), named)
            nodes[node] = Node(node.operation, moved, passed)
        return nodes[node]

    return map_tensors(value, change)


def _ordered(outputs: tuple[KerasTensor, ...], sources: set[Node]) -> tuple[list[Node], dict[int, int]]:
    """Nodes so that each comes after those it depends on, and in which order operations were first met (depth first)."""
    finished: list[Node] = []
    done: set[Node] = set()
    indices: dict[int, int] = {}

    def visit(node: Node) -> None:
        if node in done:
            return
        done.add(node)
        indices.setdefault(id(node.operation), len(indices))
        if node not in sources:
            for tensor in node.inputs:
                if tensor.node is not None:
                    visit(tensor.node)
        finished.append(node)

    for tensor in outputs:
        if tensor.node is not None:
            visit(tensor.node)
    return finished, indices


def _depths(nodes: list[Node], sources: set[Node]) -> dict[int, int]:
    """How far operations are from the outputs."""
    of_node: dict[Node, int] = {}
    of_operation: dict[int, int] = {}
    for node in reversed(nodes):
        depth = max(of_node.setdefault(node, 0), of_operation.get(id(node.operation), 0))
        of_operation[id(node.operation)] = depth
        of_node[node] = depth
        if node in sources:
            continue
        for tensor in node.inputs:
            if tensor.node is not None:
                of_node[tensor.node] = max(depth + 1, of_node.get(tensor.node, 0))
    return of_operation


def layers_of(core: Core) -> tuple[Value, ...]:
    """``model.layers``: of a functional or Sequential model those of its graph, else what it tracks that is a layer."""
    from ckptlens.tf_api.keras.tracking import sublayers

    stack = core.items("stack")
    network = core.state.get("network")
    if "stack" in core.state:
        found = stack[1:] if stack and _is_input(stack[0]) else stack
    elif isinstance(network, Network):
        found = _of_network(core, network)
    else:
        found = tuple(v for v in sublayers(core) if (inner := core_of(v)) is not None and not inner.spec.is_metric)
    return found


def _of_network(core: Core, network: Network) -> tuple[Value, ...]:
    """Keras 2 adds the layers that are attributes of a functional model; Keras 3 leaves out what is no layer."""
    from ckptlens.tf_api.keras.tracking import sublayers

    if core.generation is Generation.V3:
        return tuple(o for o in network.operations if core_of(o) is not None)
    inside = {id(o) for o in network.operations}
    return (*network.operations, *(v for v in sublayers(core) if id(v) not in inside and core_of(v) is not None))


def _is_input(layer: Value) -> bool:
    core = core_of(layer)
    return core is not None and core.spec.name == "InputLayer"


def layer_edges(machine: Machine, core: Core) -> list[Edge]:
    """The edges of a functional or Sequential model to its layers."""
    network = core.state.get("network")
    if core.generation is Generation.V3:
        return [("_operations", network.listed)] if isinstance(network, Network) and "stack" not in core.state else []
    if not isinstance(network, Network) and "stack" not in core.state:
        return []
    return _numbered(machine, layers_of(core))


def _numbered(machine: Machine, layers: tuple[Value, ...]) -> list[Edge]:
    """``layer_with_weights-N`` counts layers that have weights now, ``layer-N`` all of them.

    A layer that refuses to tell its weights counts as one without (``Functional._layer_checkpoint_dependencies`` 2.15;
    case keras_sequential_in_sequential).
    """
    from ckptlens.tf_api.keras.tracking import variables_of

    found: list[Edge] = []
    weighted = 0
    for index, layer in enumerate(layers):
        if variables_of(machine, layer) and not _refuses_weights(layer):
            found.append((f"layer_with_weights-{weighted}", layer))
            weighted += 1
        found.append((f"layer-{index}", layer))
    return found


def _refuses_weights(layer: Value) -> bool:
    """Whether asking for the weights raises ValueError: ``Model._assert_weights_created`` 2.15, of the model or of one inside it."""
    from ckptlens.tf_api.keras.tracking import sublayers

    core = core_of(layer)
    if core is None:
        return False
    return (core.is_model and not is_built(core) and _has_own_build(core)) or any(_refuses_weights(inner) for inner in sublayers(core))


def _has_own_build(core: Core) -> bool:
    """Whether the class of a model itself defines ``build``, as Sequential does."""
    if isinstance(core.owner, InstanceValue):
        return "build" in core.owner.cls.names.state
    return "stack" in core.state
