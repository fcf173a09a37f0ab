"""Reading a checkpoint into variables by an assignment map.

Source: ``tensorflow/python/training/checkpoint_utils.py`` (init_from_checkpoint), TF 1.15 to 2.21. Cases: init_from_ckpt_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ckptlens.interp.machine import ProgramError
from ckptlens.interp.values import DictValue, Unknown, is_tuple
from ckptlens.notes import EagerMap, NothingAssigned, OpenMap
from ckptlens.tf_api.assignment_maps import Assigned, entries_of, found_by_map, left_of
from ckptlens.tf_api.bindings import holders_of
from ckptlens.tf_api.damage import note_damage
from ckptlens.tf_api.found import fail, stop_if
from ckptlens.tf_api.graph import GraphState, current_graph
from ckptlens.tf_api.paths import path_argument
from ckptlens.tf_api.readers import file_or_newest
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.session_runs import note_initial_values
from ckptlens.tf_api.told import told_path
from ckptlens.trace import Restore

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.values import Value
    from ckptlens.trace import PathArgument, SavedItem

_PENDING = "assignments"


@api("tf.compat.v1.train.init_from_checkpoint")
def init_from_checkpoint(call: Call, ckpt_dir_or_file: Value, assignment_map: Value) -> Value:
    """Replaces the initial values of variables by those of a file."""
    if not current_graph(call.machine).number:
        _in_eager(call, assignment_map)
    ckpt_dir_or_file = told_path(call.machine, call.site, ckpt_dir_or_file)
    note_damage(call.machine, call.site, ckpt_dir_or_file)
    file = file_or_newest(call.machine, ckpt_dir_or_file)
    found = found_by_map(call.machine, file, assignment_map, call.site) if file is not None and file.is_literal else None
    restore = note_assignment(call, path_argument(call.site, ckpt_dir_or_file, 0, "ckpt_dir_or_file"), assigned=found)
    given = path_argument(call.site, assignment_map, 1, "assignment_map").location
    if file is None and given is not None and _may_be_empty(assignment_map):
        call.machine.facts.add(OpenMap(call.machine.facts.number(), restore, given))
    return None


def _may_be_empty(assignment_map: Value) -> bool:
    """Whether a map has entries only as far as names of a checkpoint are also those of variables: none of its keys is known."""
    return isinstance(assignment_map, DictValue) and assignment_map.open and all(isinstance(key, Unknown) for key in assignment_map.state)


def _in_eager(call: Call, assignment_map: Value) -> None:
    """No store holds the variables of eager mode: names find nothing, and scopes are passed over without a word."""
    given = entries_of(call.machine, assignment_map, call.site)
    named = [(key, target) for key, target in given or () if isinstance(target, str)]
    if given is not None and len(named) == len(given):
        uid, holders = call.machine.facts.number(), holders_of(call.machine, call.site)
        call.machine.facts.add(EagerMap(uid, call.site.call_site(), tuple(named), holders))
    for key, target in named:
        if not key.endswith("/"):
            message = f"Assignment map with scope only name {target.rpartition('/')[0]} should map to scope only {key}."
            fail(call.machine, ProgramError("ValueError", message, call.site.location))
            return
    if given is not None and len(named) == len(given):
        call.machine.facts.add(NothingAssigned(call.machine.facts.number(), call.site.call_site(), eager=True))


def note_assignment(
    call: Call, path: PathArgument, items: tuple[SavedItem, ...] = (), *, items_known: bool = False, assigned: Assigned | None = None
) -> int:
    """Note that values of a name-based file are assigned to variables, without a Saver; ends the program where TensorFlow does.

    What is left is looked at when the run ends: variables that are made later get no value either. Gives the number of the restore.
    """
    machine = call.machine
    uid, graph = machine.facts.number(), current_graph(machine)
    found = assigned.found if assigned is not None else None
    site = call.site.call_site()
    machine.facts.add(Restore(uid, call.api, site, "name", None, path, graph.mode, items=items, items_known=items_known, found=found))
    if call.api.endswith("init_from_checkpoint") and graph.number:
        note_initial_values(machine, uid, graph.number, assigned.variables if assigned is not None else ())
    if assigned is not None:
        pending = machine.world.get(_PENDING, ())
        assert is_tuple(pending)
        machine.trail.set(machine.world, _PENDING, (*pending, (uid, graph, assigned)))
    if assigned is not None and not assigned.variables and assigned.found.raises is None:
        machine.facts.add(NothingAssigned(machine.facts.number(), site, eager=False))
    stop_if(machine, found, call.site)
    return uid


def finish(machine: Machine) -> None:
    """Write down which variables the assignments of a run left as they were."""
    pending = machine.world.get(_PENDING, ())
    assert isinstance(pending, tuple)
    for uid, graph, assigned in pending:  # pyright: ignore[reportUnknownVariableType]
        fact = machine.facts.restore(uid)  # pyright: ignore[reportUnknownArgumentType]
        if fact is not None and isinstance(assigned, Assigned) and isinstance(graph, GraphState):
            left = left_of(machine, graph, assigned.variables)
            machine.facts.replace(replace(fact, found=None if left is None else replace(assigned.found, left_at_init=left)))


@api("tf.contrib.framework.init_from_checkpoint")
def init_from_checkpoint_contrib(call: Call, checkpoint_dir: Value, assignment_map: Value) -> Value:
    """The same under its old name."""
    return init_from_checkpoint(call, checkpoint_dir, assignment_map)
