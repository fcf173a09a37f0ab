"""The builtin value inside an object whose class derives from one of Python's own types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import InstanceValue, Value, is_tuple

if TYPE_CHECKING:
    from ckptlens.interp.trail import State

PAYLOAD = "payload"
"""Where an object keeps the builtin value, in `InstanceValue.foreign`."""
FIELDS = "fields"
"""Where an object of a named tuple keeps the names of its items."""
DATA_FIELDS = "__dataclass_fields__"
"""Where a dataclass keeps its fields, as Python does."""
_MERGED = "merged"


def payload(value: InstanceValue) -> Value:
    """The builtin value inside an object, MISSING when its class derives from none."""
    fields = value.foreign.get(FIELDS)
    if is_tuple(fields):
        return tuple(value.state.get(f) for f in fields)
    return value.foreign.get(PAYLOAD, MISSING)


def plain(value: Value) -> Value:
    """The builtin value inside an object of the program, else the value itself."""
    if isinstance(value, InstanceValue):
        inner = payload(value)
        return value if inner is MISSING else inner
    return value


def attributes_of(value: InstanceValue) -> State:
    """The attributes of an object. They are its items after ``self.__dict__ = self``."""
    merged = value.foreign.get(_MERGED)
    return value.state if merged is None else merged.state  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]


def merge_attributes(value: InstanceValue, holder: Value) -> tuple[State, str, Value]:
    """The write that makes a dict the attributes of an object."""
    return value.foreign, _MERGED, holder
