"""The object-based side of a converted file: keys under a collection of names, and the object graph that leads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle.graph import Attribute, Child, Node, ObjectGraph, SlotVariable
from ckptlens.bundle.keys import ATTRIBUTES, OPTIMIZER_SLOT, VARIABLE_VALUE, escape
from msgspec import Struct

from ckptlens_server.conversion.slots import SlotNames

if TYPE_CHECKING:
    from collections.abc import Sequence

SAVE_COUNTER = "save_counter"
_SUFFIX = f"/{ATTRIBUTES}/{VARIABLE_VALUE}"
SAVE_COUNTER_KEY = SAVE_COUNTER + _SUFFIX


class ObjectLayout(Struct, frozen=True):
    """The object-based key of every name, and the graph."""

    keys: dict[str, str]
    graph: ObjectGraph


def object_layout(names: Sequence[str], root: str, optimizer: str | None = None, slots: SlotNames | None = None) -> ObjectLayout:
    """What ``tf.train.Checkpoint(<root>={name: variable}, <optimizer>=...)`` would write.

    Every variable's ``full_name`` is its name, by which a Saver finds it. The counter's stays empty: a variable may well be called
    "save_counter". Slots are variables of the collection, too, unless an optimizer is named.
    """
    slots = slots or SlotNames({}, {})
    keys = {name: _key(name, root, optimizer, slots) for name in names}
    first = 3 if optimizer is None else 4
    numbers = {name: first + i for i, name in enumerate(names)}
    plain = tuple(Child(name, numbers[name]) for name in names if name not in slots.slots and name not in slots.own)
    top = [Child(root, 1), Child(SAVE_COUNTER, 2)]
    nodes = [Node(plain), Node((), (Attribute(VARIABLE_VALUE, "", SAVE_COUNTER_KEY),))]
    if optimizer is not None:
        top.append(Child(optimizer, 3))
        kept = tuple(SlotVariable(slot, numbers[variable], numbers[name]) for name, (variable, slot) in slots.slots.items())
        nodes.append(Node(tuple(Child(attribute, numbers[name]) for name, attribute in slots.own.items()), (), kept))
    values = (Node((), (Attribute(VARIABLE_VALUE, name, keys[name]),)) for name in names)
    return ObjectLayout(keys, ObjectGraph((Node(tuple(top)), *nodes, *values)))


def _key(name: str, root: str, optimizer: str | None, slots: SlotNames) -> str:
    if optimizer is not None and name in slots.own:
        return f"{optimizer}/{slots.own[name]}{_SUFFIX}"
    if optimizer is not None and name in slots.slots:
        variable, slot = slots.slots[name]
        return f"{root}/{escape(variable)}/{OPTIMIZER_SLOT}/{optimizer}/{slot}{_SUFFIX}"
    return f"{root}/{escape(name)}{_SUFFIX}"
