"""Saving and loading models: which files Keras writes, and what their keys are.

Source: ``keras/engine/{training,network}.py`` (1.15), ``keras/src/saving/saving_api.py`` (2.15, 3.15): the suffix of the path and
``save_format`` choose the format. Cases: keras_save_weights_*, keras_model_save_formats, keras_saved_model_keys.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.strings import as_template
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, Value, new_list
from ckptlens.template import Template
from ckptlens.tf_api.disk import checkpoint_at
from ckptlens.tf_api.files import SavedFile, note_file
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.keras.attributes import METHODS
from ckptlens.tf_api.keras.compiled import model_metrics
from ckptlens.tf_api.keras.core import Core, core_of
from ckptlens.tf_api.keras.generation import Generation, generation_of, keras_api
from ckptlens.tf_api.keras.h5_files import is_known, legacy_items, state_items
from ckptlens.tf_api.keras.refusals import FileCall, ending, refuse, refuses_argument, refuses_path
from ckptlens.tf_api.keras.tracking import variables_of
from ckptlens.tf_api.object_graphs import object_graph
from ckptlens.tf_api.objects import Edge, TrackedObject
from ckptlens.tf_api.paths import path_argument
from ckptlens.tf_api.registry import Call, api
from ckptlens.trace import PathArgument, Restore, Save

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.trace import SavedItem

_H5 = (".h5", ".hdf5")
_WEIGHTS_3 = (".weights.h5",)
_SHARDED_3 = (".weights.json", ".weights.h5")
_MODEL_3 = (".keras", *_H5)


def note_save(machine: Machine, site: Site, api_name: str, style: str, path: PathArgument, items: list[SavedItem], *, known: bool) -> None:
    """Note that a model was saved."""
    machine.facts.add(
        Save(
            uid=machine.facts.number(),
            api=api_name,
            site=site.call_site(),
            style=style,
            maker=None,
            path=path,
            mode=current_graph(machine).mode,
            items=tuple(items),
            items_known=known,
        )
    )


def write_weights(machine: Machine, core: Core, site: Site, api_name: str, path: Value, chosen: Value, place: PathArgument) -> None:
    """What ``save_weights(path)`` writes."""
    end = ending(path)
    if core.generation is not Generation.V1 and (core.generation is Generation.V3 or (end or "").endswith(".weights.h5")):
        known = is_known(core) and end is not None
        note_save(machine, site, api_name, "h5", place, state_items(machine, core, site), known=known)
        return
    plain = end is None or not end.endswith((*_H5, ".keras"))
    if chosen in ("h5", "hdf5", "keras") or (chosen is None and not plain):
        note_save(machine, site, api_name, "h5", place, legacy_items(machine, core, whole=False), known=is_known(core))
        return
    found = object_graph(machine, core.owner, [])
    known = found.known and (end is not None or chosen is not None)
    note_save(machine, site, api_name, "object", place, list(found.items), known=known)
    note_file(machine, path, SavedFile(found.items, known, found), newest=True)


def write_model(
    machine: Machine, core: Core, site: Site, api_name: str, path: Value, options: dict[str, Value], place: PathArgument
) -> None:
    """What ``model.save(path)`` writes."""
    end, chosen = ending(path), options.get("save_format")
    known = is_known(core) and (end is not None or chosen is not None)
    if core.generation is not Generation.V1 and (chosen == "keras" or (chosen is None and (end or "").endswith(".keras"))):
        note_save(machine, site, api_name, "h5", place, state_items(machine, core, site), known=known)
        return
    if chosen in ("h5", "hdf5") or (chosen is None and (end or "").endswith((*_H5, ".keras"))):
        kept = options.get("include_optimizer", True) is not False
        note_save(machine, site, api_name, "h5", place, legacy_items(machine, core, whole=True, optimizer=kept), known=known)
        return
    _write_saved_model(machine, core, site, api_name, place, known=known, optimizer=options.get("include_optimizer", True) is not False)


def _write_saved_model(
    machine: Machine, core: Core, site: Site, api_name: str, place: PathArgument, *, known: bool = True, optimizer: bool = True
) -> None:
    """The ``variables/variables`` of a SavedModel of Keras."""
    root = core.owner if core.generation is Generation.V3 else _SavedModelRoot(core, site, optimizer)
    found = object_graph(machine, root, [])
    known = known and found.known and core.generation is Generation.V2
    note_save(machine, site, api_name, "object", place, list(found.items), known=known)


class _SavedModelRoot(TrackedObject):
    """A model of Keras 2 as a SavedModel holds it: lists of its variables and layers come before its attributes, but for the layers of a
    functional model (``model_serialization.py`` and ``Functional._trackable_children``, 2.15)."""

    __slots__ = ("core", "optimizer", "site")

    def __init__(self, core: Core, site: Site, optimizer: bool) -> None:
        self.core, self.site, self.optimizer = core, site, optimizer

    def edges(self, machine: Machine) -> list[Edge] | None:
        from ckptlens.tf_api.keras.network import layer_edges
        from ckptlens.tf_api.keras.tracking import edges_of

        core = self.core
        plain = edges_of(machine, core)
        if plain is None:
            return None
        first = layer_edges(machine, core)
        lists: list[Edge] = [
            (name, new_list(tuple(variables_of(machine, core.owner, name))))
            for name in ("variables", "trainable_variables", "non_trainable_variables")
        ]
        keras = DictValue({"metrics": new_list(tuple(model_metrics(machine, core, self.site)))})
        rest = [(k, v) for k, v in plain[len(first) :] if self.optimizer or k != "optimizer"]
        return [*first, *lists, ("keras_api", keras), *rest]


def _path_of(site: Site, arguments: Arguments, keyword: str = "filepath", index: int = 0) -> tuple[Value, PathArgument]:
    value = arguments.get(index, keyword)
    return value, path_argument(site, value, index, keyword)


def save_weights(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``model.save_weights(filepath)``."""
    path, place = _path_of(site, arguments)
    if core.generation is Generation.V3 and _refuses_weights(machine, arguments, site, path, place):
        return None
    chosen = arguments.get(2, "save_format") if core.generation is not Generation.V3 else None
    write_weights(machine, core, site, "tf.keras.Model.save_weights", path, chosen, place)
    return None


