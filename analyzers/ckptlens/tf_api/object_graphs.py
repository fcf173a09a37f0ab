"""From a root to the graph of the objects that hang on it, with the keys of their values.

Source: ``tensorflow/python/checkpoint/{graph_view,save_util,util}.py`` (breadth-first paths, serialize_slot_variables), TF 1.15 to 2.21.
Cases: ckpt_*, tf115_checkpoint_graph_optimizer.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.strings import as_template, concatenate
from ckptlens.interp.values import InstanceValue
from ckptlens.object_graph import Attribute, Node, ObjectGraph, SlotOf
from ckptlens.tf_api.bases import base_of
from ckptlens.tf_api.objects import TrackedObject, are_sure, children, complaint_of, escaped, is_untracked
from ckptlens.tf_api.variables import VariableValue
from ckptlens.trace import SavedItem

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.values import Text, Value
    from ckptlens.template import Template
    from ckptlens.tf_api.objects import Edge, SavedValue

VALUE = "VARIABLE_VALUE"
_SLOTS = ".OPTIMIZER_SLOT"


class _Found(Struct):
    """A node while the graph is walked."""

    value: Value
    path: Text
    edges: list[tuple[Template, int]] = field(default_factory=list[tuple["Template", int]])
    slots: list[SlotOf] = field(default_factory=list[SlotOf])


def object_graph(machine: Machine, root: Value, attached: list[Edge]) -> ObjectGraph:
    """The graph that hangs on a root, to which a Checkpoint adds edges of its own."""
    found = [_Found(root, "")]
    numbers: dict[object, int] = {identity(root): 0}
    known, complaint = True, None
    pending = deque([0])
    while pending:
        number = pending.popleft()
        current = found[number]
        inner = children(machine, current.value)
        complaint = complaint or complaint_of(machine, current.value)
        known = known and inner is not None and are_sure(machine, current.value, inner)
        for name, value in [*(inner or []), *(attached if not number else [])]:
            if is_untracked(value):
                continue
            if identity(value) not in numbers:
                numbers[identity(value)] = len(found)
                pending.append(len(found))
                found.append(_Found(value, _joined(current.path, name)))
            current.edges.append((as_template(name), numbers[identity(value)]))
    _add_slots(machine, found, numbers)
    return ObjectGraph(tuple(_node(machine, f) for f in found), known, complaint)


def identity(value: Value) -> object:
    """What makes a Python object itself."""
    return value.uid if isinstance(value, VariableValue) else ("object", id(value))


def _joined(path: Text, name: Text) -> Text:
    return concatenate([path, "/", escaped(name)]) if path else escaped(name)


def saving_part(value: Value) -> TrackedObject | None:
    """The modelled object that says which values and slots an object saves itself."""
    if isinstance(value, InstanceValue):
        base = base_of(value)
        value = base.part(value) if base is not None and base.part is not None else None
    return value if isinstance(value, TrackedObject) else None


def _add_slots(machine: Machine, found: list[_Found], numbers: dict[object, int]) -> None:
    """Slots stand at the end, under the variable that they belong to."""
    for current in tuple(found):
        part = saving_part(current.value)
        for slot in part.slot_variables(machine) if part is not None else ():
            owner = numbers.get(slot.variable)
            if owner is None or slot.slot.uid in numbers:
                continue
            path = concatenate([found[owner].path, "/", _SLOTS, "/", current.path, "/", escaped(slot.name)])
            numbers[slot.slot.uid] = len(found)
            current.slots.append(SlotOf(owner, slot.name, len(found)))
            found.append(_Found(slot.slot, path))


def _node(machine: Machine, found: _Found) -> Node:
    part = saving_part(found.value)
    refuses = part is not None and part.refuses_slots
    return Node(as_template(found.path), tuple(found.edges), _attributes(machine, found), tuple(found.slots), refuses)


def _attributes(machine: Machine, found: _Found) -> tuple[Attribute, ...]:
    if isinstance(found.value, VariableValue):
        fact = machine.facts.variable(found.value.uid)
        key = _key(found.path, VALUE)
        # A variable of Keras 3 has no name for name-based files.
        name = fact.name if found.value.saver_key(fact.name, given=False) == fact.name else None
        return (Attribute(VALUE, SavedItem(key, fact.uid, fact.shape, fact.dtype, fact.when, fact.location), name),)
    part = saving_part(found.value)
    values: tuple[SavedValue, ...] = part.saved_values(machine) if part is not None else ()
    return tuple(Attribute(v.name, SavedItem(_key(found.path, v.name), None, v.shape, v.dtype)) for v in values)


def _key(path: Text, name: str) -> Template:
    return as_template(concatenate([path, "/.ATTRIBUTES/", name] if path else [".ATTRIBUTES/", name]))
