"""Which tensor of the source becomes which key of the destination."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from ckptlens_executor.errors import BadInputError

VALUE_SUFFIX = "/.ATTRIBUTES/VARIABLE_VALUE"
_ESCAPED = re.compile(r"\.([.S])")


class Move(NamedTuple):
    """The value of `source` is written under `target`."""

    source: str
    target: str


class LeftOut(NamedTuple):
    """A key whose value has no place in the destination, and why."""

    key: str
    reason: str


class Plan(NamedTuple):
    """A conversion before it is run.

    `root` is the collection that names were put into or taken out of; `naming` says where they come from.
    """

    moves: tuple[Move, ...]
    root: str | None
    naming: str
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


def plan_to_tf2(names: list[str], root: str) -> Plan:
    """Every name as an item of the dictionary `root` of a ``tf.train.Checkpoint``."""
    if not root.isidentifier() or root == "save_counter":
        raise BadInputError(f"--root {root!r} cannot be a keyword of tf.train.Checkpoint; choose an identifier such as vars")
    return Plan(tuple(Move(n, f"{root}/{escape(n)}{VALUE_SUFFIX}") for n in names), root, "names of the source")


def escape(name: str) -> str:
    """A name as one component of an object-based key."""
    return name.replace(".", "..").replace("/", ".S")


def unescape(component: str) -> str:
    """The reverse of `escape`, pair by pair: ``..S`` is ``.S``, not ``./``."""
    return _ESCAPED.sub(lambda pair: "." if pair[1] == "." else "/", component)


def object_path(key: str) -> tuple[str, ...]:
    """The unescaped components of the key of a variable, without its attribute."""
    return tuple(unescape(c) for c in key.removesuffix(VALUE_SUFFIX).split("/"))


def check_distinct(plan: Plan) -> Plan:
    """The plan itself. Raises BadInputError when two values would get one key."""
    counts = Counter(m.target for m in plan.moves)
    for target, count in counts.items():
        if count > 1:
            rivals = ", ".join(m.source for m in plan.moves if m.target == target)
            raise BadInputError(
                f"{count} variables would all be called {target!r}: {rivals}. Convert with another --root, or rename one of them."
            )
    return plan
