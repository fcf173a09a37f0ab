"""The object graph that a set of object-based keys tells of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ckptlens.bundle.graph import Attribute, Child, Node, ObjectGraph, SlotVariable
from ckptlens.bundle.keys import parse_object_key

if TYPE_CHECKING:
    from collections.abc import Iterable

_Path = tuple[str, ...]


def key_graph(names: Iterable[tuple[str, str]]) -> ObjectGraph:
    """The graph of values given as (key, the variable's own name): an object for each path, and slots where keys are those of slots.

    An object that the program reaches on several paths has just the one that is in its keys, by which TensorFlow finds it.
    """
    numbers: dict[_Path, int] = {(): 0}
    attributes: defaultdict[int, list[Attribute]] = defaultdict(list)
    children: defaultdict[int, list[Child]] = defaultdict(list)
    slots: defaultdict[int, list[SlotVariable]] = defaultdict(list)

    def node(path: _Path) -> int:
        if path not in numbers:
            parent = node(path[:-1])
            numbers[path] = len(numbers)
            children[parent].append(Child(path[-1], numbers[path]))
        return numbers[path]

    for key, name in names:
        parsed = parse_object_key(key)
        if parsed is None:
            continue
        at = node(parsed.path)
        if parsed.optimizer is not None and parsed.slot is not None:
            owner = node(parsed.optimizer)
            # No object holds a slot, wherefore its path can be no other's.
            variable, at = at, numbers.setdefault(("\0", key), len(numbers))
            slots[owner].append(SlotVariable(parsed.slot, variable, at))
        attributes[at].append(Attribute(parsed.attribute, name, key))
    return ObjectGraph(tuple(Node(tuple(children[n]), tuple(attributes[n]), tuple(slots[n])) for n in range(len(numbers))))
