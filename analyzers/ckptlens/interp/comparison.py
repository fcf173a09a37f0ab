"""Comparisons."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.unknown import unknown

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
    if isinstance(left, tuple) and isinstance(right, tuple):
        try:
            return bool(_COMPARE[op](left, right))
        except TypeError:
            return None
    return None