def _refuses_weights(machine: Machine, arguments: Arguments, site: Site, path: Value, place: PathArgument) -> bool:
    """Whether ``save_weights`` of Keras 3 ends here: ``save_format`` and ``options`` are gone, and it goes by the end of the path."""
    call = FileCall("tf.keras.Model.save_weights", site, place)
    if refuses_argument(machine, call, arguments, ("filepath", "overwrite", "max_shard_size")):
        return True
    sharded = arguments.get(2, "max_shard_size") is not None
    if sharded:
        machine.gap(site, "the files of weights in several parts are not followed")
    return refuses_path(machine, call, path, _SHARDED_3 if sharded else _WEIGHTS_3)


def _refuses_model(machine: Machine, arguments: Arguments, index: int, site: Site, path: Value, place: PathArgument) -> bool:
    """Whether ``model.save`` of Keras 3 ends here; `index` is the position of ``zipped``, without which a folder is written."""
    if arguments.get(index, "zipped") is False:
        machine.gap(site, "the folder of a model that is saved without a zip file is not followed")
        return False
    call = FileCall("tf.keras.Model.save", site, place)
    taken = ("model", "filepath", "overwrite", "zipped", "include_optimizer", "save_format")
    return refuses_path(machine, call, path, _MODEL_3) or refuses_argument(machine, call, arguments, taken, "ValueError")


