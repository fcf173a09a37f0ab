"""Calling a functional model on other inputs: its graph of calls is run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments
from ckptlens.interp.values import DictValue, ListValue, Value, is_tuple
from ckptlens.tf_api.keras.core import core_of
from ckptlens.tf_api.keras.symbolic import KerasTensor, Node, Operation, map_tensors, plain
from ckptlens.tf_api.tensors import Tensor

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.keras.network import Network


def evaluate(machine: Machine, network: Network, arguments: Arguments, site: Site) -> Value:
    """The outputs for these inputs."""
    given = _tensors(arguments.positional[0] if arguments.positional else next(iter(arguments.keywords.values()), None))
    known: dict[tuple[Node, int], Tensor] = {}
    for tensor, value in zip(network.inputs, given, strict=False):
        if tensor.node is not None:
            known[tensor.node, tensor.position] = _fitted(value, tensor)
    sources = {t.node for t in network.inputs}
    for node in network.nodes:
        if node not in sources:
            outputs = _tensors(_run(machine, node, known, site))
            known.update({(node, i): value for i, value in enumerate(outputs)})

    def replaced(tensor: Tensor) -> Value:
        return _known(known, tensor)

    return map_tensors(network.outputs, replaced)


def _fitted(value: Tensor, tensor: KerasTensor) -> Tensor:
    return value if value.shape is not None else Tensor(tensor.shape, value.dtype or tensor.dtype, sources=value.sources)


def _run(machine: Machine, node: Node, known: dict[tuple[Node, int], Tensor], site: Site) -> Value:
    from ckptlens.tf_api.keras.calling import run_layer

    if node.arguments is None:
        return ()

    def replaced(tensor: Tensor) -> Value:
        return _known(known, tensor)

    passed = Arguments(
        tuple(map_tensors(v, replaced) for v in node.arguments.positional),
        {k: map_tensors(v, replaced) for k, v in node.arguments.keywords.items()},
    )
    core = core_of(node.operation)
    if core is not None:
        return run_layer(machine, core, passed, site)
    assert isinstance(node.operation, Operation)
    return node.operation.run(machine, passed, site)


def _known(known: dict[tuple[Node, int], Tensor], tensor: Tensor) -> Value:
    if not isinstance(tensor, KerasTensor) or tensor.node is None:
        return tensor
    return known.get((tensor.node, tensor.position), plain(tensor))


def _tensors(value: Value) -> list[Tensor]:
    """The tensors of a nest in order; dicts by sorted key."""
    from ckptlens.tf_api.tensors import static_shape, value_dtype
    from ckptlens.tf_api.variables import VariableValue

    if is_tuple(value):
        return [t for v in value for t in _tensors(v)]
    match value:
        case Tensor():
            return [value]
        case VariableValue():
            return [Tensor(static_shape(value), value_dtype(value))]
        case ListValue():
            return [t for v in value.items for t in _tensors(v)]
        case DictValue():
            return [t for k in sorted(value.state, key=str) for t in _tensors(value.state[k])]
        case _:
            return []
