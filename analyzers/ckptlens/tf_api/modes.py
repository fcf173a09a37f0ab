"""Saves and restores that mix graph and eager mode, and how TensorFlow ends them.

Source: ``tensorflow/python/training/saver.py`` (Saver.save, _build_eager) and ``saving/saveable_object_util.py`` (op_list_to_dict),
TF 2.15 to 2.21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.machine import ProgramError
from ckptlens.notes import Mix, MixedModes
from ckptlens.tf_api.found import fail
from ckptlens.tf_api.graph import current_graph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import SavedItem

IN_GRAPH = "RuntimeError"
"""How a call in a graph ends with eager variables: an eager tensor cannot be an input of an op of a graph."""


def refuse_other_mode(machine: Machine, items: Iterable[SavedItem], site: Site, *, eager: str = "", graph: str = IN_GRAPH) -> None:
    """End a call that reads or writes variables of the other mode than its own; `eager` and `graph` are the errors in that mode."""
    in_graph = bool(current_graph(machine).number)
    facts = [machine.facts.variable(i.variable) for i in items if i.variable is not None and not i.when]
    wrong = tuple(dict.fromkeys(fact.uid for fact in facts if bool(fact.graph) is not in_graph))
    if wrong:
        mix, error = (Mix.EAGER_VARIABLES, graph) if in_graph else (Mix.GRAPH_VARIABLES, eager)
        refuse(machine, mix, site, error, wrong)


def refuse(machine: Machine, mix: Mix, site: Site, error: str, variables: tuple[int, ...] = ()) -> None:
    """End a call for one reason. Only on complete facts: what is not followed may have entered a graph or left one."""
    if machine.stack.is_tf1 or machine.facts.gaps:
        return
    fail(machine, ProgramError(error, f"graph and eager mode are mixed: {mix}", site.location))
    machine.facts.add(MixedModes(machine.facts.number(), site.call_site(), mix, error, variables, machine.conditions))
