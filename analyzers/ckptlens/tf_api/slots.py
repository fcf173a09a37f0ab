"""Slot variables of optimizers and moving averages.

Source: ``tensorflow/python/training/slot_creator.py`` (create_slot, create_zeros_slot): a slot is made by get_variable inside
``variable_scope(None, primary.op.name + "/" + name)``, so the current variable scope stands in front of the primary's full name
(key-semantics: tf1_opt_adam_inside_scope) and a second slot of that name gets ``_1``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.strings import concatenate
from ckptlens.tf_api.graph import current_graph, written
from ckptlens.tf_api.scopes import VariableScopeContext, current_scope
from ckptlens.tf_api.variables import GLOBAL, VariableValue, note_variable

if TYPE_CHECKING:
    from ckptlens.interp.site import Site
    from ckptlens.trace import Shape


def create_slot(
    machine: Machine,
    site: Site,
    primary: VariableValue,
    name: str,
    api: str,
    *,
    shape: Shape = None,
    dtype: str | None = None,
    kind: str = "slot",
) -> VariableValue:
    """A variable in the shape of `primary` (or `shape`), not trainable, named after it."""
    if primary.partitioned and current_scope(machine, current_graph(machine)).name:
        machine.gap(site, "slots of a partitioned variable made inside a variable scope are not modelled")
    opened = VariableScopeContext(None, concatenate([primary.op_name, "/", name]), reuse=False, auxiliary_name_scope=True, settings={})
    opened.enter(machine, site)
    try:
        graph = current_graph(machine)
        full = current_scope(machine, graph).name
        _check_new(machine, site, written(full))
        machine.trail.set(graph.names, written(full).lower(), 1)
        return note_variable(
            machine,
            site,
            full,
            primary.shape if shape is None else shape,
            dtype or primary.dtype,
            api_name=api,
            trainable=False,
            collections=(GLOBAL,),
            kind=kind,
            of=primary.uid,
        )
    finally:
        opened.leave(machine)


def _check_new(machine: Machine, site: Site, name: str) -> None:
    graph = current_graph(machine)
    if graph.number and f"{name}/" in graph.store:
        raise ProgramError("ValueError", f"Variable {name}/ already exists, disallowed.", site.location)
    if graph.number:
        machine.trail.set(graph.store, f"{name}/", name)
