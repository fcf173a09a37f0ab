"""Whether a value is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        return bool(value.items)
    if isinstance(value, (DictValue, SetValue)):
        return True if value.state else (None if isinstance(value, DictValue) and value.open else False)
    if isinstance(value, Many):
        return None
    if isinstance(value, HostObject):
        return value.truth()
    if isinstance(value, InstanceValue):
        return _instance_truth(value)
    return bool(value)


def _instance_truth(value: InstanceValue) -> bool | None:
    defines = any(name in cls.names.state for cls in value.cls.lineage for name in ("__bool__", "__len__"))
    return None if defines else True
