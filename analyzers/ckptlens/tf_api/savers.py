"""Name-based savers.

Source: ``tensorflow/python/training/saver.py`` (Saver) and ``saving/saveable_object_util.py`` (op_list_to_dict), TF 1.15 to 2.21.
Cases: saver_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ckptlens.interp.host import host_function
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostObject, Value
from ckptlens.notes import Mix, SaverHolders, TrainedAlone
from ckptlens.tf_api.bindings import bindings_of, holders_of
from ckptlens.tf_api.damage import note_damage
from ckptlens.tf_api.disk import checkpoint_at
from ckptlens.tf_api.files import SavedFile, Writer, note_file, note_writer
from ckptlens.tf_api.found import by_name, fail, stop_if
from ckptlens.tf_api.graph import GraphState, collection, current_graph
from ckptlens.tf_api.keras.tracking import SAVED_WITHOUT_NAME
from ckptlens.tf_api.meta_graphs import meta_graph_of, note_meta_graph
from ckptlens.tf_api.modes import refuse, refuse_other_mode
from ckptlens.tf_api.paths import path_argument
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.saver_items import items_of, saved_items
from ckptlens.tf_api.session_runs import note_session_restore
from ckptlens.tf_api.told import told_path
from ckptlens.tf_api.trained import others_than_trained
from ckptlens.tf_api.variables import GLOBAL, VariableValue
from ckptlens.trace import Restore, Save, SavedItem, SaverMade

if TYPE_CHECKING:
    from ckptlens.interp.site import Site
    from ckptlens.trace import Found

NO_VARIABLES = "No variables to save"
DUPLICATE = "Two different ResourceVariable objects with the same shared_name '{}' were passed to the Saver."
_IN_EAGER = {
    (False, "save"): "ValueError",
    (False, "restore"): "ValueError",
    (True, "save"): "AttributeError",
    (True, "restore"): "TypeError",
}
"""How a Saver ends in eager mode with variables of a graph, by whether they are in a dict (experiments s228)."""
_OPTIONS = (
    "max_to_keep",
    "keep_checkpoint_every_n_hours",
    "sharded",
    "reshape",
    "defer_build",
    "save_relative_paths",
    "restore_sequentially",
)


class SaverValue(HostObject, Struct, eq=False):
    """``tf.compat.v1.train.Saver``. `state` holds the items once they are taken."""

    uid: int
    graph: GraphState
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "save":
                return host_function(name, self._save)
            case "restore":
                return host_function(name, self._restore)
            case "export_meta_graph":
                return host_function(name, self._export)
            case "build":
                return host_function(name, self._build)
            case "last_checkpoints" | "as_saver_def" | "saver_def" | "recover_last_checkpoints" | "to_proto":
                return unknown(f"saver.{name}", "what a Saver knows at run time", None)
            case "set_last_checkpoints" | "set_last_checkpoints_with_time" | "_max_to_keep":
                return host_function(name, lambda machine, site, *rest: None)
            case _:
                return MISSING

    @property
    def items(self) -> tuple[SavedItem, ...]:
        found = self.state.get("items", ())
        assert isinstance(found, tuple)
        return found  # pyright: ignore[reportUnknownVariableType]

    def _build(self, machine: Machine, site: Site) -> Value:
        _take_all(machine, self, site)
        return None

    def _save(
        self,
        machine: Machine,
        site: Site,
        sess: Value,
        save_path: Value,
        global_step: Value = None,
        latest_filename: Value = None,
        meta_graph_suffix: Value = "meta",
        write_meta_graph: Value = True,
        write_state: Value = True,
        strip_default_attrs: Value = False,
        save_debug_info: Value = False,
    ) -> Value:
        self._check_names(machine, site)
        self._check_modes(machine, site, sess, "save")
        numbered = save_path
        if global_step is not None:
            step = text_of(global_step) if isinstance(global_step, int) else text_of(unknown("global_step", "the step at run time", site))
            numbered = concatenate([text_of(save_path), "-", step])
        _note_save(machine, self, site, save_path)
        known = self.state.get("known", True) is True
        note_writer(machine, site, numbered, Writer(self.uid, "name", numbered=False), newest=write_state is True)
        note_file(machine, numbered, SavedFile(self.items, known), newest=write_state is True)
        if write_meta_graph is True and self.graph.number:
            note_meta_graph(
                machine,
                concatenate([text_of(numbered), ".", text_of(meta_graph_suffix)]),
                meta_graph_of(self.graph, self.items, known=known),
            )
        return numbered

    def _export(self, machine: Machine, site: Site, filename: Value = None, *rest: Value, **named: Value) -> Value:
        made = meta_graph_of(self.graph, self.items, known=self.state.get("known", True) is True and not rest and not named)
        note_meta_graph(machine, filename, made)
        return made

    def _restore(self, machine: Machine, site: Site, sess: Value, save_path: Value) -> Value:
        self._check_names(machine, site)
        self._check_modes(machine, site, sess, "restore")
        save_path = told_path(machine, site, save_path)
        known = bool(self.state.get("known", True))
        found = self._found(machine, save_path) if known else None
        uid = machine.facts.number()
        note_damage(machine, site, save_path)
        machine.facts.add(
            Restore(
                uid=uid,
                api="tf.compat.v1.train.Saver.restore",
                site=site.call_site(),
                style="name",
                maker=self.uid,
                path=path_argument(site, save_path, 1, "save_path"),
                mode=current_graph(machine).mode,
                items=self.items,
                items_known=known,
                found=found,
            )
        )
        if save_path is None:
            fail(machine, ProgramError("ValueError", "Can't load save_path when it is None.", site.location))
        stop_if(machine, found, site)
        note_session_restore(machine, uid, sess, self.items)
        return None

    def _check_names(self, machine: Machine, site: Site) -> None:
        """In eager mode the ops are made at the call, of all items: ``saveable_object_util.py`` (op_list_to_dict)."""
        held: dict[str, int | None] = {}
        for item in self.items if not self.graph.number and self.state.get("named") is not True else ():
            if item.key.holes or item.when or str(item.key).endswith(SAVED_WITHOUT_NAME):
                continue
            if held.setdefault(str(item.key), item.variable) != item.variable:
                raise ProgramError("ValueError", DUPLICATE.format(item.key), site.location)

    def _check_modes(self, machine: Machine, site: Site, sess: Value, method: str) -> None:
        if not current_graph(machine).number:
            refuse_other_mode(machine, _plain(self.items), site, eager=_IN_EAGER[self.state.get("named") is True, method])
        elif not self.graph.number:
            refuse(machine, Mix.EAGER_SAVER, site, "RuntimeError" if method == "save" else "AttributeError")
        elif sess is None:
            refuse(machine, Mix.NO_SESSION, site, "TypeError" if method == "save" else "AttributeError")

    def _found(self, machine: Machine, path: Value) -> Found | None:
        """What it finds in a file; None when that is not known exactly."""
        file = checkpoint_at(machine, path)
        if file is None or not file.is_literal or any(i.key.holes or i.when for i in self.items):
            return None
        found = by_name(file, self.items, eager=not self.graph.number, reshape=self.state.get("reshape") is True)
        return found if found.raises else replace(found, left_at_init=self._left(machine))

    def _left(self, machine: Machine) -> tuple[str, ...]:
        """The variables of its graph (eager: of its list) that it does not restore; of several under one key it restores the first."""
        first = {str(i.key): i.variable for i in reversed(self.items)}
        held = [v for v in collection(self.graph, GLOBAL) if isinstance(v, VariableValue)]
        uids = [v.uid for v in held] if self.graph.number else [i.variable for i in self.items if i.variable is not None]
        parts = {v.uid for v in held if v.whole is not None and str(v.whole) in first}
        names = (machine.facts.variable(uid).name for uid in uids if uid not in first.values() and uid not in parts)
        return tuple(sorted({str(name) for name in names}))


def _note_save(machine: Machine, saver: SaverValue, site: Site, path: Value) -> None:
    key = ("saved", site.location, saver.uid)
    earlier = machine.facts.save(machine.world[key]) if key in machine.world else None  # pyright: ignore[reportArgumentType]
    if earlier is not None and earlier.items == saver.items:
        if earlier.times is not None:
            machine.facts.replace(replace(earlier, times=earlier.times + 1))
        return
    uid = machine.facts.number()
    machine.trail.set(machine.world, key, uid)
    machine.facts.add(
        Save(
            uid=uid,
            api="tf.compat.v1.train.Saver.save",
            site=site.call_site(),
            style="name",
            maker=saver.uid,
            path=path_argument(site, path, 1, "save_path"),
            mode=current_graph(machine).mode,
            items=saver.items,
            items_known=bool(saver.state.get("known", True)),
        )
    )


@api("tf.compat.v1.train.Saver")
def saver(
    call: Call,
    var_list: Value = None,
    reshape: Value = False,
    sharded: Value = False,
    max_to_keep: Value = 5,
    keep_checkpoint_every_n_hours: Value = 10000.0,
    name: Value = None,
    restore_sequentially: Value = False,
    saver_def: Value = None,
    builder: Value = None,
    defer_build: Value = False,
    allow_empty: Value = False,
    write_version: Value = 2,
    pad_step_number: Value = False,
    save_relative_paths: Value = False,
    filename: Value = None,
) -> Value:
    """A saver of the given variables, or of those that exist when it is made (or built, with defer_build)."""
    machine = call.machine
    graph = current_graph(machine)
    made = SaverValue(machine.facts.number(), graph)
    machine.trail.set(made.state, "reshape", reshape)
    given = {k: v for k, v in locals().items() if k in _OPTIONS and isinstance(v, (int, float, str, bool)) and k in call.arguments.keywords}
    fact = SaverMade(
        uid=made.uid,
        api=call.api,
        site=call.site.call_site(),
        mode=graph.mode,
        graph=graph.number,
        explicit=var_list is not None,
        defer_build=defer_build is True,
        items=(),
        bindings=bindings_of(machine, call.site),
        options=tuple(given.items()),
    )
    machine.facts.add(fact)
    if var_list is not None:
        items, known = saved_items(machine, var_list, call.site)
        machine.trail.set(made.state, "named", isinstance(var_list, DictValue))
        machine.trail.set(made.state, "items", items)
        machine.trail.set(made.state, "known", known)
        machine.facts.replace(replace(fact, items=items, items_known=known))
        machine.facts.add(SaverHolders(machine.facts.number(), made.uid, holders_of(machine, call.site)))
        others = others_than_trained(machine, var_list)
        if others:
            machine.facts.add(TrainedAlone(machine.facts.number(), made.uid, others))
        if graph.number:
            refuse_other_mode(machine, _plain(items), call.site)
    elif defer_build is not True:
        _take_all(machine, made, call.site, allow_empty=allow_empty is True)
        machine.facts.replace(replace(fact, items=made.items, items_known=made.state.get("known", True) is True))
    return made


def _plain(items: tuple[SavedItem, ...]) -> list[SavedItem]:
    """The entries that are variables of TensorFlow."""
    return [item for item in items if not str(item.key).endswith(SAVED_WITHOUT_NAME)]


def _take_all(machine: Machine, made: SaverValue, site: Site, *, allow_empty: bool = False) -> None:
    if "items" in made.state:
        return
    if not made.graph.number:
        raise ProgramError(
            "RuntimeError", "When eager execution is enabled, `var_list` must specify a list or dict of variables to save", site.location
        )
    held = [*collection(made.graph, GLOBAL), *collection(made.graph, "saveable_objects")]
    found = [items_of(machine, value) for value in held]
    items = tuple(item for several in found for item in several or ())
    if not held and not allow_empty and not machine.facts.gaps:
        raise ProgramError("ValueError", NO_VARIABLES, site.location)
    machine.trail.set(made.state, "items", items)
    machine.trail.set(made.state, "known", None not in found)
