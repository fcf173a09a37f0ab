"""Slot variables of optimizers and moving averages.

Source: ``tensorflow/python/training/slot_creator.py`` (create_slot, create_zeros_slot): a slot is made by get_variable inside
``variable_scope(None, primary.op.name + "/" + name)``, so the current variable scope stands in front of the primary's full name
(key-semantics: tf1_opt_adam_inside_scope), a second slot of that name gets ``_1``, and the scope's reuse and custom getters hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import concatenate
from ckptlens.tf_api.get_variable import make_with_getters
from ckptlens.tf_api.scopes import VariableScopeContext
from ckptlens.tf_api.variable_store import Making

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Text, Value
    from ckptlens.tf_api.variables import VariableValue
    from ckptlens.trace import Shape


def create_slot(
    machine: Machine,
    site: Site,
    primary: VariableValue,
    name: Text,
    api: str,
    *,
    shape: Shape = None,
    dtype: str | None = None,
    kind: str = "slot",
) -> Value:
    """A variable in the shape of `primary` (or `shape`), not trainable, named after it."""
    call = Making(machine, site, api, Arguments(), kind, primary)
    return slot_named(call, primary.op_name, name, primary.shape if shape is None else shape, dtype or primary.dtype)


def slot_named(call: Making, primary: Text, name: Text, shape: Shape, dtype: str | None) -> Value:
    """A variable named after an op."""
    opened = VariableScopeContext(None, concatenate([primary, "/", name]), reuse=None, auxiliary_name_scope=True, settings={})
    opened.enter(call.machine, call.site)
    try:
        return make_with_getters(call, "", shape, dtype)
    finally:
        opened.leave(call.machine)
