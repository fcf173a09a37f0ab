"""Object-based checkpoints: Checkpoint, CheckpointManager and the status of a restore.

Source: ``tensorflow/python/checkpoint/checkpoint.py`` and ``checkpoint_management.py``, TF 1.15 to 2.21. Cases: ckpt_*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, Value
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.object_graphs import object_graph
from ckptlens.tf_api.objects import Edge, TrackedObject, children, is_untracked
from ckptlens.tf_api.paths import newest, path_argument
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.variables import note_variable
from ckptlens.trace import CheckpointMade, Restore, Save

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.object_graph import ObjectGraph

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
class CheckpointValue(TrackedObject):
    """``tf.train.Checkpoint`` with the objects that it was given and those set later."""

    uid: int
    api: str
    root: Value = None
    state: State = field(default_factory=dict[object, object])
    counter: State = field(default_factory=dict[object, object])
    """Holds ``save_counter`` once it was made."""

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "save" | "write":
                return host_function(name, partial(self._save, method=name))
            case "restore" | "read":
                return host_function(name, partial(self._restore, method=name))
            case "save_counter":
                return self.save_counter(machine, None)
            case _:
                return self.state.get(name, MISSING)

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        machine.trail.set(self.state, name, value)
        return True

    def save_counter(self, machine: Machine, site: Site | None) -> Value:
        """The counter of saves, made by the first save or restore (case ckpt_kwargs_and_save_counter)."""
        if "save_counter" not in self.counter and site is not None:
            made = note_variable(
                machine, site, "save_counter", (), "int64", api_name=self.api, trainable=False, collections=("variables",), kind="counter"
            )
            machine.trail.set(self.counter, "save_counter", made)
        return self.counter.get("save_counter", unknown("save_counter", "the number of saves", site))

    def edges(self, machine: Machine) -> list[Edge]:
        """The objects that the checkpoint was given, and the counter."""
        return [(k, v) for k, v in (*self.state.items(), *self.counter.items()) if isinstance(k, str)]

    def graph(self, machine: Machine) -> ObjectGraph:
        """What the checkpoint would write now. A root given by position stands at its root, with edges that the checkpoint adds."""
        if self.root is None:
            return object_graph(machine, self, [])
        taken = {str(name) for name, _ in children(machine, self.root) or []}
        return object_graph(machine, self.root, [(k, v) for k, v in self.edges(machine) if k not in taken])

    def _save(self, machine: Machine, site: Site, file_prefix: Value, options: Value = None, *, method: str) -> Value:
        if method == "save":
            self.save_counter(machine, site)
        note_object_save(machine, self, site, f"{self.api}.{method}", file_prefix, ("file_prefix", 0))
        if method == "write":
            return file_prefix
        return concatenate([text_of(file_prefix), "-", text_of(unknown("save_counter", "the number of saves", site))])

    def _restore(self, machine: Machine, site: Site, save_path: Value, options: Value = None, *, method: str) -> Value:
        uid = machine.facts.number()
        machine.facts.add(
            Restore(
                uid=uid,
                api=f"{self.api}.{method}",
                site=site.call_site(),
                style="object",
                maker=self.uid,
                path=path_argument(site, save_path, 0, "save_path"),
                mode=current_graph(machine).mode,
                items_known=False,
            )
        )
        if method == "restore":
            self.save_counter(machine, site)
        return StatusValue(uid)


def note_object_save(machine: Machine, checkpoint: CheckpointValue, site: Site, name: str, path: Value, argument: tuple[str, int]) -> None:
    """Note a save of an object-based checkpoint, with the keys of the objects that it tracks now."""
    found = checkpoint.graph(machine)
    if found.complaint is not None and found.known:
        raise ProgramError("ValueError", found.complaint, site.location)
    key = ("saved", site.location, checkpoint.uid)
    earlier = machine.world.get(key)
    if earlier == found:
        return
    machine.trail.set(machine.world, key, found)
    machine.facts.add(
        Save(
            uid=machine.facts.number(),
            api=name,
            site=site.call_site(),
            style="object",
            maker=checkpoint.uid,
            path=path_argument(site, path, argument[1], argument[0]),
            mode=current_graph(machine).mode,
            items=found.items,
            items_known=found.known,
        )
    )


@api("tf.train.Checkpoint")
def checkpoint(call: Call, root: Value = None, **kwargs: Value) -> Value:
    """A checkpoint of the objects given."""
    graph = current_graph(call.machine)
    made = CheckpointValue(call.machine.facts.number(), call.api, root)
    call.machine.facts.add(CheckpointMade(made.uid, call.api, call.site.call_site(), graph.mode, graph.number))
    for name, value in sorted(kwargs.items()):
        if is_untracked(value):
            message = f"`Checkpoint` was expecting {name} to be a trackable object (an object derived from `Trackable`)"
            raise ProgramError("ValueError", message, call.site.location)
        made.state[name] = value
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
            self.checkpoint.save_counter(machine, site)
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
