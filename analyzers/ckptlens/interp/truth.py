"""Whether a value is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.payload import plain
from ckptlens.interp.presence import presence
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import Choice, DictValue, HostObject, InstanceValue, ListValue, Many, SetValue, Unknown, Value
from ckptlens.template import Template

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine


def truth(machine: Machine, value: Value) -> bool | None:
    """True, False, or None when it is undecided."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Choice):
        found = {truth(machine, v) for v in value.values}
        return found.pop() if len(found) == 1 else None
    if isinstance(value, Template):
        return True if any(isinstance(p, str) for p in value.parts) else None
    if isinstance(value, ListValue):
        return None if value.state.get("open") else _has_items(machine, value)
    if isinstance(value, (DictValue, SetValue)):
        return True if value.state else (None if isinstance(value, DictValue) and value.open else False)
    if isinstance(value, Many):
        return None
    if isinstance(value, HostObject):
        return value.truth()
    if isinstance(value, InstanceValue):
        return _instance_truth(machine, value)
    return bool(value)


def _has_items(machine: Machine, value: ListValue) -> bool | None:
    if not value.items:
        return False
    return True if any(not presence(machine, item) for item in value.items) else None


def _instance_truth(machine: Machine, value: InstanceValue) -> bool | None:
    for name in ("__bool__", "__nonzero__", "__len__"):
        method = find_in_class(value.cls, name)
        if method is not MISSING:
            found = _asked(machine, method, value)
            return None if isinstance(found, InstanceValue) else truth(machine, found)
    inner = plain(value)
    return True if inner is value else truth(machine, inner)


def _asked(machine: Machine, method: Value, value: InstanceValue) -> Value:
    from ckptlens.interp.calls import call

    frame = machine.frame
    assert frame.statement is not None
    return call(machine, method, Arguments((value,)), Site(frame.scope, frame.statement, frame.statement))
