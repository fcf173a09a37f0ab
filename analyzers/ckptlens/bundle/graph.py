"""The object graph of an object-based checkpoint (``TrackableObjectGraph``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.bundle.crc import masked_crc32c
from ckptlens.bundle.encode import bytes_field, number_field, text_field, varint
from ckptlens.bundle.error import BundleError
from ckptlens.bundle.wire import fields, message, number, read_varint, text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Child(Struct, frozen=True):
    """An edge: the object numbered `node` is the attribute, item or dict value `name` of its parent."""

    name: str
    node: int


class Attribute(Struct, frozen=True):
    """A saved value: the key that holds it, and the variable's own name (``full_name``), empty when none was recorded."""

    name: str
    full_name: str
    checkpoint_key: str


class SlotVariable(Struct, frozen=True):
    """The variable of node `slot_node` is the slot `slot` that this optimizer keeps for the variable of node `variable_node`."""

    slot: str
    variable_node: int
    slot_node: int


class Node(Struct, frozen=True):
    """One tracked object. Node 0 is the Checkpoint itself."""

    children: tuple[Child, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    slots: tuple[SlotVariable, ...] = ()


class ObjectGraph(Struct, frozen=True):
    """All tracked objects; every number in them is the place of a node in `nodes`."""

    nodes: tuple[Node, ...]

    @property
    def names_by_key(self) -> Mapping[str, str]:
        """Checkpoint key to the recorded name of its variable, as `tf.compat.v1.train.Saver` looks names up."""
        return {a.checkpoint_key: a.full_name for node in self.nodes for a in node.attributes}


def read_object_graph(raw: bytes) -> ObjectGraph:
    """The graph in the bytes of a serialized ``TrackableObjectGraph``."""
    nodes = tuple(_node(message(value)) for field, value in fields(raw) if field == 1)
    for node in nodes:
        for reference in (*(c.node for c in node.children), *(n for s in node.slots for n in (s.variable_node, s.slot_node))):
            if reference >= len(nodes):
                raise BundleError(f"the object graph refers to object {reference} of {len(nodes)}")
    return ObjectGraph(nodes)


def _node(raw: bytes) -> Node:
    found = [(field, message(value)) for field, value in fields(raw) if field in {1, 2, 3}]
    return Node(
        tuple(_child(value) for field, value in found if field == 1),
        tuple(_attribute(value) for field, value in found if field == 2),
        tuple(_slot(value) for field, value in found if field == 3),
    )


def _child(raw: bytes) -> Child:
    found = dict(fields(raw))
    return Child(text(found.get(2, b"")), number(found.get(1, 0)))


def _attribute(raw: bytes) -> Attribute:
    found = dict(fields(raw))
    return Attribute(*(text(found.get(field, b"")) for field in (1, 2, 3)))


def _slot(raw: bytes) -> SlotVariable:
    found = dict(fields(raw))
    return SlotVariable(text(found.get(2, b"")), number(found.get(1, 0)), number(found.get(3, 0)))


def read_string_scalar(raw: bytes, checksum: int) -> bytes:
    """The one string in the stored bytes of a scalar string tensor, such as the object graph's. `checksum` is its entry's ``crc32c``.

    Layout: the length as a varint, the masked CRC-32C of the length, the string. Both checksums count the length as a uint32.
    """
    size, at = read_varint(raw, 0)
    if at + 4 + size != len(raw):
        raise BundleError(f"a string of {size} bytes does not fill the {len(raw)} bytes of its tensor; the data file is damaged")
    length = size.to_bytes(4, "little")
    if masked_crc32c(length).to_bytes(4, "little") != raw[at : at + 4] or masked_crc32c(length + raw[at:]) != checksum:
        raise BundleError("the checksum of a stored string does not match; the data file is damaged")
    return raw[at + 4 :]


def write_object_graph(graph: ObjectGraph) -> bytes:
    """The bytes of the graph as a ``TrackableObjectGraph``."""
    return b"".join(bytes_field(1, _node_bytes(node)) for node in graph.nodes)


_HAS_VALUES = bytes_field(5, number_field(1, 1))


def _node_bytes(node: Node) -> bytes:
    parts = [bytes_field(1, number_field(1, c.node) + text_field(2, c.name)) for c in node.children]
    parts += [bytes_field(2, text_field(1, a.name) + text_field(2, a.full_name) + text_field(3, a.checkpoint_key)) for a in node.attributes]
    parts += [bytes_field(3, number_field(1, s.variable_node) + text_field(2, s.slot) + number_field(3, s.slot_node)) for s in node.slots]
    return b"".join([*parts, _HAS_VALUES])


def write_string_scalar(value: bytes) -> tuple[bytes, int]:
    """The stored bytes of a scalar string tensor, and their masked checksum: what `read_string_scalar` reads."""
    length = len(value).to_bytes(4, "little")
    checked = masked_crc32c(length).to_bytes(4, "little") + value
    return varint(len(value)) + checked, masked_crc32c(length + checked)
