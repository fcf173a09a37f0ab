"""Assigning values of a checkpoint file to variables.

Source: ``tensorflow/contrib/framework/python/ops/variables.py`` (assign_from_checkpoint, assign_from_checkpoint_fn), 1.15; tf_slim 1.1.0.
Cases: tf115_slim_finetune_exclude, tf115_contrib_init_and_assign, slim_assign_from_checkpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.access import attribute
from ckptlens.interp.calls import call as call_value
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, DictValue, HostFunction, Value
from ckptlens.tf_api.assignment_maps import Assigned
from ckptlens.tf_api.disk import checkpoint_at
from ckptlens.tf_api.found import by_name
from ckptlens.tf_api.initialization import note_assignment
from ckptlens.tf_api.paths import path_argument
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.saver_items import saved_items
from ckptlens.tf_api.told import told_path
from ckptlens.trace import Found

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import SavedItem


@api("tf.contrib.framework.assign_from_checkpoint")
def assign_from_checkpoint(call: Call, model_path: Value, var_list: Value, ignore_missing_vars: Value = False) -> Value:
    """An operation that assigns the values of a file, and what to feed it; the file is read now."""
    model_path = told_path(call.machine, call.site, model_path)
    items, known = saved_items(call.machine, var_list, call.site)
    found = _assigned(call.machine, model_path, items, lenient=ignore_missing_vars) if known else None
    note_assignment(call, path_argument(call.site, model_path, 0, "model_path"), items, items_known=known, assigned=found)
    return unknown("assign_op", "an operation that assigns values", call.site), DictValue({}, open=True)


def _assigned(machine: Machine, path: Value, items: tuple[SavedItem, ...], *, lenient: Value) -> Assigned | None:
    """What is found in the file; a key that it does not have raises unless that is allowed, and so does another shape."""
    file = checkpoint_at(machine, path)
    if file is None or not file.is_literal or any(i.key.holes or i.when for i in items):
        return None
    entries = file.entries()
    found = by_name(file, items, eager=False)
    taken = frozenset(i.variable for i in items if i.variable is not None and str(i.key) in entries)
    held = [(entries[str(i.key)].shape, machine.facts.variable(i.variable).shape) for i in items if i.variable and str(i.key) in entries]
    misfit = any(None not in (a, b) and a != b and None not in (*(a or ()), *(b or ())) for a, b in held)
    refused = misfit or (found.missing and lenient is False)
    return Assigned(Found((), found.missing, found.unused_keys, "ValueError" if refused else None), taken)


@api("tf.contrib.framework.assign_from_checkpoint_fn")
def assign_from_checkpoint_fn(
    call: Call, model_path: Value, var_list: Value, ignore_missing_vars: Value = False, reshape_variables: Value = False
) -> Value:
    """A function of a session that restores the variables by a Saver made now; nothing is left of those that the file does not have."""
    if truth(call.machine, var_list) is False:
        raise ProgramError("ValueError", "var_list cannot be empty", call.site.location)
    maker = ApiValue("tf.compat.v1.train.Saver")
    made = call_value(call.machine, maker, Arguments((var_list,), {"reshape": reshape_variables}), call.site)

    def restore(machine: Machine, arguments: Arguments, site: Site) -> Value:
        method = attribute(machine, made, "restore", site)
        return call_value(machine, method, Arguments((arguments.get(0, "session"), model_path)), site)

    return HostFunction("callback", restore)


@api("tf.contrib.framework.assign_from_values", "tf.contrib.framework.assign_from_values_fn")
def assign_from_values(call: Call, var_names_to_values: Value) -> Value:
    """An operation, or a function, that assigns values to variables by name."""
    if call.api.endswith("_fn"):
        return HostFunction("callback", lambda machine, arguments, site: None)
    return unknown("assign_op", "an operation that assigns values", call.site), DictValue({}, open=True)
