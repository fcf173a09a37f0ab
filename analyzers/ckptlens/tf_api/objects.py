"""The object graph of a checkpoint: which objects are tracked, under which edges, and the keys of their variables.

Source: ``tensorflow/python/trackable/{autotrackable,data_structures}.py`` and ``checkpoint/graph_view.py`` (breadth-first paths),
TF 2.15 to 2.21. Cases: ckpt_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.payload import FIELDS, attributes_of
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import Entries
from ckptlens.interp.values import (
    ApiValue,
    BoundMethod,
    Choice,
    ClassValue,
    DictValue,
    FunctionValue,
    HostFunction,
    HostObject,
    InstanceValue,
    ListValue,
    ModuleValue,
    SetValue,
    Text,
    Unknown,
    Value,
    is_tuple,
)
from ckptlens.template import Template
from ckptlens.tf_api.bases import base_of
from ckptlens.tf_api.structures import flattened
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.trace import Condition, Shape

_MODULES = frozenset(("tf.Module", "tf.compat.v1.Module", "tf.train.Checkpoint", "tf.compat.v1.train.Checkpoint"))

Edge = tuple[Text, Value]


class SavedValue(Struct, frozen=True):
    """A value that an object writes itself: its name there (``ITERATOR_STATE``), and what is known of its shape."""

    name: str
    shape: Shape = None
    dtype: str | None = None


class SlotVariable(Struct, frozen=True):
    """A slot that an optimizer keeps for the variable of this uid: it is written as ``<variable>/.OPTIMIZER_SLOT/<optimizer>/<name>``."""

    variable: int
    name: str
    slot: VariableValue


class TrackedObject(HostObject):
    """A modelled object that a checkpoint tracks."""

    __slots__ = ()

    def edges(self, machine: Machine) -> list[Edge] | None:
        """Its tracked edges in order; None when they are not followed."""
        raise NotImplementedError

    @property
    def is_refused(self) -> bool:
        """Whether TensorFlow takes it for no trackable object, whatever it holds."""
        return False

    def saved_values(self, machine: Machine) -> tuple[SavedValue, ...]:
        """What it writes besides the variables at its edges."""
        return ()

    def slot_variables(self, machine: Machine) -> tuple[SlotVariable, ...]:
        """The slots that it keeps for variables elsewhere (``_serialize_slot_variables``), in the order of their names."""
        return ()

    @property
    def refuses_slots(self) -> bool:
        """Whether it ends a restore of slots that it would keep for variables elsewhere."""
        return False

    def complaint(self, machine: Machine) -> str | None:
        """Why TensorFlow refuses to save it; None when it does not."""
        return None


def escaped(name: Text) -> Text:
    """A path component as it stands in a key: ``.`` as ``..``, then ``/`` as ``.S``."""
    if isinstance(name, str):
        return name.replace(".", "..").replace("/", ".S")
    return concatenate([escaped(p) if isinstance(p, str) else Template((p,)) for p in name.parts])


def is_module(value: Value) -> bool:
    """Whether an object of the program derives from ``tf.Module``."""
    return isinstance(value, InstanceValue) and any(
        isinstance(b, ApiValue) and b.name in _MODULES for c in value.cls.lineage for b in c.bases
    )


_PLAIN = (bool, int, float, complex, str, bytes, range, Template, SetValue, FunctionValue, ClassValue, BoundMethod, ModuleValue, ApiValue)


def is_untracked(value: Value) -> bool:
    """Whether a value is known to be no trackable object: numbers, text, sets, tensors, functions, plain objects."""
    match value:
        case InstanceValue():
            return not _foreign_base(value) and FIELDS not in value.foreign
        case Choice():
            return all(is_untracked(v) for v in value.values)
        case Unknown():
            return value.pure
        case TrackedObject():
            return value.is_refused
        case VariableValue():
            return False
        case _:
            return value is None or isinstance(value, (*_PLAIN, HostObject, HostFunction))


def _foreign_base(value: InstanceValue) -> bool:
    return any(
        not isinstance(b, ClassValue) and getattr(b, "name", "") not in ("object", "abc.ABC") for c in value.cls.lineage for b in c.bases
    )


def are_sure(machine: Machine, value: Value, edges: list[Edge]) -> bool:
    """Whether all of these edges are there, and where they are, on every path that leads here."""
    unsure = _unsure(value)
    places = value.items if isinstance(value, ListValue) else ()
    return not any(name in unsure for name, _ in edges) and not shifts(machine, places)


def _unsure(value: Value) -> set[object]:
    """The names of the attributes that were set on one of two paths only."""
    holders = (value, value.foreign.get("keras")) if isinstance(value, InstanceValue) else (value, getattr(value, "core", None))
    states = [getattr(holder, part, None) for holder in holders for part in ("state", "own", "attached", "edges")]
    return {name for state in states if isinstance(state, Entries) for name in state.unsure}


def children(machine: Machine, value: Value) -> list[Edge] | None:
    """The tracked edges of an object in order; None when it is not followed."""
    if is_tuple(value):
        return [(str(i), v) for i, v in enumerate(value)]
    match value:
        case VariableValue():
            return []
        case ListValue() | DictValue():
            return _container_children(value)
        case TrackedObject():
            return value.edges(machine)
        case InstanceValue() if is_tuple(fields := value.foreign.get(FIELDS)):
            items = [value.state.get(f) for f in fields]
            return [*((str(f), v) for f, v in zip(fields, items, strict=True)), *((str(i), v) for i, v in enumerate(items))]
        case InstanceValue() if (base := base_of(value)) is not None and base.edges is not None:
            return base.edges(machine, value)
        case _:
            return [] if is_untracked(value) else None


def shifts(machine: Machine, items: tuple[Value, ...]) -> bool:
    """Whether the place of an item depends on whether a variable before it is made."""
    before: set[Condition] = set()
    for item in items:
        held = set(machine.facts.conditions_of(getattr(item, "uid", None)) or ())
        if not before <= held:
            return True
        before |= held
    return False


def _container_children(value: ListValue | DictValue) -> list[Edge] | None:
    tracking = getattr(value, "tracking", None)
    if value.state.get("open") if isinstance(value, ListValue) else value.open:
        return None
    if tracking is not None:
        return tracking.edges
    if isinstance(value, ListValue):
        return [(str(i), v) for i, v in enumerate(value.items)]
    return [(k if isinstance(k, (str, Template)) else str(k), v) for k, v in value.state.items()]


def complaint_of(machine: Machine, value: Value) -> str | None:
    """Why TensorFlow refuses to save an object; None when it does not."""
    if isinstance(value, TrackedObject):
        return value.complaint(machine)
    own = getattr(value, "complaint", None)
    if isinstance(value, (ListValue, DictValue)) and own is not None:
        return own()
    bad = isinstance(value, DictValue) and _has_other_keys(value)
    return "Unable to save the object: it has a non-string key" if bad else None


def _has_other_keys(value: DictValue) -> bool:
    return any(not isinstance(k, (str, Template)) and not is_untracked(v) for k, v in value.state.items())


def all_variables(machine: Machine, value: Value, seen: set[int] | None = None) -> list[VariableValue]:
    """``tf.Module.variables``: what the attributes hold in the order of their names, then the modules among it (``Module._flatten``)."""
    seen = set() if seen is None else seen
    leaves = _leaves(machine, value)
    found = [v for v in leaves if isinstance(v, VariableValue) and v.uid not in seen and not seen.add(v.uid)]
    for leaf in leaves:
        if not isinstance(leaf, VariableValue) and id(leaf) not in seen and (is_module(leaf) or isinstance(leaf, TrackedObject)):
            seen.add(id(leaf))
            found += all_variables(machine, leaf, seen)
    return found


def _leaves(machine: Machine, value: Value) -> list[Value]:
    if is_module(value) and isinstance(value, InstanceValue):
        state = attributes_of(value)
        return [leaf for name in sorted(state, key=str) for leaf in flattened(state[name])]
    return [leaf for _, inner in children(machine, value) or [] for leaf in flattened(inner)]
