"""Comparisons."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from ckptlens.interp.equality import items_of
from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.payload import plain
from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, InstanceValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.site import Site
    from ckptlens.interp.values import (
        Value,
    )
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PLAIN = (int, float, complex, str, bytes, bool)


def compare(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    """One comparison: True, False or an unknown."""
    for side in (left, right):
        if isinstance(side, HostObject) and side.is_elementwise(machine, op) and left is not None and right is not None:
            return side.binary(machine, op, left, right)
    decided = _decide(machine, op, left, right, site)
    return decided if decided is not None else unknown("condition", "an undecided condition", site)


def _decide(machine: Machine, op: str, left: Value, right: Value, site: Site) -> bool | None:
    from ckptlens.interp.equality import contains, equal, identical

    if op in ("in", "not in"):
        found = contains(machine, left, right, site)
        return found if found is None else found == (op == "in")
    if op in ("is", "is not"):
        found = identical(left, right)
        return found if found is None else found == (op == "is")
    if op in ("==", "!="):
        found = equal(machine, left, right, site)
        return found if found is None else found == (op == "==")
    if isinstance(left, _PLAIN) and isinstance(right, _PLAIN):
        try:
            return bool(_COMPARE[op](left, right))
        except TypeError as error:
            raise ProgramError("TypeError", str(error), site.location) from None
    if isinstance(left, InstanceValue) or isinstance(right, InstanceValue):
        return _own_order(machine, op, left, right, site)
    lefts, rights = items_of(left), items_of(right)
    return _order_of_items(op, lefts, rights) if lefts is not None and rights is not None else None


def _order_of_items(op: str, left: tuple[Value, ...], right: tuple[Value, ...]) -> bool | None:
    sides = (left, right)
    if not all(isinstance(item, _PLAIN) for side in sides for item in side):
        return None
    try:
        return bool(_COMPARE[op](*sides))
    except TypeError:
        return None


_ORDER = {"<": ("__lt__", "__gt__"), ">": ("__gt__", "__lt__"), "<=": ("__le__", "__ge__"), ">=": ("__ge__", "__le__")}


def _own_order(machine: Machine, op: str, left: Value, right: Value, site: Site) -> bool | None:
    from ckptlens.interp.calls import call
    from ckptlens.interp.operators import is_not_implemented

    for value, other, name in ((left, right, _ORDER[op][0]), (right, left, _ORDER[op][1])):
        method = find_in_class(value.cls, name) if isinstance(value, InstanceValue) else MISSING
        if method is not MISSING:
            found = call(machine, method, Arguments((value, other)), site)
            if not is_not_implemented(found):
                return truth(machine, found)
    inner = (plain(left), plain(right))
    return _decide(machine, op, *inner, site) if not any(isinstance(v, InstanceValue) for v in inner) else None
