"""A checkpoint to convert: its index and its object graph, as the planning functions of the executor know it."""

from __future__ import annotations

from pathlib import Path

from ckptlens.bundle import Bundle, BundleError, Entry
from ckptlens.bundle.graph import ObjectGraph, read_object_graph, read_string_scalar
from ckptlens.bundle.model import OBJECT_GRAPH_KEY, shard_suffix
from ckptlens_executor.graph import Attribute, Graph, Slot
from msgspec import Struct

from ckptlens_server.executor.inputs import InputError

_GRAPH_LIMIT = 256 * 1024 * 1024


class Source(Struct, frozen=True):
    """A checkpoint without the object graph's own tensor among the entries; `graph` is None for a name-based file."""

    prefix: str
    bundle: Bundle
    graph: ObjectGraph | None

    @property
    def entries(self) -> dict[str, Entry]:
        """The tensors by key."""
        return {e.key: e for e in self.bundle.entries if e.key != OBJECT_GRAPH_KEY}

    def data_file(self, shard: int) -> Path:
        """The path of a data file."""
        return Path(self.prefix + shard_suffix(shard, self.bundle.header.num_shards))


def open_source(prefix: str, bundle: Bundle) -> Source:
    """The checkpoint whose index is `bundle`. Raises InputError when its object graph is damaged."""
    entry = bundle.entry(OBJECT_GRAPH_KEY)
    if entry is None:
        return Source(prefix, bundle, None)
    path = Path(prefix + shard_suffix(entry.shard, bundle.header.num_shards))
    if entry.size > _GRAPH_LIMIT:
        raise InputError(f"the object graph in {path} is said to take {entry.size} bytes, which none does")
    try:
        with path.open("rb") as file:
            file.seek(entry.offset)
            stored = file.read(entry.size)
        return Source(prefix, bundle, read_object_graph(read_string_scalar(stored, entry.crc32c)))
    except (BundleError, OSError) as error:
        raise InputError(f"the object graph in {path} cannot be read: {error}") from error


def executor_graph(graph: ObjectGraph) -> Graph:
    """The same graph in the executor's terms."""
    nodes = list(enumerate(graph.nodes))
    return Graph(
        tuple({c.name: c.node for c in node.children} for _, node in nodes) or ({},),
        tuple(Attribute(i, a.name, a.full_name, a.checkpoint_key) for i, node in nodes for a in node.attributes),
        tuple(Slot(i, s.slot, s.variable_node, s.slot_node) for i, node in nodes for s in node.slots),
    )
