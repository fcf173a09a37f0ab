"""Lists, dicts and tuples as TensorFlow wraps them when they become attributes of a tracked object.

Source: ``tensorflow/python/trackable/data_structures.py`` (ListWrapper, _DictWrapper, _TupleWrapper), TF 1.15 to 2.21. A wrapper shares
the content of what it wraps. Only appending keeps a list saveable; what changes a list or dict behind its wrapper does not.
Cases: ckpt_lists_and_dicts, ckpt_reassigned_attribute, ckpt_non_string_dict_keys, obj_list_*, obj_dict_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import field

from ckptlens.interp.payload import FIELDS
from ckptlens.interp.values import DictValue, InstanceValue, ListValue, SetValue, Value, is_tuple
from ckptlens.tf_api.objects import Edge, is_untracked

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.trail import State

MUTATED = "a list element was replaced, deleted or moved, and only appending keeps a tracked list saveable"
OUTSIDE = "the container was changed other than through the attribute that tracks it"
OTHER_KEY = "a tracked dict has a key that is not text"
"""Why a container cannot be saved, as the model of TensorFlow's error says it."""


class Tracking:
    """What a wrapper remembers: the edges it made, what it last knew of the content, and why it cannot be saved any more."""

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state: State = {"edges": (), "seen": (), "complaint": None}

    @property
    def edges(self) -> list[Edge] | None:
        found = self.state["edges"]
        return list(found) if is_tuple(found) else None  # pyright: ignore[reportReturnType]

    @property
    def complaint(self) -> str | None:
        found = self.state["complaint"]
        return found if isinstance(found, str) else None

    def track(self, machine: Machine, name: str, value: Value) -> None:
        """An edge; one of that name is replaced in its place."""
        before = self.edges
        if before is None:
            return
        held = dict(before)
        held[name] = value
        machine.trail.set(self.state, "edges", tuple(held.items()))

    def refuse(self, machine: Machine, why: str) -> None:
        if self.complaint is None:
            machine.trail.set(self.state, "complaint", why)

    def saw(self, machine: Machine, content: tuple[Value, ...]) -> None:
        machine.trail.set(self.state, "seen", content)

    def outside(self, content: tuple[Value, ...]) -> str | None:
        """The complaint about changes that the wrapper did not see."""
        seen = self.state["seen"]
        if not is_tuple(seen):
            return None
        same = len(seen) == len(content) and all(a is b or a == b for a, b in zip(seen, content, strict=True))
        return None if same else OUTSIDE


class TrackedList(ListValue, eq=False):
    """``ListWrapper``."""

    tracking: Tracking = field(default_factory=Tracking)

    def changed(self, machine: Machine, before: tuple[Value, ...]) -> None:
        if self.tracking.outside(before):
            self.tracking.refuse(machine, OUTSIDE)
        now = self.items
        lost = [old for old, new in zip(before, now, strict=False) if old is not new]
        if len(now) < len(before) or (lost and len(now) > len(before)):
            lost = list(before)
        if any(is_trackable(old) for old in lost):
            self.tracking.refuse(machine, MUTATED)
        self.renew(machine, before)

    def renew(self, machine: Machine, before: tuple[Value, ...]) -> None:
        """Wrap and track the items that are new."""
        items = list(self.items)
        for place, item in enumerate(items):
            if place >= len(before) or before[place] is not item:
                items[place] = wrapped(machine, item)
                if is_trackable(items[place]):
                    self.tracking.track(machine, str(place), items[place])
        machine.trail.set(self.state, "items", tuple(items))
        self.tracking.saw(machine, tuple(items))

    def complaint(self) -> str | None:
        """Why it cannot be saved; None when it can."""
        return self.tracking.complaint or self.tracking.outside(self.items)


class TrackedDict(DictValue):
    """``_DictWrapper``."""

    __slots__ = ("tracking",)

    def __init__(self, source: DictValue) -> None:
        super().__init__(source.state, source.default)
        self.flags = source.flags
        self.tracking = Tracking()

    def changed(self, machine: Machine, key: Value) -> None:
        if key in self.state:
            self.renew(machine, key)
        self.tracking.saw(machine, self._content())

    def renew(self, machine: Machine, key: Value) -> None:
        """Wrap and track the item under a key."""
        value = wrapped(machine, self.state[key])
        machine.trail.set(self.state, key, value)
        if is_trackable(value) and isinstance(key, str):
            self.tracking.track(machine, key, value)
        elif is_trackable(value):
            self.tracking.refuse(machine, OTHER_KEY)
        self.tracking.saw(machine, self._content())

    def complaint(self) -> str | None:
        """Why it cannot be saved; None when it can."""
        return self.tracking.complaint or self.tracking.outside(self._content())

    def _content(self) -> tuple[Value, ...]:
        return tuple(part for item in self.state.items() for part in item)


def wrapped(machine: Machine, value: Value) -> Value:
    """What an attribute of a tracked object holds when it is given this value (``wrap_or_unwrap``)."""
    match value:
        case TrackedList() | TrackedDict():
            return value
        case ListValue():
            made = TrackedList(value.state)
            made.renew(machine, ())
            return made
        case DictValue(default=None):
            return _wrapped_dict(machine, value)
        case _ if is_tuple(value) and any(is_trackable(v) for v in value):
            return tuple(wrapped(machine, v) for v in value)
        case InstanceValue() if FIELDS in value.foreign and any(is_trackable(v) for v in value.state.values()):
            return InstanceValue(value.cls, {k: wrapped(machine, v) for k, v in value.state.items()}, value.foreign)
        case _:
            return value


def _wrapped_dict(machine: Machine, value: DictValue) -> TrackedDict:
    made = TrackedDict(value)
    for key in list(value.state):
        made.renew(machine, key)
    made.changed(machine, None)
    return made


def is_trackable(value: Value) -> bool:
    """Whether a value, as an attribute or item of a tracked object, gets an edge. What is not known does."""
    if is_tuple(value):
        return any(is_trackable(v) for v in value)
    if isinstance(value, DictValue):
        return value.default is None
    if isinstance(value, InstanceValue) and FIELDS in value.foreign:
        return any(is_trackable(v) for v in value.state.values())
    return not isinstance(value, SetValue) and not is_untracked(value)
