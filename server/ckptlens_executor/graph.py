"""The object graph of an object-based checkpoint, read from and written to its protocol buffer."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE_VALUE = "VARIABLE_VALUE"
SAVE_COUNTER = "save_counter"
SAVE_COUNTER_KEY = "save_counter/.ATTRIBUTES/VARIABLE_VALUE"


class Attribute(NamedTuple):
    """A saved value of the object `node`: the variable's recorded name (may be empty) and the key that holds the value."""

    node: int
    name: str
    full_name: str
    key: str


class Slot(NamedTuple):
    """Node `slot` is the variable that the optimizer of node `optimizer` keeps as `name` for the variable of node `variable`."""

    optimizer: int
    name: str
    variable: int
    slot: int


class Graph(NamedTuple):
    """Edges of every node by name, saved values, and optimizer slots. Node 0 is the Checkpoint."""

    children: tuple[Mapping[str, int], ...]
    attributes: tuple[Attribute, ...]
    slots: tuple[Slot, ...]


def parse_graph(raw: bytes) -> Graph:
    """The graph in the bytes of a ``TrackableObjectGraph``."""
    proto = _empty_proto()
    proto.ParseFromString(raw)
    found: list[Any] = list(proto.nodes)
    nodes = list(enumerate(found))
    return Graph(
        tuple({c.local_name: c.node_id for c in node.children} for _, node in nodes) or ({},),
        tuple(Attribute(i, a.name, a.full_name, a.checkpoint_key) for i, node in nodes for a in node.attributes),
        tuple(Slot(i, s.slot_name, s.original_variable_node_id, s.slot_variable_node_id) for i, node in nodes for s in node.slot_variables),
    )


def named_collection(root: str, keys: Mapping[str, str]) -> bytes:
    """The serialized graph of ``tf.train.Checkpoint(<root>={name: variable})``; `keys` maps each name to its checkpoint key.

    Every variable's ``full_name`` is its name, by which `tf.compat.v1.train.Saver` finds it. The counter's stays empty, since a
    variable may well be called "save_counter".
    """
    proto = _empty_proto()
    top, collection, counter = (proto.nodes.add() for _ in range(3))
    top.children.add(node_id=1, local_name=root)
    top.children.add(node_id=2, local_name=SAVE_COUNTER)
    counter.attributes.add(name=VARIABLE_VALUE, full_name="", checkpoint_key=SAVE_COUNTER_KEY)
    for name, key in keys.items():
        collection.children.add(node_id=len(proto.nodes), local_name=name)
        proto.nodes.add().attributes.add(name=VARIABLE_VALUE, full_name=name, checkpoint_key=key)
    for node in proto.nodes:
        node.has_checkpoint_values.value = True
    return proto.SerializeToString(deterministic=True)


def _empty_proto() -> Any:  # noqa: ANN401 - a generated class of the installed TensorFlow
    return importlib.import_module("tensorflow.core.protobuf.trackable_object_graph_pb2").TrackableObjectGraph()
