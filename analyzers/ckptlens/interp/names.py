"""Looking names up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.builtins import BUILTINS
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown

if TYPE_CHECKING:
    from ckptlens.interp.values import Scope, Value
    from ckptlens.syntax import ir


def read_name(machine: Machine, node: ir.Name, scope: Scope) -> Value:
    """The value of a name: local, enclosing, global, builtin. Raises ProgramError NameError."""
    found = lookup(node.id, scope)
    if found is not MISSING:
        return found
    if node.id in BUILTINS:
        return BUILTINS[node.id]
    site = machine.site(node, scope)
    if scope.module.names.state.get("__incomplete__"):
        return unknown(node.id, "a name of a module that could not be read whole", site, callable_gap=True)
    raise ProgramError("NameError", f"name '{node.id}' is not defined", site.location)


def lookup(name: str, scope: Scope) -> Value:
    """The value of a name in a scope and those around it, MISSING when it has none."""
    if name in scope.globals:
        return scope.module.names.state.get(name, MISSING)
    current: Scope | None = scope
    while current is not None:
        # A class body is seen from inside itself only.
        if (current.kind != "class" or current is scope) and name in current.names.state:
            return current.names.state[name]
        current = current.parent
    return MISSING
