"""Names of the calling code that hold variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.values import InstanceValue, Value
from ckptlens.trace import Binding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


def bindings_of(machine: Machine, site: Site) -> tuple[Binding, ...]:
    """Names of the scope of a call, and attributes of its ``self``, that hold a variable."""
    return tuple(_found((site.outer or site).scope.names.state))


def _found(state: dict[object, object]) -> Iterator[Binding]:
    for name, value in state.items():
        if not isinstance(name, str):
            continue
        uid = _variable(value)
        if uid is not None:
            yield Binding(name, uid)
        elif name == "self" and isinstance(value, InstanceValue):
            for inner, held in value.state.items():
                uid = _variable(held)
                if uid is not None:
                    yield Binding(f"self.{inner}", uid)


def _variable(value: Value) -> int | None:
    uid = getattr(value, "uid", None)
    return uid if isinstance(uid, int) and type(value).__name__ == "VariableValue" else None
