"""Equality, identity and membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.payload import DATA_FIELDS, plain
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING, Entries
from ckptlens.interp.truth import truth
from ckptlens.interp.values import (
    MEMBERS,
    ApiValue,
    Choice,
    ClassValue,
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
from ckptlens.template import Template, may_be_equal

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
        return _equal_texts(left, right)
    machine.budget.step()
    lefts, rights = items_of(left), items_of(right)
    if lefts is not None and rights is not None:
        if type(left) is not type(right) or len(lefts) != len(rights):
            return False
        return _all(equal(machine, a, b, site) for a, b in zip(lefts, rights, strict=True))
    if isinstance(left, InstanceValue):
        return _own_equal(machine, left, right, site)
    if isinstance(right, InstanceValue):
        return _own_equal(machine, right, left, site)
    if isinstance(left, Many) or isinstance(right, Many):
        return None
    if isinstance(left, DictValue) and isinstance(right, DictValue):
        return _equal_dicts(machine, left, right, site)
    if isinstance(left, SetValue) and isinstance(right, SetValue):
        return set(left.state) == set(right.state)
    if isinstance(left, HostObject) and left.truth() is None:
        return None
    return left == right


def _equal_texts(left: Value, right: Value) -> bool | None:
    if left == right:
        return True
    if isinstance(left, (str, Template)) and isinstance(right, (str, Template)):
        return None if may_be_equal(left, right) else False
    return False


def _equal_dicts(machine: Machine, left: DictValue, right: DictValue, site: Site) -> bool | None:
    if left.open or right.open:
        return None
    if set(left.state) != set(right.state):
        return None if any(isinstance(k, (Unknown, InstanceValue, Template)) for k in (*left.state, *right.state)) else False
    return _all(equal(machine, value, right.state[key], site) for key, value in left.state.items())


def items_of(value: Value) -> tuple[Value, ...] | None:
    """The items of a list or tuple, None for any other value."""
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
    from ckptlens.interp.calls import call

    method = find_in_class(left.cls, "__eq__")
    if method is not MISSING:
        return truth(machine, call(machine, method, Arguments((left, right)), site))
    if isinstance(right, InstanceValue) and left.cls is right.cls and find_in_class(left.cls, DATA_FIELDS) is not MISSING:
        return _all(equal(machine, left.state.get(k), right.state.get(k), site) for k in left.state)
    mine, other = plain(left), plain(right)
    if left is right or (mine is left and other is right):
        return left is right
    return False if isinstance(mine, InstanceValue) or isinstance(other, InstanceValue) else equal(machine, mine, other, site)


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
    if isinstance(container, HostObject):
        return container.contains(machine, item, site)
    if isinstance(container, ClassValue):
        return _among_members(machine, item, container, site)
    items = items_of(container)
    if items is None:
        return None
    found = [True if item is other else equal(machine, item, other, site) for other in items]
    is_open = isinstance(container, ListValue) and bool(container.state.get("open"))
    return (True if not is_open else None) if True in found else (None if is_open or None in found else False)


def _among_members(machine: Machine, item: Value, container: ClassValue, site: Site) -> bool | None:
    members = find_in_class(container, MEMBERS)
    if isinstance(members, DictValue):
        return contains(machine, item, tuple(members.state.values()), site)
    from ckptlens.interp.calls import call

    method = find_in_class(container.metaclass, "__contains__") if container.metaclass is not None else MISSING
    return truth(machine, call(machine, method, Arguments((container, item)), site)) if method is not MISSING else None


def _in_keys(item: Value, container: DictValue | SetValue) -> bool | None:
    if item in container.state:
        return None if isinstance(container.state, Entries) and item in container.state.unsure else True
    if isinstance(item, InstanceValue):
        inner = plain(item)
        return None if inner is item else _in_keys(inner, container)
    unsure = (isinstance(container, DictValue) and container.open) or isinstance(item, (Unknown, Choice))
    if not unsure and type(item) is str and set(map(type, container.state)) <= {str}:
        return False
    return None if unsure or any(_may_be_key(k, item) for k in container.state) else False


def _may_be_key(key: object, item: Value) -> bool:
    """Whether a key that differs from `item` as written may be equal to it all the same."""
    if type(key) is str and type(item) is str:
        return False
    return isinstance(key, Unknown) or _equal_texts(key, item) is None


def _own_contains(machine: Machine, item: Value, container: InstanceValue, site: Site) -> bool | None:
    from ckptlens.interp.calls import call
    from ckptlens.interp.iteration import iterate
    from ckptlens.interp.values import Many

    method, inner = find_in_class(container.cls, "__contains__"), plain(container)
    if method is not MISSING:
        return truth(machine, call(machine, method, Arguments((container, item)), site))
    if inner is not container:
        return contains(machine, item, inner, site)
    if not any(find_in_class(container.cls, name) is not MISSING for name in ("__iter__", "__getitem__")):
        return None
    items = iterate(machine, container, site)
    return None if isinstance(items, Many) else contains(machine, item, items, site)
