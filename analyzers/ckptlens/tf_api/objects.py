"""The object graph of a checkpoint: which objects are tracked, under which edges, and the keys of their variables.

Source: ``tensorflow/python/trackable/{autotrackable,data_structures}.py`` and ``checkpoint/graph_view.py`` (breadth-first paths),
TF 2.15 to 2.21. Cases: ckpt_*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckptlens.interp.strings import concatenate
from ckptlens.interp.values import ApiValue, DictValue, HostObject, InstanceValue, ListValue, SetValue, Text, Value, is_tuple
from ckptlens.template import Template
from ckptlens.tf_api.bases import base_of
from ckptlens.tf_api.tensors import Tensor
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.trace import Shape

_MODULES = frozenset(("tf.Module", "tf.compat.v1.Module", "tf.train.Checkpoint", "tf.compat.v1.train.Checkpoint"))

Edge = tuple[Text, Value]


@dataclass(frozen=True, slots=True)
class SavedValue:
    """A value that an object writes itself: its name there (``ITERATOR_STATE``), and what is known of its shape."""

    name: str
    shape: Shape = None
    dtype: str | None = None


@dataclass(frozen=True, slots=True)
class SlotVariable:
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

    def saved_values(self, machine: Machine) -> tuple[SavedValue, ...]:
        """What it writes besides the variables at its edges."""
        return ()

    def slot_variables(self, machine: Machine) -> tuple[SlotVariable, ...]:
        """The slots that it keeps for variables elsewhere (``_serialize_slot_variables``), in the order of their names."""
        return ()

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


def is_untracked(value: Value) -> bool:
    """Whether a value is known to be no trackable object: numbers, text, sets, tensors, plain objects."""
    if isinstance(value, InstanceValue):
        return not _foreign_base(value) and "fields" not in value.foreign
    return value is None or isinstance(value, (bool, int, float, str, bytes, SetValue, Tensor))


def _foreign_base(value: InstanceValue) -> bool:
    from ckptlens.interp.values import ClassValue

    return any(
        not isinstance(b, ClassValue) and getattr(b, "name", "") not in ("object", "abc.ABC") for c in value.cls.lineage for b in c.bases
    )


def children(machine: Machine, value: Value) -> list[Edge] | None:
    """The tracked edges of an object in order; None when it is not followed."""
    match value:
        case VariableValue():
            return []
        case ListValue():
            return None if value.state.get("open") else [(str(i), v) for i, v in enumerate(value.items)]
        case _ if is_tuple(value):
            return [(str(i), v) for i, v in enumerate(value)]
        case DictValue():
            return None if value.open else [(k if isinstance(k, (str, Template)) else str(k), v) for k, v in value.state.items()]
        case TrackedObject():
            return value.edges(machine)
        case InstanceValue() if "fields" in value.foreign:
            return [(k, v) for k, v in value.state.items() if isinstance(k, str)]
        case InstanceValue() if (base := base_of(value)) is not None and base.edges is not None:
            return base.edges(machine, value)
        case _:
            return [] if is_untracked(value) or callable(getattr(value, "run", None)) else None


def complaint_of(machine: Machine, value: Value) -> str | None:
    """Why TensorFlow refuses to save an object; None when it does not."""
    if isinstance(value, TrackedObject):
        return value.complaint(machine)
    bad = isinstance(value, DictValue) and _has_other_keys(value)
    return "Unable to save the object: it has a non-string key" if bad else None


def _has_other_keys(value: DictValue) -> bool:
    trackable = any(isinstance(v, (VariableValue, ListValue, DictValue, InstanceValue)) for v in value.state.values())
    return trackable and any(not isinstance(k, (str, Template)) for k in value.state)


def all_variables(machine: Machine, value: Value, seen: set[int] | None = None) -> list[VariableValue]:
    """``tf.Module.variables``: attributes in sorted order, then what they hold."""
    seen = set() if seen is None else seen
    if isinstance(value, VariableValue):
        return [value] if value.uid not in seen and not seen.add(value.uid) else []
    if id(value) in seen:
        return []
    seen.add(id(value))
    edges = children(machine, value) or []
    ordered = sorted(edges, key=lambda e: str(e[0])) if isinstance(value, (InstanceValue, DictValue)) else edges
    direct = [v for _, inner in ordered if not is_module(inner) for v in all_variables(machine, inner, seen)]
    return direct + [v for _, inner in ordered if is_module(inner) for v in all_variables(machine, inner, seen)]
