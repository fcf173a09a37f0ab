"""Objects with a state that checkpoints hold: random generators and lookup tables.

Source: ``tensorflow/python/ops/stateful_random_ops.py`` (Generator) and ``lookup_ops.py`` (MutableHashTable, DenseHashTable),
TF 2.15 to 2.21. Case: obj_stateful_objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import ApiValue, HostFunction, Unknown, Value
from ckptlens.template import Hole
from ckptlens.tf_api.graph import current_graph, unique_name
from ckptlens.tf_api.objects import Edge, SavedValue, TrackedObject
from ckptlens.tf_api.registry import CONSTANTS, Call, api
from ckptlens.tf_api.tensors import Tensor
from ckptlens.tf_api.variables import VariableValue, note_variable

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import Shape

_GENERATOR = "tf.random.Generator"
_DRAWS = ("normal", "uniform", "uniform_full_int", "truncated_normal", "binomial", "make_seeds", "skip", "reset", "reset_from_seed")
_SIZES = {"philox": 3, 1: 3, "threefry": 2, 2: 2, None: 3, "auto_select": 3}


class RandomGenerator(TrackedObject, Struct, eq=False):
    """``tf.random.Generator``: one variable, ``_state_var``."""

    variable: VariableValue

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in ("state", "_state_var"):
            return self.variable
        if name in _DRAWS:
            return HostFunction(name, lambda machine, arguments, site: Tensor(None, "float32"))
        if name in ("key", "algorithm"):
            return Tensor((), "int64")
        return Unknown(Hole(f"generator.{name}", "an attribute of a random generator"), callable_gap=True)

    def edges(self, machine: Machine) -> list[Edge]:
        return [("_state_var", self.variable)]


def _generator(machine: Machine, site: Site, alg: Value, shape: Shape = None) -> Value:
    size = _SIZES.get(alg) if isinstance(alg, (str, int)) or alg is None else None
    name = unique_name(machine, current_graph(machine), "StateVar")
    state = note_variable(machine, site, name, shape or (size,), "int64", api_name=_GENERATOR, trainable=False)
    return RandomGenerator(state)


@api(_GENERATOR)
def generator(call: Call, copy_from: Value = None, state: Value = None, alg: Value = None) -> Value:
    """A generator from a state or another generator."""
    shape = copy_from.variable.shape if isinstance(copy_from, RandomGenerator) else None
    return _generator(call.machine, call.site, alg, shape)


for _name, _place in (("from_seed", 1), ("from_non_deterministic_state", 0), ("from_key_counter", 2), ("from_state", 1)):
    CONSTANTS[f"{_GENERATOR}.{_name}"] = HostFunction(
        _name, lambda machine, given, site, place=_place: _generator(machine, site, given.get(place, "alg"))
    )


@api("tf.random.get_global_generator")
def get_global_generator(call: Call) -> Value:
    """The generator that all of the program shares, made by the first call."""
    held = call.machine.world.get("generator")
    if held is None:
        held = _generator(call.machine, call.site, None)
        call.machine.trail.set(call.machine.world, "generator", held)
    return held


@api("tf.random.set_global_generator")
def set_global_generator(call: Call, generator: Value) -> Value:
    """Put another generator in its place."""
    call.machine.trail.set(call.machine.world, "generator", generator)
    return None


class TableValue(TrackedObject, Struct, eq=False):
    """A lookup table; one that the program can change writes its keys and values."""

    keys: str | None
    values: str | None
    mutable: bool

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in ("key_dtype", "value_dtype", "name", "resource_handle"):
            return Unknown(Hole(f"table.{name}", "an attribute of a table"), pure=True)
        if name.startswith("_"):
            return MISSING
        return HostFunction(name, lambda machine, arguments, site: Tensor())

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        return Tensor(None, self.values)

    def edges(self, machine: Machine) -> list[Edge]:
        return []

    def saved_values(self, machine: Machine) -> tuple[SavedValue, ...]:
        if not self.mutable:
            return ()
        return (SavedValue("table-keys", None, self.keys), SavedValue("table-values", None, self.values))


def _dtype(value: Value) -> str | None:
    from ckptlens.tf_api.dtypes import dtype_name

    return dtype_name(value)


@api("tf.lookup.experimental.MutableHashTable")
def mutable_hash_table(
    call: Call,
    key_dtype: Value,
    value_dtype: Value,
    default_value: Value,
    name: Value = "MutableHashTable",
    checkpoint: Value = True,
    experimental_is_anonymous: Value = False,
) -> Value:
    """A table that the program fills."""
    return TableValue(_dtype(key_dtype), _dtype(value_dtype), checkpoint is not False)


@api("tf.lookup.experimental.DenseHashTable")
def dense_hash_table(
    call: Call,
    key_dtype: Value,
    value_dtype: Value,
    default_value: Value,
    empty_key: Value,
    deleted_key: Value,
    initial_num_buckets: Value = None,
    name: Value = "MutableDenseHashTable",
    checkpoint: Value = True,
    experimental_is_anonymous: Value = False,
) -> Value:
    """A table that the program fills, with open addressing."""
    return TableValue(_dtype(key_dtype), _dtype(value_dtype), checkpoint is not False)


@api("tf.lookup.StaticHashTable", "tf.compat.v1.lookup.StaticHashTable")
def static_hash_table(
    call: Call, initializer: Value, default_value: Value, name: Value = None, experimental_is_anonymous: Value = False
) -> Value:
    """A table with a given content, which no checkpoint holds."""
    return TableValue(None, None, mutable=False)


@api("tf.lookup.StaticVocabularyTable", "tf.compat.v1.lookup.StaticVocabularyTable")
def static_vocabulary_table(
    call: Call,
    initializer: Value,
    num_oov_buckets: Value,
    lookup_key_dtype: Value = None,
    name: Value = None,
    experimental_is_anonymous: Value = False,
) -> Value:
    """A table with a given content, which no checkpoint holds."""
    return TableValue(None, None, mutable=False)


for _name in ("KeyValueTensorInitializer", "TextFileInitializer"):
    CONSTANTS[f"tf.lookup.{_name}"] = HostFunction(
        _name, lambda machine, given, site, name=_name: Unknown(Hole(name, "the content of a table", site.location), pure=True)
    )
CONSTANTS["tf.lookup.TextFileIndex"] = ApiValue("tf.lookup.TextFileIndex")
