"""Equality, identity and membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.truth import truth
from ckptlens.interp.values import (
    ApiValue,
    Choice,
    DictValue,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    SetValue,
    Unknown,
    Value,
    is_tuple,
)
from ckptlens.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.interp.machine import Machine


def equal(machine: Machine, left: Value, right: Value, site: Site) -> bool | None:
    """Whether two values are equal; None when it is not known."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if isinstance(left, Choice) or isinstance(right, Choice):
        return _among(machine, left, right, site)
    if isinstance(left, Template) or isinstance(right, Template):
        return True if left == right else (None if isinstance(left, (str, Template)) and isinstance(right, (str, Template)) else False)
    lefts, rights = _items(left), _items(right)
    if lefts is not None and rights is not None:
        if type(left) is not type(right) or len(lefts) != len(rights):
            return False
        return _all(equal(machine, a, b, site) for a, b in zip(lefts, rights, strict=True))
    if isinstance(left, InstanceValue):
        return _own_equal(machine, left, right, site)
    if isinstance(left, Many) or isinstance(right, Many):
        return None
    if isinstance(left, DictValue) and isinstance(right, DictValue):
        return left.state == right.state if not (left.open or right.open) else None
    if isinstance(left, HostObject) and left.truth() is None:
        return None
    return left == right


def _items(value: Value) -> tuple[Value, ...] | None:
    if isinstance(value, ListValue):
        return value.items
    return value if is_tuple(value) else None


def _all(found: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for one in found:
        if one is False:
            return False
        result = None if one is None else result
    return result


def _among(machine: Machine, left: Value, right: Value, site: Site) -> bool | None:
    lefts = left.values if isinstance(left, Choice) else (left,)
    rights = right.values if isinstance(right, Choice) else (right,)
    found = {equal(machine, a, b, site) for a in lefts for b in rights}
    return found.pop() if len(found) == 1 else None


def _own_equal(machine: Machine, left: InstanceValue, right: Value, site: Site) -> bool | None:
    from ckptlens.interp.access import find_in_class
    from ckptlens.interp.calls import call

    method = find_in_class(left.cls, "__eq__")
    if method is not MISSING:
        return truth(machine, call(machine, method, Arguments((left, right)), site))
    if isinstance(right, InstanceValue) and left.cls is right.cls and "fields" in left.foreign:
        return _all(equal(machine, left.state.get(k), right.state.get(k), site) for k in left.state)
    return left is right


def identical(left: Value, right: Value) -> bool | None:
    """``left is right``; None when it is not known."""
    for value, other in ((left, right), (right, left)):
        if isinstance(value, Unknown):
            return None
        if isinstance(value, Choice):
            found = {identical(v, other) for v in value.values}
            return found.pop() if len(found) == 1 else None
    # The library makes a fresh value each time that a name of an API is read.
    if left is right or (isinstance(left, ApiValue) and left == right):
        return True
    constants = (int, float, str, bytes, bool, type(None))
    return type(left) is type(right) and isinstance(left, constants) and left == right


def contains(machine: Machine, item: Value, container: Value, site: Site) -> bool | None:
    """``item in container``; None when it is not known."""
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    if isinstance(container, (DictValue, SetValue)):
        return _in_keys(item, container)
    if isinstance(container, range) and isinstance(item, int):
        return item in container
    if isinstance(container, InstanceValue):
        return _own_contains(machine, item, container, site)
    items = _items(container)
    if items is None or (isinstance(container, ListValue) and container.state.get("open")):
        return None
    found = [equal(machine, item, other, site) for other in items]
    return True if True in found else (None if None in found else False)


def _in_keys(item: Value, container: DictValue | SetValue) -> bool | None:
    if item in container.state:
        return True
    unsure = (isinstance(container, DictValue) and container.open) or isinstance(item, (Unknown, Choice, Template))
    return None if unsure or any(isinstance(k, (Unknown, Template)) for k in container.state) else False


def _own_contains(machine: Machine, item: Value, container: InstanceValue, site: Site) -> bool | None:
    from ckptlens.interp.access import find_in_class
    from ckptlens.interp.calls import call

    method = find_in_class(container.cls, "__contains__")
    return truth(machine, call(machine, method, Arguments((container, item)), site)) if method is not MISSING else None
