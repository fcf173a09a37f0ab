"""Names of the calling code that hold variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.values import InstanceValue, Value
from ckptlens.notes import Holder
from ckptlens.tf_api.keras.core import core_of
from ckptlens.tf_api.keras.tracking import variables_of
from ckptlens.tf_api.objects import all_variables, is_module
from ckptlens.tf_api.variables import VariableValue
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


def holders_of(machine: Machine, site: Site) -> tuple[Holder, ...]:
    """How the code of a call reaches variables: by name, as attributes of an object with a name, or all those of a module or layer."""
    names = [(name, value) for name, value in (site.outer or site).scope.names.state.items() if isinstance(name, str)]
    return tuple(holder for name, value in names for holder in (*_attributes(name, value), *holder_of(machine, name, value)))


def _attributes(name: str, value: Value) -> Iterator[Holder]:
    if isinstance(value, InstanceValue):
        held = ((inner, v) for inner, v in value.state.items() if isinstance(v, VariableValue))
        yield from (Holder(f"{name}.{inner}", (v.uid,)) for inner, v in held)


def holder_of(machine: Machine, name: str, value: Value) -> Iterator[Holder]:
    """A variable, or a module or layer with variables, under the name that the code has for it."""
    if isinstance(value, VariableValue):
        yield Holder(name, (value.uid,))
        return
    found = variables_of(machine, value) if core_of(value) is not None else all_variables(machine, value) if is_module(value) else ()
    if found:
        yield Holder(name, tuple(v.uid for v in found), many=True)
