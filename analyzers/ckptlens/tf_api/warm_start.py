"""Warm starts: which variables they leave at their initial values.

Source: ``tensorflow/python/training/warm_starting_util.py`` (_get_grouped_variables), TF 1.15 to 2.21: a regular expression, and
the default, select among the trainable variables, a list of expressions among the global ones. Case: tf1_warm_start_function.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import DictValue, HostObject, Value
from ckptlens.notes import WarmStart
from ckptlens.tf_api.graph import collection, current_graph
from ckptlens.tf_api.readers import file_or_newest
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import CallSite, Variable


class WrittenCall(HostObject, Struct, frozen=True):
    """The call of the program that led here."""

    site: CallSite

    def attribute(self, machine: Machine, name: str) -> Value:
        return MISSING


def _written_call(machine: Machine, site: Site) -> Value:
    return WrittenCall(site.call_site())


def _warm_started(machine: Machine, site: Site, path: Value, selected: Value, renamed: Value, written: Value) -> Value:
    assert isinstance(written, WrittenCall)
    note(machine, written.site, path, selected, renamed)
    return None


NATIVES = {"written_call": host_function("written_call", _written_call), "warm_started": host_function("warm_started", _warm_started)}


@api("tf.compat.v1.train.warm_start")
def warm_start(
    call: Call,
    ckpt_to_initialize_from: Value,
    vars_to_warm_start: Value = ".*",
    var_name_to_vocab_info: Value = None,
    var_name_to_prev_var_name: Value = None,
) -> Value:
    """Gives variables the values of a checkpoint as their initial ones."""
    note(call.machine, call.site.call_site(), ckpt_to_initialize_from, vars_to_warm_start, var_name_to_prev_var_name)
    return None


def note(machine: Machine, site: CallSite, path: Value, selected: Value, renamed: Value) -> None:
    """Note a warm start by an expression, and what it does not select."""
    if not (selected is None or isinstance(selected, str)):
        return
    file = file_or_newest(machine, path)
    entries = file.entries() if file is not None and file.is_literal and file.graph is None else None
    names = dict(renamed.state) if isinstance(renamed, DictValue) else {}
    left = [v for v in _not_trained(machine) if selected is None or re.match(selected, str(v.name))]
    held = [v.uid for v in left if entries is None or str(names.get(str(v.name), v.name)) in entries]
    machine.facts.add(WarmStart(machine.facts.number(), site, tuple(held), file_known=entries is not None))


def _not_trained(machine: Machine) -> list[Variable]:
    """Variables of the model that hold a state and are not trained, such as moving averages; no counters, no slots."""
    held = [v for v in collection(current_graph(machine), "variables") if isinstance(v, VariableValue)]
    facts = [machine.facts.variable(v.uid) for v in held]
    return [
        f
        for f in facts
        if not f.trainable and f.kind == "variable" and (f.dtype or "").startswith(("float", "bfloat")) and not f.name.holes
    ]
