"""Reading names, shapes and values from checkpoint files.

Source: ``tensorflow/python/training/checkpoint_utils.py`` and ``py_checkpoint_reader.py``, TF 1.15 to 2.21. A folder stands for its newest
file. Cases: guide_convert_tf1_to_tf2, guide_load_checkpoint_assign, obj_reader_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import DictValue, HostObject, Unknown, Value, new_list
from ckptlens.notes import AbsentTensor
from ckptlens.template import Hole
from ckptlens.tf_api.damage import note_damage
from ckptlens.tf_api.disk import checkpoint_at, newest_on_disk
from ckptlens.tf_api.dtypes import DType
from ckptlens.tf_api.files import file_at, newest_file
from ckptlens.tf_api.found import fail
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.tensors import ArrayValue
from ckptlens.tf_api.told import told_path

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.files import SavedFile
    from ckptlens.trace import SavedItem, Shape

_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"


def file_or_newest(machine: Machine, path: Value) -> SavedFile | None:
    """The file at a path, or the newest one of a folder; None when it is not known."""
    newest = newest_file(machine, path)
    return checkpoint_at(machine, path) or checkpoint_at(machine, newest if newest is not None else newest_on_disk(machine, path))


def _content(file: SavedFile | None) -> dict[str, SavedItem | None] | None:
    """The entries of a file by key, sorted (None: the object graph); None when they are not known exactly."""
    if file is None or not file.is_literal:
        return None
    entries: dict[str, SavedItem | None] = {**file.entries(), **({_GRAPH: None} if file.graph is not None else {})}
    return {key: entries[key] for key in sorted(entries)}


def _shape(item: SavedItem | None) -> Value:
    shape: Shape = () if item is None else item.shape
    if shape is None:
        return Unknown(Hole("shape", "the shape of a value in a checkpoint"), pure=True)
    return new_list(tuple(Unknown(Hole("dimension", "a dimension in a checkpoint"), pure=True) if d is None else d for d in shape))


def _dtype(item: SavedItem | None) -> Value:
    name = "string" if item is None else item.dtype
    return DType(name) if name is not None else Unknown(Hole("dtype", "the dtype of a value in a checkpoint"), pure=True)


def _unread(what: str, site: Site) -> Unknown:
    return Unknown(Hole(what, "read from a checkpoint at run time", site.location), pure=True)


class ReaderValue(HostObject, Struct, frozen=True):
    """A ``CheckpointReader``."""

    file: SavedFile
    content: dict[str, SavedItem | None]

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "get_variable_to_shape_map":
                return host_function(name, lambda machine, site: DictValue({k: _shape(v) for k, v in self.content.items()}))
            case "get_variable_to_dtype_map":
                return host_function(name, lambda machine, site: DictValue({k: _dtype(v) for k, v in self.content.items()}))
            case "has_tensor":
                return host_function(name, self._has)
            case "get_tensor":
                return host_function(name, self._get)
            case "debug_string":
                return host_function(name, lambda machine, site: _unread("debug_string", site))
            case _:
                return MISSING

    def _has(self, machine: Machine, site: Site, tensor_str: Value) -> Value:
        return tensor_str in self.content if isinstance(tensor_str, str) else _unread("has_tensor", site)

    def _get(self, machine: Machine, site: Site, tensor_str: Value) -> Value:
        return value_of(machine, self.file, self.content, tensor_str, site)


def value_of(machine: Machine, file: SavedFile, content: dict[str, SavedItem | None], key: Value, site: Site) -> Value:
    """The value under a key, as an array of its shape; ends the program with NotFoundError where there is none."""
    item = content.get(key) if isinstance(key, str) else None
    if isinstance(key, str) and key not in content and not machine.facts.gaps:
        error = ProgramError("NotFoundError", f"Key {key} not found in checkpoint", site.location)
        caught = any(catches(error) for catches in machine.tries)
        machine.facts.add(AbsentTensor(machine.facts.number(), site.call_site(), key, _saved_as(file, key), caught))
        fail(machine, error)
    if not isinstance(key, str) or key not in content:
        return _unread("tensor", site)
    return ArrayValue(item.shape, item.dtype, key=key) if item is not None else ArrayValue((), "string", key=key)


def _saved_as(file: SavedFile, name: str) -> str | None:
    """The key of an object-based file for the name of a variable or the path of an object."""
    held = [(node, a) for node in file.graph.nodes for a in node.attributes] if file.graph is not None else []
    wanted = name.removesuffix(":0")
    return next((str(a.item.key) for node, a in held if wanted in (str(a.full_name), str(node.path))), None)


def _reader(call: Call, path: Value) -> Value:
    path = told_path(call.machine, call.site, path)
    note_damage(call.machine, call.site, path)
    file = file_or_newest(call.machine, path)
    content = _content(file)
    return ReaderValue(file, content) if file is not None and content is not None else _unread("reader", call.site)


@api("tf.train.load_checkpoint")
def load_checkpoint(call: Call, ckpt_dir_or_file: Value) -> Value:
    """A reader of a file or of the newest file of a folder."""
    return _reader(call, ckpt_dir_or_file)


@api("tf.compat.v1.train.NewCheckpointReader")
def new_checkpoint_reader(call: Call, filepattern: Value) -> Value:
    """A reader of a file."""
    return _reader(call, filepattern)


@api("tf.train.list_variables")
def list_variables(call: Call, ckpt_dir_or_file: Value) -> Value:
    """The keys, sorted, each with its shape."""
    content = _content(file_or_newest(call.machine, told_path(call.machine, call.site, ckpt_dir_or_file)))
    if content is None:
        return _unread("list_variables()", call.site)
    return new_list(tuple((key, _shape(item)) for key, item in content.items()))


@api("tf.train.load_variable")
def load_variable(call: Call, ckpt_dir_or_file: Value, name: Value) -> Value:
    """One value."""
    ckpt_dir_or_file = told_path(call.machine, call.site, ckpt_dir_or_file)
    note_damage(call.machine, call.site, ckpt_dir_or_file)
    file = file_or_newest(call.machine, ckpt_dir_or_file)
    content = _content(file)
    if file is None or content is None:
        return _unread("load_variable()", call.site)
    return value_of(call.machine, file, content, name, call.site)


@api("tf.contrib.framework.load_checkpoint")
def load_checkpoint_contrib(call: Call, filepattern: Value) -> Value:
    """The same under its old name."""
    return load_checkpoint(call, filepattern)


@api("tf.contrib.framework.list_variables")
def list_variables_contrib(call: Call, checkpoint_dir: Value) -> Value:
    """The same under its old name."""
    return list_variables(call, checkpoint_dir)


@api("tf.contrib.framework.load_variable")
def load_variable_contrib(call: Call, checkpoint_dir: Value, name: Value) -> Value:
    """The same under its old name."""
    return load_variable(call, checkpoint_dir, name)


class CheckpointState(HostObject, Struct, frozen=True):
    """The state that a folder keeps of its checkpoints."""

    newest: Value

    def attribute(self, machine: Machine, name: str) -> Value:
        if name == "model_checkpoint_path":
            return self.newest
        return Unknown(Hole(name, "the files in the checkpoint folder"), pure=True)


@api("tf.train.get_checkpoint_state")
def get_checkpoint_state(call: Call, checkpoint_dir: Value, latest_filename: Value = None) -> Value:
    """The state of a folder; not known before the program wrote a file there."""
    written = newest_file(call.machine, checkpoint_dir)
    if written is None or latest_filename is not None:
        return _unread("checkpoint_state", call.site)
    return CheckpointState(written)


@api("tf.compat.v1.train.checkpoint_exists")
def checkpoint_exists(call: Call, checkpoint_prefix: Value) -> Value:
    """True for a file that the program wrote, else not known."""
    return True if file_at(call.machine, checkpoint_prefix) is not None else _unread("checkpoint_exists()", call.site)
