"""Making the tensor that an op gives, and taking its name in the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.pylib.arrays import ArrayValue, rows
from ckptlens.interp.values import ListValue, Text, Value
from ckptlens.tf_api.graph import current_graph, entered_scope, op_full_name
from ckptlens.tf_api.ops.names import result_name
from ckptlens.tf_api.shapes import ShapeValue
from ckptlens.tf_api.tensors import Tensor, sources_of, through

if TYPE_CHECKING:
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Dimension, Shape


def made(call: Call, shape: Shape, dtype: str | None, name: Value, op: str, dims: tuple[Dimension, ...] | None = None) -> Tensor:
    """A tensor named `name`, or `op` when that is None, made unique in the current name scope."""
    graph = current_graph(call.machine)
    taken: Text | None = op_full_name(call.machine, graph, entered_scope(name) or op) if graph.number else None
    given = result_name(call.api, taken) if taken is not None else None
    arguments = call.arguments
    sources = None if arguments.open else through(dtype, sources_of(*arguments.positional, *arguments.keywords.values()))
    return Tensor(shape, dtype, given, dims, sources)


def known_items(value: Value) -> tuple[Value, ...] | None:
    """The items of a list, tuple, array or static shape that is known whole."""
    if isinstance(value, ShapeValue):
        return value.shape
    if isinstance(value, ArrayValue):
        return rows(value)
    if isinstance(value, ListValue):
        return None if value.state.get("open") else value.items
    return value if isinstance(value, tuple) else None  # pyright: ignore[reportUnknownVariableType]
