"""``tf.train.CheckpointManager``.

Source: ``tensorflow/python/checkpoint/checkpoint_management.py``, TF 1.15 to 2.21. Cases: ckpt_manager_*, obj_manager_*.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.host import host_function
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, Value, is_tuple, new_list
from ckptlens.template import Template
from ckptlens.tf_api.checkpoints import checkpoint_of, note_object_save
from ckptlens.tf_api.files import Writer, newest_file, note_writer
from ckptlens.tf_api.paths import newest
from ckptlens.tf_api.registry import Call, api

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Text


class ManagerValue(HostObject, Struct, eq=False):
    """``tf.train.CheckpointManager``. ``state`` holds the newest path (``newest``) and the paths of its own saves (``made``)."""

    checkpoint: Value
    directory: Value
    name: Value
    max_to_keep: Value
    init_fn: Value
    interval: Value
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "save":
                return host_function(name, self._save)
            case "latest_checkpoint":
                return self._newest(None)
            case "restore_or_initialize":
                return host_function(name, self._restore_or_initialize)
            case "checkpoints":
                return self._checkpoints()
            case "directory":
                return self.directory
            case "checkpoint":
                return self.checkpoint
            case "checkpoint_interval":
                return self.interval
            case _:
                return MISSING

    def _newest(self, site: Site | None) -> Value:
        return self.state["newest"] if "newest" in self.state else newest(site, self.directory)

    def _checkpoints(self) -> Value:
        made = self.state.get("made")
        if not is_tuple(made) or not made or "others" in self.state:
            return unknown("manager.checkpoints", "the files in the checkpoint folder", None)
        kept = made[-self.max_to_keep :] if isinstance(self.max_to_keep, int) else made
        return new_list(kept)

    def _restore_or_initialize(self, machine: Machine, site: Site) -> Value:
        from ckptlens.interp.calls import call
        from ckptlens.interp.site import Arguments

        path, held = self._newest(site), checkpoint_of(self.checkpoint)
        if "newest" in self.state and held is not None:
            held.restore(machine, site, path, "tf.train.CheckpointManager.restore_or_initialize", counted=True)
        elif self.init_fn is not None:
            call(machine, self.init_fn, Arguments(()), site)
        return path

    def _save(
        self, machine: Machine, site: Site, checkpoint_number: Value = None, check_interval: Value = True, options: Value = None
    ) -> Value:
        held = checkpoint_of(self.checkpoint)
        if held is None:
            machine.gap(site, "saving an object that is no checkpoint is not followed")
            return unknown("path", "the path that the manager writes", site)
        count = held.count(machine, site)
        number = count if checkpoint_number is None else checkpoint_number
        path = concatenate([self._prefix(site), "-", _number(number, site)])
        note_object_save(machine, held, site, "tf.train.CheckpointManager.save", path, ("", 99))
        note_writer(machine, site, path, Writer(held.uid, "object", numbered=True), newest=True)
        held.write(machine, path, newest=True)
        before = self.state.get("made", ())
        assert is_tuple(before)
        machine.trail.set(self.state, "made", (*before, path))
        machine.trail.set(self.state, "newest", path)
        return path

    def _prefix(self, site: Site) -> Text:
        if isinstance(self.directory, str) and isinstance(self.name, str):
            return posixpath.join(self.directory, self.name)
        known = isinstance(self.directory, (str, Template))
        return concatenate([text_of(self.directory if known else unknown("directory", "the folder", site)), "/", text_of(self.name)])


def _number(number: Value, site: Site) -> Text:
    return str(number) if isinstance(number, int) else text_of(unknown("checkpoint_number", "the number at run time", site))


@api("tf.train.CheckpointManager")
def checkpoint_manager(
    call: Call,
    checkpoint: Value,
    directory: Value,
    max_to_keep: Value,
    keep_checkpoint_every_n_hours: Value = None,
    checkpoint_name: Value = "ckpt",
    step_counter: Value = None,
    checkpoint_interval: Value = None,
    init_fn: Value = None,
    last_checkpoint_step: Value = None,
) -> Value:
    """Rotates the files of a checkpoint."""
    made = ManagerValue(checkpoint, directory, checkpoint_name, max_to_keep, init_fn, checkpoint_interval)
    written = newest_file(call.machine, directory)
    if written is not None:
        call.machine.trail.set(made.state, "newest", written)
        call.machine.trail.set(made.state, "others", value=True)
    return made
