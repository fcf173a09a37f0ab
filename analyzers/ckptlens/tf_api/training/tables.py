"""Mutable lookup tables of tf.contrib: a plain Saver writes their keys and values.

Source: ``tensorflow/python/ops/lookup_ops.py`` (MutableHashTable, DenseHashTable and their _Saveable), TF 1.15: the name of the
table without its scope. Tables that are made from a fixed list are not written. Cases: tf115_lookup_and_metrics, train_tables.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.strings import as_template, concatenate
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import HostObject
from ckptlens.tf_api.declared import Named, declare
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.graph import add_to_collection, current_graph, entered_scope, op_full_name
from ckptlens.tf_api.tensors import Tensor, static_shape
from ckptlens.trace import SavedItem

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Text, Value
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Shape


class TableValue(HostObject, Struct, frozen=True):
    """A lookup table. `saved` is what a Saver writes for it."""

    name: Text
    value_shape: Shape
    value_dtype: str | None
    saved: tuple[SavedItem, ...] = ()

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "name":
                return self.name
            case "lookup":
                return host_function(name, self._lookup)
            case "insert" | "remove" | "erase" | "size" | "export":
                return host_function(name, _op)
            case "init" | "initializer" | "resource_handle" | "_initializer":
                return Tensor((), None)
            case _:
                return MISSING

    def _lookup(self, machine: Machine, site: Site, keys: Value, name: Value = None) -> Value:
        found = static_shape(keys)
        shape = None if found is None or self.value_shape is None else (*found, *self.value_shape)
        return Tensor(shape, self.value_dtype, sources=frozenset())


def _op(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    """An op on a table."""
    return Tensor(None, None)


def _mutable(call: Call, given: Named, default: str) -> Value:
    name = entered_scope(given["name"]) or default
    graph = current_graph(call.machine)
    op_full_name(call.machine, graph, name)
    shape = static_shape(given["default_value"])
    key, value = dtype_name(given["key_dtype"]), dtype_name(given["value_dtype"])
    saved: tuple[SavedItem, ...] = ()
    if given["checkpoint"] is not False:
        location = call.site.location
        when = call.machine.conditions
        values = None if shape is None else (None, *shape)
        saved = (
            SavedItem(as_template(concatenate([name, "-keys"])), None, (None,), key, when, location),
            SavedItem(as_template(concatenate([name, "-values"])), None, values, value, when, location),
        )
    made = TableValue(name, shape, value, saved)
    if saved and graph.number:
        add_to_collection(call.machine, graph, "saveable_objects", made)
    return made


declare(
    "tf.contrib.lookup.MutableHashTable",
    "key_dtype, value_dtype, default_value, name='MutableHashTable', checkpoint=True",
    partial(_mutable, default="MutableHashTable"),
)
declare(
    "tf.contrib.lookup.MutableDenseHashTable",
    "key_dtype, value_dtype, default_value, empty_key, deleted_key, initial_num_buckets=None, "
    "name='MutableDenseHashTable', checkpoint=True",
    partial(_mutable, default="MutableDenseHashTable"),
)


def _fixed(call: Call, given: Named, dtype: str) -> Value:
    """A table made from a list or file, which no checkpoint holds."""
    return TableValue(entered_scope(given.get("name")) or "table", (), dtype)


_COLUMNS = "name=None, key_column_index={}, value_column_index={}, delimiter='\\t'"
_FIXED = (
    (
        "index_table_from_file",
        "vocabulary_file=None, num_oov_buckets=0, vocab_size=None, default_value=-1, hasher_spec=None, key_dtype=None, "
        + _COLUMNS.format(-2, -1),
        "int64",
    ),
    ("index_table_from_tensor", "mapping, num_oov_buckets=0, default_value=-1, hasher_spec=None, dtype=None, name=None", "int64"),
    ("index_to_string_table_from_file", "vocabulary_file, vocab_size=None, default_value='UNK', " + _COLUMNS.format(-1, -2), "string"),
    ("index_to_string_table_from_tensor", "mapping, default_value='UNK', name=None", "string"),
)
for _name, _text, _dtype in _FIXED:
    declare(f"tf.contrib.lookup.{_name}", _text, partial(_fixed, dtype=_dtype))
