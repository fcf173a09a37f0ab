"""Version numbers that compare by their parts: packaging.version, distutils.version, pkg_resources."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, Value, new_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_NUMBERS = re.compile(r"v?(\d+(?:\.\d+)*)")
_PARTS = ("major", "minor", "micro")


class VersionValue(HostObject, Struct, frozen=True):
    """A version: its text, and the numbers of its release. What comes after them, such as ``rc1``, is not compared."""

    text: str
    numbers: tuple[int, ...]
    compares = frozenset(_COMPARE)

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "release":
                return self.numbers
            case "version" | "base_version" | "public":
                return new_list((*self.numbers,)) if name == "version" else ".".join(str(n) for n in self.numbers)
            case _ if name in _PARTS:
                place = _PARTS.index(name)
                return self.numbers[place] if place < len(self.numbers) else 0
            case _:
                return MISSING

    def binary(self, machine: Machine, op: str, left: Value, right: Value) -> Value:
        sides = [_numbers(side) for side in (left, right)]
        if op not in _COMPARE or sides[0] is None or sides[1] is None:
            return unknown("condition", "an undecided condition", None)
        return _COMPARE[op](*sides)


def _numbers(value: Value) -> tuple[int, ...] | None:
    """The numbers of a release without the zeros at its end."""
    found = value.numbers if isinstance(value, VersionValue) else _read(value) if isinstance(value, str) else None
    if found is None:
        return None
    last = max((i for i, n in enumerate(found) if n), default=-1)
    return found[: last + 1]


def _read(text: str) -> tuple[int, ...] | None:
    found = _NUMBERS.match(text.strip())
    return tuple(int(n) for n in found[1].split(".")) if found is not None else None


@FUNCTIONS.model(
    "packaging.version.parse",
    "packaging.version.Version",
    "distutils.version.LooseVersion",
    "distutils.version.StrictVersion",
    "pkg_resources.parse_version",
    "looseversion.LooseVersion",
)
def _version(machine: Machine, site: Site, version: Value) -> Value:
    numbers = _read(version) if isinstance(version, str) else None
    if not isinstance(version, str) or numbers is None:
        return unknown("version", "a version that is not known", site)
    return VersionValue(version, numbers)
