"""An object-based checkpoint in the place of a saver: ``Scaffold(saver=tf.train.Checkpoint(...))``.

Source: ``tensorflow/python/training/monitored_session.py`` (Scaffold.finalize), TF 2.0 to 2.21. Only the v2 class is taken; that of TF1
has no ``build``. Cases: monitored_scaffold_*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import HostObject, Value
from ckptlens.notes import SessionSaver
from ckptlens.tf_api.checkpoints import CheckpointValue, note_object_save
from ckptlens.tf_api.graph import collection, current_graph
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


@dataclass(frozen=True, slots=True)
class ObjectSaver(HostObject):
    """A saver that writes what a checkpoint tracks, without a counter."""

    checkpoint: CheckpointValue

    def attribute(self, machine: Machine, name: str) -> Value:
        return host_function(name, self._save) if name == "save" else MISSING

    def _save(self, machine: Machine, site: Site, sess: Value, save_path: Value, global_step: Value = None) -> Value:
        note_object_save(machine, self.checkpoint, site, "tf.compat.v1.train.Saver.save", save_path, ("save_path", 1))
        return save_path


def is_object_checkpoint(machine: Machine, site: Site, value: Value) -> Value:
    """Whether a value is a ``tf.train.Checkpoint`` of TF2."""
    return isinstance(value, CheckpointValue) and value.api == "tf.train.Checkpoint"


def object_saver(machine: Machine, site: Site, value: Value) -> Value:
    """The saver of a checkpoint."""
    assert isinstance(value, CheckpointValue)
    return ObjectSaver(value)


def note_session_saver(machine: Machine, site: Site, value: Value) -> Value:
    """Note what a Checkpoint lacks that a session saves with. It is not initialized when the session resumes."""
    if isinstance(value, CheckpointValue):
        graph, refused = value.graph(machine), value.api != "tf.train.Checkpoint"
        held = {item.variable for item in graph.items}
        lacking = [v.uid for v in collection(current_graph(machine), "variables") if isinstance(v, VariableValue) and v.uid not in held]
        if graph.known or refused:
            machine.facts.add(SessionSaver(machine.facts.number(), site.call_site(), value.uid, tuple(lacking), refused))
    return None
