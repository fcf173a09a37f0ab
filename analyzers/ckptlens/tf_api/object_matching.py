"""What restoring an object-based checkpoint finds: two graphs walked side by side, by the names of edges.

Source: ``tensorflow/python/checkpoint/restore.py`` (CheckpointPosition) and ``checkpoint.py`` (CheckpointLoadStatus), TF 1.15 to 2.21.
Cases: ckpt_restore_*, keras_fit_then_restore_uncompiled, obj_restore_*.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.trace import Found

if TYPE_CHECKING:
    from ckptlens.object_graph import ObjectGraph
    from ckptlens.trace import SavedItem


class Match(Struct, frozen=True):
    """Which node of the file is which object of the program."""

    saved: ObjectGraph
    live: ObjectGraph
    bound: dict[int, int]

    def pairs(self) -> list[tuple[SavedItem, SavedItem]]:
        """The values in the file with what they are restored to."""
        found: list[tuple[SavedItem, SavedItem]] = []
        for saved, live in self.bound.items():
            held = {a.name: a.item for a in self.live.nodes[live].attributes}
            found += [(a.item, held[a.name]) for a in self.saved.nodes[saved].attributes if a.name in held]
        return found

    def unmatched_objects(self) -> list[int]:
        """Objects with values that nothing in the file is bound to."""
        bound = set(self.bound.values())
        return [n for n, node in enumerate(self.live.nodes) if node.attributes and n not in bound]

    def unresolved(self) -> bool:
        """Whether something in the file has no object, or not that value."""
        used = {str(saved.key) for saved, _ in self.pairs()}
        return any(str(item.key) not in used for item in self.saved.items)

    def refused_slots(self) -> list[str]:
        """Slots of the file for a bound variable, whose optimizer is bound to one that takes none: their keys."""
        refusing = [n for n, live in self.bound.items() if self.live.nodes[live].refuses_slots]
        slots = (slot for number in refusing for slot in self.saved.nodes[number].slots if slot.variable in self.bound)
        return [str(a.item.key) for slot in slots for a in self.saved.nodes[slot.slot].attributes]

    def found(self) -> Found:
        """The outcome of the restore, if it does not raise."""
        used = {str(saved.key) for saved, _ in self.pairs()}
        left = [self.live.nodes[n] for n in self.unmatched_objects()]
        return Found(
            tuple(sorted(str(n.path) for n in left)),
            tuple(sorted(str(a.item.key) for n in left for a in n.attributes)),
            tuple(sorted(str(i.key) for i in self.saved.items if str(i.key) not in used)),
        )


def match(saved: ObjectGraph, live: ObjectGraph) -> Match:
    """Bind the objects of a file to those of a program, breadth first; the first binding of a node holds."""
    bound = {0: 0}
    pending = deque([(0, 0)])
    while pending:
        there, here = pending.popleft()
        held = {str(name): number for name, number in live.nodes[here].children}
        for name, child in saved.nodes[there].children:
            if str(name) in held and child not in bound:
                bound[child] = held[str(name)]
                pending.append((child, bound[child]))
    _bind_slots(saved, live, bound)
    return Match(saved, live, bound)


def _bind_slots(saved: ObjectGraph, live: ObjectGraph, bound: dict[int, int]) -> None:
    for there, here in tuple(bound.items()):
        held = {(s.variable, s.name): s.slot for s in live.nodes[here].slots}
        for slot in saved.nodes[there].slots:
            found = held.get((bound.get(slot.variable, -1), slot.name))
            if found is not None:
                bound[slot.slot] = found
