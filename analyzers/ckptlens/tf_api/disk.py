"""Checkpoint files: those that the program wrote, and those that lie beside it: their entries, and the objects of an object-based one.

Source: ``tensorflow/core/util/tensor_bundle`` (the index and data files behind a prefix), TF 1.15 to 2.21.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ckptlens import object_graph as live
from ckptlens.bundle import BundleError, read_index
from ckptlens.bundle.graph import read_object_graph, read_string_scalar
from ckptlens.bundle.model import OBJECT_GRAPH_KEY, Scheme, shard_suffix
from ckptlens.bundle.state import read_checkpoint_state
from ckptlens.interp.strings import as_template
from ckptlens.tf_api.files import SavedFile, file_at, normal
from ckptlens.tf_api.told import is_told
from ckptlens.trace import SavedItem

if TYPE_CHECKING:
    from ckptlens.bundle import Bundle
    from ckptlens.bundle.graph import ObjectGraph as StoredGraph
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.values import Text, Value
    from ckptlens.template import Template


def checkpoint_at(machine: Machine, path: Value) -> SavedFile | None:
    """The file at a path: what the program wrote there, else what lies there on disk; None when neither is known."""
    return file_at(machine, path) or file_on_disk(machine, path)


def file_on_disk(machine: Machine, path: Value) -> SavedFile | None:
    """The checkpoint behind a literal prefix, below the program's folder or the project's; None when there is none, when the two
    folders hold different ones, or when the program may have written another one there."""
    if not isinstance(path, str) or not path or (may_be_written(machine, path) and not is_told(machine, path)):
        return None
    indexes = {place: machine.program.sources.read_bytes(f"{place}.index") for place in places(machine, path)}
    held = {place: data for place, data in indexes.items() if data is not None}
    if len(set(held.values())) != 1:
        return None
    place, data = next(iter(held.items()))
    try:
        return _saved_file(machine, place, read_index(data))
    except BundleError:
        return None


def newest_on_disk(machine: Machine, folder: Value) -> str | None:
    """The prefix that the state file of a literal folder names as its newest."""
    if not isinstance(folder, str) or may_be_written(machine, folder):
        return None
    texts = {machine.program.sources.read(f"{place}/checkpoint") for place in places(machine, folder)} - {None}
    state = read_checkpoint_state(texts.pop() or "") if len(texts) == 1 else None
    return posixpath.join(folder, state.latest) if state is not None else None


def places(machine: Machine, path: str) -> tuple[str, ...]:
    """Where a relative path may lie: below the program's folder or the project's."""
    folders = [posixpath.dirname(machine.program.path), *([machine.program.project] if machine.program.project is not None else [])]
    return tuple(dict.fromkeys(posixpath.normpath(posixpath.join(folder, path)) for folder in folders))


def may_be_written(machine: Machine, path: str) -> bool:
    """Whether a save of this run may have written there: what it writes begins with what is known of its path."""
    return any(str(normal(path)).startswith(_start(save.path.text)) for save in machine.facts.saves())


def _start(text: Template | None) -> str:
    first = text.parts[0] if text is not None and text.parts else ""
    return str(normal(first)) if isinstance(first, str) and first else ""


def _saved_file(machine: Machine, place: str, bundle: Bundle) -> SavedFile | None:
    entries = [e for e in bundle.entries if e.key != OBJECT_GRAPH_KEY]
    items = {e.key: SavedItem(as_template(e.key), None, e.shape, e.dtype) for e in entries}
    if bundle.scheme is Scheme.NAME:
        return SavedFile(tuple(items.values()), known=True)
    stored = _stored_graph(machine, place, bundle)
    return SavedFile(tuple(items.values()), known=True, graph=_object_graph(stored, items)) if stored is not None else None


def _stored_graph(machine: Machine, place: str, bundle: Bundle) -> StoredGraph | None:
    entry = bundle.entry(OBJECT_GRAPH_KEY)
    if entry is None:
        return None
    shard = f"{place}{shard_suffix(entry.shard, bundle.header.num_shards)}"
    data = machine.program.sources.read_range(shard, entry.offset, entry.size)
    return read_object_graph(read_string_scalar(data, entry.crc32c)) if data is not None else None


def _object_graph(stored: StoredGraph, items: dict[str, SavedItem]) -> live.ObjectGraph:
    paths = _paths(stored)
    nodes = tuple(
        live.Node(
            as_template(paths.get(number, "")),
            tuple((as_template(c.name), c.node) for c in node.children),
            tuple(
                live.Attribute(a.name, items[a.checkpoint_key], as_template(a.full_name) if a.full_name else None)
                for a in node.attributes
                if a.checkpoint_key in items
            ),
            tuple(live.SlotOf(s.variable_node, s.slot, s.slot_node) for s in node.slots),
        )
        for number, node in enumerate(stored.nodes)
    )
    return live.ObjectGraph(nodes)


def _paths(stored: StoredGraph) -> dict[int, Text]:
    """The shortest path to each object."""
    found: dict[int, str] = {0: ""}
    pending = [0]
    for number in pending:
        for child in stored.nodes[number].children:
            if child.node not in found:
                found[child.node] = f"{found[number]}/{child.name}" if found[number] else child.name
                pending.append(child.node)
    return dict(found)
