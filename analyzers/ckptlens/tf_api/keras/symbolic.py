"""Symbolic tensors of Keras and the graph of calls between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import Choice, DictValue, InstanceValue, ListValue, Value, is_tuple, new_list
from ckptlens.tf_api.keras.core import core_of
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.objects import Edge, TrackedObject
from ckptlens.tf_api.tensors import Tensor, elementwise, sliced, tensor_attribute

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


Again = Callable[["Machine", Arguments, "Site"], Value]


def _item(machine: Machine, arguments: Arguments, site: Site) -> Value:
    tensor, index = arguments.positional
    return tensor.item(machine, index, site) if isinstance(tensor, Tensor) else tensor


class Node(Struct, eq=False):
    """One call of a layer or operation: what was called and the symbolic tensors that it got, in order. No inputs: an Input."""

    operation: Value
    inputs: tuple[KerasTensor, ...]
    arguments: Arguments | None = None


class KerasTensor(Tensor, frozen=True):
    """What ``Input`` gives and calls of layers on it: a tensor that knows the call it comes from."""

    node: Node | None = None
    position: int = 0

    def attribute(self, machine: Machine, name: str) -> Value:
        return tensor_attribute(machine, self, name)

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        if self.dims is not None:
            return Tensor.item(self, machine, index, site)
        made = Tensor(sliced(self.shape, index), self.dtype, sources=self.sources)
        return symbolic(Node(Operation("getitem", _item), (self,), Arguments((self, index))), made)

    def binary(self, machine: Machine, op: str, left: Value, right: Value) -> Value:
        inputs = tuple(symbolic_inputs(left)) + tuple(symbolic_inputs(right))

        def again(machine: Machine, arguments: Arguments, site: Site) -> Value:
            return elementwise(op, *arguments.positional)

        return symbolic(Node(Operation(op, again), inputs, Arguments((left, right))), elementwise(op, left, right))


class Operation(TrackedObject, Struct, eq=False):
    """An operation that is no layer of the program: ``x + y``, ``tf.reshape(x)``, ``keras.ops.add(x, y)``. It counts as a layer."""

    name: str
    run: Again
    """Runs it on other inputs."""

    def attribute(self, machine: Machine, name: str) -> Value:
        return self.name if name == "name" else MISSING

    def edges(self, machine: Machine) -> list[Edge] | None:
        return []


def symbolic(node: Node, value: Value) -> Value:
    """The outputs of a call: each tensor in `value` comes from `node`."""
    count = iter(range(1 << 30))

    def lift(tensor: Tensor) -> Value:
        return KerasTensor(tensor.shape, tensor.dtype, tensor.op_name, tensor.dims, tensor.sources, node=node, position=next(count))

    return map_tensors(value, lift)


def plain(value: Value) -> Value:
    """The same nest of values with plain tensors in place of symbolic ones."""

    def lower(tensor: Tensor) -> Value:
        return (
            Tensor(tensor.shape, tensor.dtype, tensor.op_name, tensor.dims, tensor.sources) if isinstance(tensor, KerasTensor) else tensor
        )

    return map_tensors(value, lower)


def map_tensors(value: Value, change: Callable[[Tensor], Value]) -> Value:
    """A nest of lists, tuples and dicts with every tensor changed."""
    if is_tuple(value):
        return tuple(map_tensors(v, change) for v in value)
    match value:
        case Tensor():
            return change(value)
        case ListValue():
            changed = tuple(map_tensors(v, change) for v in value.items)
            if all(a is b for a, b in zip(changed, value.items, strict=True)):
                return value
            result = new_list(changed)
            if value.state.get("open"):
                result.state["open"] = True
            return result
        case DictValue():
            changed_items = {k: map_tensors(v, change) for k, v in value.state.items()}
            same = all(changed_items[k] is v for k, v in value.state.items())
            return value if same else DictValue(changed_items, value.default, value.open)
        case InstanceValue() if "fields" in value.foreign:
            return InstanceValue(value.cls, {k: map_tensors(v, change) for k, v in value.state.items()}, value.foreign)
        case Choice():
            return Choice(tuple(map_tensors(v, change) for v in value.values))
        case _:
            return value


def symbolic_inputs(value: Value) -> list[KerasTensor]:
    """The symbolic tensors in a nest of values, in order (dicts by sorted key)."""
    if is_tuple(value):
        return [t for v in value for t in symbolic_inputs(v)]
    match value:
        case KerasTensor():
            return [value]
        case ListValue():
            return [t for v in value.items for t in symbolic_inputs(v)]
        case DictValue():
            return [t for k in sorted(value.state, key=str) for t in symbolic_inputs(value.state[k])]
        case InstanceValue() if "fields" in value.foreign:
            return [t for v in value.state.values() for t in symbolic_inputs(v)]
        case Choice():
            return [t for v in value.values for t in symbolic_inputs(v)]
        case _:
            return []


def has_choice(value: Value) -> bool:
    """Whether a nest of values holds one of several symbolic tensors."""
    match value:
        case Choice():
            return any(symbolic_inputs(v) for v in value.values)
        case ListValue():
            return any(has_choice(v) for v in value.items)
        case DictValue():
            return any(has_choice(v) for v in value.state.values() if not isinstance(v, str))  # pyright: ignore[reportArgumentType]
        case _ if is_tuple(value):
            return any(has_choice(v) for v in value)
        case _:
            return False


def arguments_inputs(arguments: Arguments) -> list[KerasTensor]:
    """The symbolic tensors among the arguments of a call."""
    return [t for v in (*arguments.positional, *arguments.keywords.values()) for t in symbolic_inputs(v)]


def operation_result(name: str, again: Again, arguments: Arguments, value: Value) -> Value:
    """What an operation gives when it was called on symbolic tensors: `value` as symbolic tensors; else `value` itself."""
    inputs = arguments_inputs(arguments)
    if not inputs or symbolic_inputs(value):
        return value
    return symbolic(Node(Operation(name, again), tuple(inputs), arguments), value)


def is_refused(arguments: Arguments, value: Value) -> bool:
    """Whether an operation of TensorFlow that gives `value` was called on a symbolic tensor of Keras 3.

    Source: ``KerasTensor.__tf_tensor__`` of ``keras/src/backend/common/keras_tensor.py`` (3.15). Case: layers_tensorflow_operations.
    """
    inputs = arguments_inputs(arguments)
    return bool(inputs) and isinstance(value, Tensor) and not symbolic_inputs(value) and any(_is_of_keras3(tensor) for tensor in inputs)


def _is_of_keras3(tensor: KerasTensor) -> bool:
    while tensor.node is not None:
        core = core_of(tensor.node.operation)
        if core is not None:
            return core.generation is Generation.V3
        if not tensor.node.inputs:
            return False
        tensor = tensor.node.inputs[0]
    return False
