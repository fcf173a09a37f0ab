"""Object-based checkpoints: ``tf.train.Checkpoint`` of 1.15 and 2.x, also as a base class.

Source: ``tensorflow/python/checkpoint/checkpoint.py``, TF 2.15 to 2.21, and ``training/tracking/util.py`` of 1.15. Cases: ckpt_*, obj_*.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ckptlens.interp.host import host_function
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.payload import attributes_of
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.trail import MISSING, Entries, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostFunction, InstanceValue, ListValue, Value, is_tuple
from ckptlens.notes import SavedObjects, UnseenWeights
from ckptlens.tf_api.bases import BASES, BaseClass
from ckptlens.tf_api.bindings import holder_of
from ckptlens.tf_api.built_later import await_building
from ckptlens.tf_api.containers import is_trackable
from ckptlens.tf_api.damage import note_damage
from ckptlens.tf_api.disk import checkpoint_at
from ckptlens.tf_api.files import SavedFile, Writer, note_file, note_writer
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.keras.core import core_of
from ckptlens.tf_api.keras.hidden import hidden_containers
from ckptlens.tf_api.keras.tracking import is_open, variables_of
from ckptlens.tf_api.modes import IN_GRAPH, refuse_other_mode
from ckptlens.tf_api.modules import edges_state, track
from ckptlens.tf_api.object_graphs import object_graph
from ckptlens.tf_api.objects import Edge, TrackedObject, children
from ckptlens.tf_api.paths import path_argument
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.restore_status import Source, StatusValue, watch
from ckptlens.tf_api.told import told_path
from ckptlens.tf_api.variables import note_variable
from ckptlens.trace import CheckpointMade, Restore, Save

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.object_graph import ObjectGraph
    from ckptlens.trace import SavedItem

_COUNTER = "save_counter"
_SELF = "checkpoint"
_USED_EAGERLY = "used eagerly"


class CheckpointValue(TrackedObject, Struct, eq=False):
    """``tf.train.Checkpoint``: `root` is what it was given by position, `attached` the edges that it adds there, `own` its own edges,
    ``state`` its attributes, ``counter`` the counter of saves and its value. `owner` is the object of the program that derives from it."""

    uid: int
    api: str
    root: Value = None
    state: State = field(default_factory=Entries)
    own: State = field(default_factory=Entries)
    attached: State = field(default_factory=Entries)
    counter: State = field(default_factory=dict[object, object])
    owner: InstanceValue | None = None

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "save" | "write":
                return host_function(name, partial(self._save, method=name))
            case "read" if self.api == "tf.compat.v1.train.Checkpoint":
                return MISSING
            case "restore" | "read":
                return host_function(name, partial(self._restore, method=name))
            case "sync":
                return host_function(name, lambda machine, site: None)
            case "save_counter":
                return self.counter.get(_COUNTER, unknown(_COUNTER, "the number of saves", None))
            case "root" if self.root is not None:
                return self.root
            case _:
                return self.state.get(name, MISSING)

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        if name not in self.state or self.state[name] is not value:
            machine.trail.set(self.state, name, track(machine, self.own, name, value))
        return True

    def delete_attribute(self, machine: Machine, name: str) -> bool:
        machine.trail.remove(self.own, name)
        machine.trail.remove(self.state, name)
        return True

    def save_counter(self, machine: Machine, site: Site) -> None:
        """Make the counter of saves, at the first save or restore (case ckpt_kwargs_and_save_counter)."""
        if _COUNTER in self.counter:
            return
        made = note_variable(
            machine, site, _COUNTER, (), "int64", api_name=self.api, trainable=False, collections=("variables",), kind="counter"
        )
        machine.trail.set(self.counter, _COUNTER, made)
        machine.trail.set(self.counter, "value", 0)
        machine.trail.set(self.attached if self.root is not None else self.own, _COUNTER, made)

    def count(self, machine: Machine, site: Site) -> Value:
        """Count one save; the number is unknown after a restore from a file that is not known."""
        self.save_counter(machine, site)
        before = self.counter.get("value")
        now = before + 1 if isinstance(before, int) else None
        machine.trail.set(self.counter, "value", now)
        return now if now is not None else unknown(_COUNTER, "the number of saves", site)

    def edges(self, machine: Machine) -> list[Edge]:
        """Its own edges, in the order in which they were made."""
        own = edges_state(self.owner) if self.owner is not None else {}
        return [(k, v) for k, v in (*own.items(), *self.own.items()) if isinstance(k, str)]

    def graph(self, machine: Machine) -> ObjectGraph:
        """What the checkpoint would write now. A root given by position stands at its root, with edges that the checkpoint adds."""
        if self.root is None:
            return object_graph(machine, self.owner or self, [])
        return object_graph(machine, self.root, [(k, v) for k, v in self.attached.items() if isinstance(k, str)])

    def _save(
        self, machine: Machine, site: Site, file_prefix: Value, session: Value = None, options: Value = None, *, method: str
    ) -> Value:
        path = text_of(file_prefix) if method == "save" else file_prefix
        if method == "save":
            path = concatenate([text_of(file_prefix), "-", text_of(self.count(machine, site))])
        note_object_save(machine, self, site, f"{self.api}.{method}", file_prefix, ("file_prefix", 0))
        note_writer(machine, site, path, Writer(self.uid, "object", numbered=method == "save"), newest=method == "save")
        self.write(machine, path, newest=method == "save")
        return path

    def write(self, machine: Machine, path: Value, *, newest: bool) -> None:
        """Remember the file that is written now."""
        found, value = self.graph(machine), self.counter.get("value")
        counter = value if isinstance(value, int) else None
        note_file(machine, path, SavedFile(found.items, found.known, found, counter), newest=newest)

    def _restore(self, machine: Machine, site: Site, save_path: Value, options: Value = None, *, method: str) -> Value:
        return self.restore(machine, site, save_path, f"{self.api}.{method}", counted=method == "restore")

    def restore(self, machine: Machine, site: Site, save_path: Value, api_name: str, *, counted: bool) -> StatusValue:
        """Note a restore, and what it finds when the file is known."""
        uid = machine.facts.number()
        mode = current_graph(machine).mode
        save_path = told_path(machine, site, save_path)
        path = path_argument(site, save_path, 0, "save_path")
        machine.facts.add(Restore(uid, api_name, site.call_site(), "object", self.uid, path, mode, items_known=False))
        note_damage(machine, site, save_path)
        file = checkpoint_at(machine, save_path)
        if counted:
            self.save_counter(machine, site)
        if file is None and save_path is not None:
            machine.trail.set(self.counter, "value", None)
            return StatusValue(uid)
        keys = file.entries() if file is not None and file.is_literal else {}
        self.refuse_other_mode(machine, site, [item for item in self.graph(machine).items if str(item.key) in keys])
        source = Source(file, self.graph, eager=not current_graph(machine).number, rooted=self.root is not None)
        status = watch(machine, uid, source, site)
        await_building(machine, uid, given_to(self))
        if file is not None and file.graph is not None and _COUNTER in {str(n) for n, _ in file.graph.nodes[0].children}:
            machine.trail.set(self.counter, "value", file.counter)
        return status

    def refuse_other_mode(self, machine: Machine, site: Site, items: Iterable[SavedItem]) -> None:
        """End a save or restore of these items in the other mode than that of their variables (experiments s228, z7).

        A Checkpoint that was used eagerly has made no ops that a graph could use again.
        """
        in_graph = "AttributeError" if self.counter.get(_USED_EAGERLY) else IN_GRAPH
        refuse_other_mode(machine, items, site, eager="TypeError", graph=in_graph)
        if not current_graph(machine).number:
            machine.trail.set(self.counter, _USED_EAGERLY, True)


def given_to(checkpoint: CheckpointValue) -> tuple[tuple[str | None, Value], ...]:
    """The objects that a Checkpoint got, by keyword; None stands for its root by position."""
    named = ((str(name), value) for name, value in checkpoint.own.items() if value is not checkpoint.root)
    return ((None, checkpoint.root), *named) if checkpoint.root is not None else tuple(named)


def note_object_save(machine: Machine, checkpoint: CheckpointValue, site: Site, name: str, path: Value, argument: tuple[str, int]) -> None:
    """Note a save of an object-based checkpoint, with the keys of the objects that it tracks now."""
    found = checkpoint.graph(machine)
    if found.complaint is not None and found.known:
        raise ProgramError("ValueError", found.complaint, site.location)
    checkpoint.refuse_other_mode(machine, site, found.items)
    key = ("saved", site.location, checkpoint.uid)
    earlier = machine.world.get(key)
    if isinstance(earlier, tuple) and earlier[0] == found:
        _note_again(machine, earlier[1])  # pyright: ignore[reportUnknownArgumentType]
        return
    uid = machine.facts.number()
    machine.trail.set(machine.world, key, (found, uid))
    machine.facts.add(
        Save(
            uid=uid,
            api=name,
            site=site.call_site(),
            style="object",
            maker=checkpoint.uid,
            path=path_argument(site, path, argument[1], argument[0]),
            mode=current_graph(machine).mode,
            items=found.items,
            items_known=found.known,
            times=None if _is_repeated(machine, checkpoint.uid) else 1,
        )
    )
    if not current_graph(machine).number:
        held = tuple(h for name, value in given_to(checkpoint) if name != _COUNTER for h in holder_of(machine, name or "", value))
        machine.facts.add(SavedObjects(machine.facts.number(), uid, held))
    _note_unseen(machine, checkpoint, site, found)


def _note_again(machine: Machine, save: int) -> None:
    fact = machine.facts.save(save)
    if fact is not None and fact.times is not None:
        machine.facts.replace(replace(fact, times=None if _is_repeated(machine, fact.maker) else fact.times + 1))


def _is_repeated(machine: Machine, maker: int | None) -> bool:
    """Whether the turn of a loop that runs stands for others, and the maker was there before the loop."""
    return machine.repeated is not None and maker is not None and maker < machine.repeated


def _note_unseen(machine: Machine, checkpoint: CheckpointValue, site: Site, found: ObjectGraph) -> None:
    """Note the weights of Keras layers given to a Checkpoint that it does not reach: Keras 3 tracks no lists and dicts (experiments a1)."""
    held = {item.variable for item in found.items}
    for name, value in given_to(checkpoint):
        core = core_of(value)
        if core is None or not found.known or is_open(core):
            continue
        every = variables_of(machine, core.owner)
        unseen = tuple(v.uid for v in every if v.uid not in held)
        if unseen:
            hidden = hidden_containers(machine, name, core, frozenset(unseen))
            machine.facts.add(UnseenWeights(machine.facts.number(), site.call_site(), unseen, len(every), hidden))


def _made(call: Call, root: Value, given: dict[str, Value], owner: InstanceValue | None = None) -> CheckpointValue:
    machine, graph = call.machine, current_graph(call.machine)
    made = CheckpointValue(machine.facts.number(), call.api, root, owner=owner)
    machine.facts.add(CheckpointMade(made.uid, call.api, call.site.call_site(), graph.mode, graph.number))
    if root is not None and not _is_object(root):
        raise _untrackable(call, "root")
    held = {str(k): v for k, v in children(machine, root) or []} if root is not None else {}
    for name, value in sorted((given | {"root": root} if root is not None else given).items()):
        if not is_trackable(value):
            raise _untrackable(call, name)
        if owner is not None:
            machine.trail.set(attributes_of(owner), name, track(machine, edges_state(owner), name, value))
        else:
            made.set_attribute(machine, name, value, call.site)
        _attach(call, made, held, name)
    return made


def _attach(call: Call, made: CheckpointValue, held: dict[str, Value], name: str) -> None:
    """An object given beside a root becomes one of its edges, unless it is one already."""
    value = edges_state(made.owner).get(name) if made.owner is not None else made.own.get(name)
    if made.root is None or held.get(name) is value:
        return
    if name in held:
        message = f"Cannot create a Checkpoint with keyword argument {name} if root.{name} already exists."
        raise ProgramError("ValueError", message, call.site.location)
    call.machine.trail.set(made.attached, name, value)


EXPECTED = "to be a trackable object (an object derived from `Trackable`)"


def _is_object(root: Value) -> bool:
    return is_trackable(root) and not isinstance(root, (ListValue, DictValue)) and not is_tuple(root)


def _untrackable(call: Call, name: str) -> ProgramError:
    message = f"`Checkpoint` was expecting {name} {EXPECTED}"
    return ProgramError("ValueError", message, call.site.location)


@api("tf.train.Checkpoint")
def checkpoint(call: Call, root: Value = None, **kwargs: Value) -> Value:
    """A checkpoint of the objects given."""
    return _made(call, root, kwargs)


@api("tf.compat.v1.train.Checkpoint")
def checkpoint_v1(call: Call, **kwargs: Value) -> Value:
    """The TF1 form, by keyword only. On 1.15 lists and dicts must be wrapped before (case tf115_checkpoint_dict_kwarg_raises)."""
    for name, value in sorted(kwargs.items()):
        if call.machine.stack.is_tf1 and not _is_object(value):
            raise _untrackable(call, name)
    return _made(call, None, kwargs)


def _attribute(public: str, machine: Machine, instance: InstanceValue, name: str) -> Value:
    if name == "__init__":
        return HostFunction(name, lambda machine, given, site: _initialized(public, machine, instance, given, site))
    held = instance.foreign.get(_SELF)
    if held is not None and not isinstance(held, CheckpointValue):
        return unknown(f"checkpoint.{name}", "a Checkpoint that was initialized on two paths", None, callable_gap=True)
    return held.attribute(machine, name) if isinstance(held, CheckpointValue) else MISSING


def _initialized(public: str, machine: Machine, instance: InstanceValue, given: Arguments, site: Site) -> Value:
    root = given.get(0, "root") if public == "tf.train.Checkpoint" else None
    call = Call(machine, site, public, given)
    named = {k: v for k, v in given.keywords.items() if k != "root"}
    machine.trail.set(instance.foreign, _SELF, _made(call, root, named, instance))
    return None


def _edges(machine: Machine, instance: InstanceValue) -> list[Edge] | None:
    held = instance.foreign.get(_SELF)
    if isinstance(held, CheckpointValue):
        return held.edges(machine)
    return [(k, v) for k, v in edges_state(instance).items() if isinstance(k, str)]


def _set(machine: Machine, instance: InstanceValue, name: str, value: Value, site: Site) -> None:
    state = attributes_of(instance)
    if name not in state or state[name] is not value:
        machine.trail.set(state, name, track(machine, edges_state(instance), name, value))


def _delete(machine: Machine, instance: InstanceValue, name: str) -> None:
    machine.trail.remove(edges_state(instance), name)


for _name in ("tf.train.Checkpoint", "tf.compat.v1.train.Checkpoint"):
    BASES[_name] = BaseClass(partial(_attribute, _name), edges=_edges, set_attribute=_set, delete_attribute=_delete)


def checkpoint_of(value: Value) -> CheckpointValue | None:
    """The checkpoint that a value is or derives from."""
    held = value.foreign.get(_SELF) if isinstance(value, InstanceValue) else value
    return held if isinstance(held, CheckpointValue) else None
