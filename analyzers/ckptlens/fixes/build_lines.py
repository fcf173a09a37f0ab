"""The statements that make the variables of Keras objects, as the program makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.imports import tensorflow_2
from ckptlens.fixes.written import free_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ckptlens.notes import Building

    Source = Callable[[str | None], str | None]


def build_lines(text: str, buildings: Iterable[Building], source: Source) -> tuple[str, ...]:
    """A line for each object, an optimizer after its model; none when one of them cannot be written: `source` gives no name for it."""
    found = [_line(text, building, source) for building in sorted(buildings, key=lambda b: b.how.startswith("train"))]
    return tuple(line for line in found if line is not None) if None not in found else ()


def _line(text: str, building: Building, source: Source) -> str | None:
    name = source(building.name)
    if name is None:
        return None
    match building.how:
        case "build":
            blank = f"{free_name(text, 'INPUT_SHAPE')})  # the shape of its input"
            return f"{name}.build({building.shape})" if building.shape else f"{name}.build({blank}"
        case "call":
            return _call(text, name, building)
        case _:
            trained = source(building.trained)
            optimizer = f"{name}.optimizer" if building.how == "train own" else name
            return f"{optimizer}.build({trained}.trainable_variables)" if trained is not None else None


def _call(text: str, name: str, building: Building) -> str | None:
    """A call on zeros, for what makes its weights in ``call`` and has no ``build`` that would make them."""
    named = tensorflow_2(text, "")
    if named is None or named[1] is not None:
        return None
    if not building.shape or None in building.shape or building.dtype is None:
        return f"{name}({free_name(text, 'INPUT')})  # an input as it gets it"
    dtype = f", {named[0]}.{building.dtype}" if building.dtype != "float32" else ""
    return f"{name}({named[0]}.zeros({building.shape}{dtype}))"