def save(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``model.save(filepath)``."""
    path, place = _path_of(site, arguments)
    if core.generation is Generation.V3 and _refuses_model(machine, arguments, 2, site, path, place):
        return None
    write_model(machine, core, site, "tf.keras.Model.save", path, _save_options(core, arguments, 2), place)
    return None


def _save_options(core: Core, arguments: Arguments, index: int) -> dict[str, Value]:
    if core.generation is Generation.V1:
        return {
            "include_optimizer": arguments.get(index, "include_optimizer", True),
            "save_format": arguments.get(index + 1, "save_format"),
        }
    chosen = arguments.get(index, "save_format") if core.generation is Generation.V2 else None
    return {"save_format": chosen, "include_optimizer": arguments.keywords.get("include_optimizer", True)}


def export(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``model.export(filepath)``: a SavedModel that holds the variables as a list. Keras 3 may write another format."""
    if core.generation is Generation.V2:
        path, place = _path_of(site, arguments)
        listed = new_list(tuple(variables_of(machine, core.owner)))
        found = object_graph(machine, DictValue({"variables": listed}), [])
        del path
        note_save(machine, site, "tf.saved_model.save", "object", place, list(found.items), known=is_known(core))
    return None


def load_weights(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``model.load_weights(filepath)``; the result of an object-based load is its status."""
    from ckptlens.tf_api.restore_status import Source, StatusValue, watch

    path, place = _path_of(site, arguments)
    end = ending(path)
    if _refuses_load(machine, core, arguments, site, path, place):
        return None
    h5 = core.generation is Generation.V3 or (end is not None and end.endswith((*_H5, ".keras")))
    uid = machine.facts.number()
    machine.facts.add(
        Restore(
            uid=uid,
            api="tf.keras.Model.load_weights",
            site=site.call_site(),
            style="h5" if h5 else "object",
            maker=None,
            path=place,
            mode=current_graph(machine).mode,
            items_known=False,
        )
    )
    file = checkpoint_at(machine, path)
    if h5 or file is None:
        return None if h5 else StatusValue(uid)
    live = partial(object_graph, root=core.owner, attached=[])
    return watch(machine, uid, Source(file, live, eager=not current_graph(machine).number, rooted=True), site)


def _refuses_load(machine: Machine, core: Core, arguments: Arguments, site: Site, path: Value, place: PathArgument) -> bool:
    """Whether ``load_weights`` ends at once: Keras 3 at a TensorFlow checkpoint, Keras 2 at one that it is to match by name."""
    call = FileCall("tf.keras.Model.load_weights", site, place, reads=True)
    if core.generation is Generation.V3:
        taken = ("filepath", "skip_mismatch", "objects_to_skip", *(() if _is_whole(path) else ("by_name",)))
        if refuses_path(machine, call, path, (*_MODEL_3, ".weights.json")):
            return True
        return refuses_argument(machine, call, arguments, taken, "ValueError")
    by_name = arguments.get(2 if core.generation is Generation.V2 else 1, "by_name", False)
    if by_name is True and checkpoint_at(machine, path) is not None:
        refuse(machine, call, "NotImplementedError", argument="by_name")
        return True
    return False


def _is_whole(path: Value) -> bool:
    """Whether the file is one of Keras 3, where nothing is matched by name."""
    return (ending(path) or "").endswith((".keras", ".weights.h5", ".weights.json"))


METHODS.update({"save_weights": save_weights, "save": save, "export": export, "load_weights": load_weights})


@keras_api("models.save_model", "saving.save_model")
def save_model(call: Call, model: Value, filepath: Value, *rest: Value, **named: Value) -> Value:
    """``model.save(filepath)`` as a function."""
    core = core_of(model)
    if core is None:
        call.machine.gap(call.site, "a model that is not known is saved")
        return None
    place = path_argument(call.site, filepath, 1, "filepath")
    if core.generation is Generation.V3 and _refuses_model(call.machine, call.arguments, 3, call.site, filepath, place):
        return None
    write_model(call.machine, core, call.site, "tf.keras.Model.save", filepath, _save_options(core, call.arguments, 3), place)
    return None


@keras_api("models.load_model", "saving.load_model")
def load_model(call: Call, filepath: Value, *rest: Value, **named: Value) -> Value:
    """A model from a file: its layers are not known from the program."""
    if generation_of(call.machine, call.api) is Generation.V3:
        place = path_argument(call.site, filepath, 0, "filepath")
        refuses_path(call.machine, FileCall("tf.keras.models.load_model", call.site, place, reads=True), filepath, _MODEL_3)
    call.machine.gap(call.site, "a model loaded from a file is not followed")
    return unknown("model", "a model loaded from a file", call.site, callable_gap=True)


@api("tf.saved_model.save")
def saved_model_save(call: Call, obj: Value, export_dir: Value, signatures: Value = None, options: Value = None) -> Value:
    """A SavedModel: the ``variables/variables`` inside is an object-based checkpoint without a counter of saves."""
    place = path_argument(call.site, export_dir, 1, "export_dir")
    core = core_of(obj)
    if core is not None:
        _write_saved_model(call.machine, core, call.site, call.api, place, known=is_known(core))
        return None
    found = object_graph(call.machine, obj, [])
    note_save(call.machine, call.site, call.api, "object", place, list(found.items), known=found.known)
    return None


def text_path(path: Value) -> PathArgument:
    """A path that stands elsewhere than in the call that saves."""
    return PathArgument(as_template(path) if isinstance(path, (str, Template)) else None, None)
