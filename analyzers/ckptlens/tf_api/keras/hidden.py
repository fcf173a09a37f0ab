"""The lists and dicts of Keras 3 objects that TensorFlow does not track (experiments a1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.payload import attributes_of
from ckptlens.interp.values import DictValue, InstanceValue, ListValue, Value, is_tuple
from ckptlens.notes import HiddenContainer
from ckptlens.tf_api.keras.core import Core, core_of
from ckptlens.tf_api.keras.tracking import variables_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.interp.machine import Machine

_DEPTH = 8
Path = tuple[str, ...]


def hidden_containers(machine: Machine, argument: str | None, core: Core, unseen: frozenset[int]) -> tuple[HiddenContainer, ...]:
    """The containers in a layer that hold these weights; none when they do not hold them all."""
    found = {path: (value, cls) for path, value, cls in _containers(core, (), unseen, machine)}
    held = {v.uid for value, _ in found.values() for v in variables_of(machine, value)}
    if not unseen <= held:
        return ()
    return tuple(
        HiddenContainer(argument, path, cls, "list" if isinstance(value, ListValue) else "dict", _is_nested(value))
        for path, (value, cls) in found.items()
    )


def _containers(core: Core, path: Path, unseen: frozenset[int], machine: Machine) -> Iterator[tuple[Path, Value, str]]:
    """Attributes of objects of the program, down to the outermost containers that are hidden."""
    if not isinstance(core.owner, InstanceValue) or len(path) > _DEPTH:
        return
    for name, value in attributes_of(core.owner).items():
        here = (*path, str(name))
        if isinstance(value, (ListValue, DictValue)) and unseen & {v.uid for v in variables_of(machine, value)}:
            yield here, value, core.cls
        elif (inner := core_of(value)) is not None:
            yield from _containers(inner, here, unseen, machine)


def _is_nested(value: Value) -> bool:
    items = value.items if isinstance(value, ListValue) else tuple(value.state.values()) if isinstance(value, DictValue) else ()
    return any(isinstance(item, (ListValue, DictValue)) or is_tuple(item) for item in items)
