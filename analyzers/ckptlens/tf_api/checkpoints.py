"""Object-based checkpoints: Checkpoint, CheckpointManager and the status of a restore.

Source: ``tensorflow/python/checkpoint/checkpoint.py`` and ``checkpoint_management.py``, TF 1.15 to 2.21. Cases: ckpt_*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, Value
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.paths import newest, path_argument
from ckptlens.tf_api.registry import Call, api
from ckptlens.trace import CheckpointMade, Restore, Save

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_STATUS_METHODS = (
    "assert_consumed",
    "assert_existing_objects_matched",
    "assert_nontrivial_match",
    "expect_partial",
    "run_restore_ops",
    "initialize_or_restore",
)


@dataclass(frozen=True, slots=True)
class StatusValue(HostObject):
    """What an object-based restore returns; every method call on it is noted."""

    restore: int

    def attribute(self, machine: Machine, name: str) -> Value:
        if name not in _STATUS_METHODS:
            return MISSING

        def run(machine: Machine, site: Site, *rest: Value, **named: Value) -> Value:
            machine.facts.note_status(self.restore, name)
            return self

        return host_function(name, run)


@dataclass(eq=False, slots=True)
class CheckpointValue(HostObject):
    """``tf.train.Checkpoint`` with the objects that it was given and those set later."""

    uid: int
    api: str
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "save" | "write":
                return host_function(name, lambda machine, site, file_prefix, *rest, **named: self._save(machine, site, name, file_prefix))
            case "restore" | "read":
                return host_function(name, lambda machine, site, save_path, *rest, **named: self._restore(machine, site, name, save_path))
            case "save_counter":
                return unknown("save_counter", "the number of saves", None)
            case _:
                return self.state.get(name, MISSING)

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        machine.trail.set(self.state, name, value)
        return True

    def _save(self, machine: Machine, site: Site, method: str, path: Value) -> Value:
        note_object_save(machine, self, site, f"{self.api}.{method}", path, ("file_prefix", 0))
        if method == "write":
            return path
        return concatenate([text_of(path), "-", text_of(unknown("save_counter", "the number of saves", site))])

    def _restore(self, machine: Machine, site: Site, method: str, path: Value) -> Value:
        uid = machine.facts.number()
        machine.facts.add(
            Restore(
                uid=uid,
                api=f"{self.api}.{method}",
                site=site.call_site(),
                style="object",
                maker=self.uid,
                path=path_argument(site, path, 0, "save_path"),
                mode=current_graph(machine).mode,
                items_known=False,
            )
        )
        return StatusValue(uid)


def note_object_save(machine: Machine, checkpoint: CheckpointValue, site: Site, name: str, path: Value, argument: tuple[str, int]) -> None:
    """Note a save of an object-based checkpoint; its keys are not predicted yet."""
    key = ("saved", site.location, checkpoint.uid)
    if key in machine.world:
        return
    uid = machine.facts.number()
    machine.trail.set(machine.world, key, uid)
    machine.facts.add(
        Save(
            uid=uid,
            api=name,
            site=site.call_site(),
            style="object",
            maker=checkpoint.uid,
            path=path_argument(site, path, argument[1], argument[0]),
            mode=current_graph(machine).mode,
            items_known=False,
        )
    )


@api("tf.train.Checkpoint")
def checkpoint(call: Call, root: Value = None, **kwargs: Value) -> Value:
    """A checkpoint of the objects given."""
    graph = current_graph(call.machine)
    made = CheckpointValue(call.machine.facts.number(), call.api)
    call.machine.facts.add(CheckpointMade(made.uid, call.api, call.site.call_site(), graph.mode, graph.number))
    if root is not None:
        made.state["root"] = root
    made.state.update(kwargs)
    return made


@api("tf.compat.v1.train.Checkpoint")
def checkpoint_v1(call: Call, **kwargs: Value) -> Value:
    """The TF1 form, by keyword only."""
    return checkpoint(call, None, **kwargs)


@dataclass(frozen=True, slots=True)
class ManagerValue(HostObject):
    """``tf.train.CheckpointManager``."""

    checkpoint: Value
    directory: Value

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "save":
                return host_function(name, self._save)
            case "latest_checkpoint":
                return newest(None, self.directory)
            case "restore_or_initialize":
                return host_function(name, lambda machine, site: newest(site, self.directory))
            case "checkpoints":
                return unknown("manager.checkpoints", "the files in the checkpoint folder", None)
            case "directory" | "checkpoint_interval":
                return unknown(f"manager.{name}", "an option of the manager", None)
            case _:
                return MISSING

    def _save(
        self, machine: Machine, site: Site, checkpoint_number: Value = None, check_interval: Value = True, options: Value = None
    ) -> Value:
        if isinstance(self.checkpoint, CheckpointValue):
            note_object_save(machine, self.checkpoint, site, "tf.train.CheckpointManager.save", None, ("", 99))
        return unknown("path", "the path that the manager writes", site)


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
    return ManagerValue(checkpoint, directory)
