"""Values that the user gives for what the program does not tell: ``[tool.ckptlens.assume]``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, cast

from ckptlens.interp.pylib.copying import Json, from_json
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import Unknown, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine

Assumptions = tuple[tuple[str, str], ...]
"""Names of holes, each with its value as a Python literal."""


def assumed(machine: Machine, value: Value) -> Value:
    """The value that the user gives for an unknown of this name, else the unknown itself."""
    if not isinstance(value, Unknown):
        return value
    name = _given_name(machine, value.hole.name)
    if name is None:
        return value
    if name not in machine.supposed:
        found = literal(machine.assumptions[name])
        machine.supposed[name] = value if found is MISSING else found
    return machine.supposed[name]


def _given_name(machine: Machine, hole: str) -> str | None:
    """The assumption for a hole: for its whole name, else for its longest dotted end (``hparams.n`` of ``settings.hparams.n``)."""
    while hole not in machine.assumptions:
        hole = hole.partition(".")[2]
        if "." not in hole:
            return None
    return hole


def literal(text: str) -> Value:
    """The value of a Python literal; MISSING for any other text."""
    try:
        return _value(cast("object", ast.literal_eval(text)))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return MISSING


def _value(found: object) -> Value:
    if isinstance(found, tuple):
        return tuple(_value(item) for item in cast("tuple[object, ...]", found))
    if isinstance(found, (dict, list, str, int, float, bool, type(None))):
        return from_json(cast("Json", found))
    return MISSING
