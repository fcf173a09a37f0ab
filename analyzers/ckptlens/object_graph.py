"""The graph of objects that a checkpoint writes or reads, as plain data.

Node 0 is the root. Matching on restore follows the names of edges (``tensorflow/python/checkpoint/restore.py``), never the text of keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ckptlens.template import Template
    from ckptlens.trace import SavedItem


class Attribute(Struct, frozen=True):
    """A value that a node writes: its name in the node (``VARIABLE_VALUE``), and its entry in the file.

    `full_name` is the name of the variable, by which a name-based Saver finds it in an object-based file; None for what is no variable.
    """

    name: str
    item: SavedItem
    full_name: Template | None = None


class SlotOf(Struct, frozen=True):
    """A slot variable: the nodes of the variable it belongs to and of the slot, and its name in the optimizer."""

    variable: int
    name: str
    slot: int


class Node(Struct, frozen=True):
    """One object: where it stands, its edges by name, the values it writes, the slots it keeps for others, and whether it is an optimizer
    that ends a restore of slots for others with ValueError."""

    path: Template
    children: tuple[tuple[Template, int], ...] = ()
    attributes: tuple[Attribute, ...] = ()
    slots: tuple[SlotOf, ...] = ()
    refuses_slots: bool = False


class ObjectGraph(Struct, frozen=True):
    """All objects that hang on a root, breadth first. `known` is False when one of them is not followed; `complaint` says why
    TensorFlow refuses to save them (None: it does not)."""

    nodes: tuple[Node, ...]
    known: bool = True
    complaint: str | None = None

    @property
    def items(self) -> tuple[SavedItem, ...]:
        """The entries of the file, breadth first."""
        return tuple(a.item for node in self.nodes for a in node.attributes)
