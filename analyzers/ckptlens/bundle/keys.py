"""Object-based keys: escaping, and the parts that a key is made of.

A key is ``<path>/.ATTRIBUTES/<attribute>``; each component of the path has ``.`` written as ``..`` and then ``/`` as ``.S``. The slot of an
optimizer is ``<path of the variable>/.OPTIMIZER_SLOT/<path of the optimizer>/<slot>/.ATTRIBUTES/VARIABLE_VALUE``.
"""

from __future__ import annotations

import re

from msgspec import Struct

ATTRIBUTES = ".ATTRIBUTES"
OPTIMIZER_SLOT = ".OPTIMIZER_SLOT"
VARIABLE_VALUE = "VARIABLE_VALUE"

_ESCAPED = re.compile(r"\.([.S])")


def escape(name: str) -> str:
    """One component of a path as it stands in a key."""
    return name.replace(".", "..").replace("/", ".S")


def unescape(component: str) -> str:
    """The component as the program spelled it. Pairs are read from the left, so ``..S`` is ``.S`` and not ``./``."""
    return _ESCAPED.sub(lambda pair: "." if pair[1] == "." else "/", component)


class ObjectKey(Struct, frozen=True):
    """A parsed key: path and attribute, and for an optimizer slot the optimizer's path and the slot's name. Components are unescaped."""

    path: tuple[str, ...]
    attribute: str
    optimizer: tuple[str, ...] | None = None
    slot: str | None = None


def parse_object_key(key: str) -> ObjectKey | None:
    """The parts of an object-based key, or None when `key` is no such key."""
    path, mark, attribute = key.rpartition(f"{ATTRIBUTES}/")
    if not mark or (path and not path.endswith("/")):
        return None
    components = path.removesuffix("/").split("/") if path else []
    if OPTIMIZER_SLOT not in components:
        return ObjectKey(_unescaped(components), attribute)
    at = components.index(OPTIMIZER_SLOT)
    owner, slot = components[at + 1 : -1], components[-1]
    return ObjectKey(_unescaped(components[:at]), attribute, _unescaped(owner), unescape(slot))


def _unescaped(components: list[str]) -> tuple[str, ...]:
    return tuple(unescape(c) for c in components)
