"""An object-based checkpoint in the place of a saver: ``Scaffold(saver=tf.train.Checkpoint(...))``.

Source: ``tensorflow/python/training/monitored_session.py`` (Scaffold.finalize), TF 2.0 to 2.21. Only the v2 class is taken; that of TF1
has no ``build``. Cases: monitored_scaffold_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, Value
from ckptlens.notes import OtherKind, SessionSaver
from ckptlens.tf_api.checkpoints import CheckpointValue, note_object_save
from ckptlens.tf_api.graph import collection, current_graph
from ckptlens.tf_api.readers import file_or_newest
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.files import SavedFile


class ObjectSaver(HostObject, Struct, frozen=True):
    """A saver that writes what a checkpoint tracks, without a counter."""

    checkpoint: CheckpointValue

    def attribute(self, machine: Machine, name: str) -> Value:
        return host_function(name, self._save) if name == "save" else MISSING

    def _save(self, machine: Machine, site: Site, sess: Value, save_path: Value, global_step: Value = None) -> Value:
        note_object_save(machine, self.checkpoint, site, "tf.compat.v1.train.Saver.save", save_path, ("save_path", 1))
        path = save_path
        if global_step is not None:
            step = global_step if isinstance(global_step, int) else unknown("global_step", "the step at run time", site)
            path = concatenate([text_of(save_path), "-", text_of(step)])
        self.checkpoint.write(machine, path, newest=True)
        return path


def is_object_checkpoint(machine: Machine, site: Site, value: Value) -> Value:
    """Whether a value is a ``tf.train.Checkpoint`` of TF2."""
    return isinstance(value, CheckpointValue) and value.api == "tf.train.Checkpoint"


def object_saver(machine: Machine, site: Site, value: Value) -> Value:
    """The saver of a checkpoint."""
    assert isinstance(value, CheckpointValue)
    return ObjectSaver(value)


def note_session_saver(machine: Machine, site: Site, value: Value, folder: Value) -> Value:
    """Note what a Checkpoint lacks that a session saves with: it is not initialized when the session resumes."""
    if isinstance(value, CheckpointValue):
        graph, refused = value.graph(machine), value.api != "tf.train.Checkpoint"
        held = {item.variable for item in graph.items}
        lacking = [v.uid for v in collection(current_graph(machine), "variables") if isinstance(v, VariableValue) and v.uid not in held]
        if graph.known or refused:
            machine.facts.add(SessionSaver(machine.facts.number(), site.call_site(), value.uid, tuple(lacking), refused))
        if refused:
            return None
    _resume(machine, site, value, file_or_newest(machine, folder))
    return None


def _resume(machine: Machine, site: Site, saver: Value, newest: SavedFile | None) -> None:
    """End the session where the newest checkpoint of its folder is of the other kind.

    A name-based file is read by a Saver of all variables, the counter of saves among them, which it does not have; for an object-based
    one a Saver makes ops anew, in a graph that is finalized (experiments e2, e4).
    """
    objects = isinstance(saver, CheckpointValue)
    if newest is None or (newest.graph is not None) is objects or machine.facts.gaps:
        return
    error = "NotFoundError" if objects else "RuntimeError"
    maker = saver.uid if isinstance(saver, CheckpointValue) else getattr(saver, "uid", None)
    machine.facts.add(OtherKind(machine.facts.number(), site.call_site(), newest.graph is None, error, maker))
    raise ProgramError(error, "the newest checkpoint of the folder is of another kind", site.location)
