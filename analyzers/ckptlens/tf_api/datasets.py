"""``tf.data``: the structure, shapes and dtypes of the elements of data sets.

Source: ``tensorflow/python/data/ops/dataset_ops.py`` (element_spec of each transformation), TF 1.15 to 2.21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, Many, Unknown, Value, is_tuple
from ckptlens.template import Hole
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.objects import Edge, SavedValue, TrackedObject
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.structures import flattened, parts, rebuilt
from ckptlens.tf_api.tensors import Tensor, static_shape, value_dtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import Dimension

_SAME = (
    "repeat",
    "shuffle",
    "prefetch",
    "take",
    "skip",
    "cache",
    "filter",
    "shard",
    "with_options",
    "take_while",
    "snapshot",
    "ignore_errors",
    "rebatch",
)
_ROOTS = ("tf.data.Dataset", "tf.compat.v1.data.Dataset")


class DatasetValue(HostObject, Struct, frozen=True):
    """A data set with elements like `element`."""

    element: Value

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in _SAME:
            return host_function(name, lambda machine, site, *rest, **named: self)
        found: dict[str, Callable[..., Value]] = {
            "batch": self._batch,
            "padded_batch": self._batch,
            "unbatch": self._unbatch,
            "map": self._map,
            "flat_map": self._flat_map,
            "interleave": self._flat_map,
            "apply": self._apply,
            "concatenate": lambda machine, site, dataset, name=None: self,  # pyright: ignore[reportUnknownLambdaType]
            "make_one_shot_iterator": self._iterator,
            "make_initializable_iterator": self._iterator,
            "__iter__": self._iterator,
            "as_numpy_iterator": self._iterator,
            "enumerate": lambda machine, site, start=0, name=None: DatasetValue((Tensor((), "int64"), self.element)),  # pyright: ignore[reportUnknownLambdaType]
        }
        if name in found:
            return host_function(name, found[name])
        if name in ("element_spec", "output_shapes", "output_types", "output_classes"):
            return unknown(f"dataset.{name}", "the structure of a data set", None)
        return MISSING if name.startswith("_") else Unknown(Hole(f"dataset.{name}", "a data set that is not followed"), pure=True)

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        return Many(self.element)

    def _batch(self, machine: Machine, site: Site, batch_size: Value, *rest: Value, **options: Value) -> Value:
        exact = options.get("drop_remainder", rest[0] if rest else False) is True
        size = batch_size if exact and isinstance(batch_size, int) else None
        return DatasetValue(mapped(self.element, lambda leaf: _longer(leaf, size)))

    def _unbatch(self, machine: Machine, site: Site, name: Value = None) -> Value:
        return DatasetValue(mapped(self.element, _first))

    def _map(self, machine: Machine, site: Site, map_func: Value, *rest: Value, **options: Value) -> Value:
        return DatasetValue(_called(machine, map_func, self.element, site))

    def _flat_map(self, machine: Machine, site: Site, map_func: Value, *rest: Value, **options: Value) -> Value:
        return DatasetValue(element_of(_called(machine, map_func, self.element, site)))

    def _apply(self, machine: Machine, site: Site, transformation_func: Value) -> Value:
        from ckptlens.interp.calls import call

        return call(machine, transformation_func, Arguments((self,)), site)

    def _iterator(self, machine: Machine, site: Site, shared_name: Value = None) -> Value:
        return IteratorValue(self.element)


class IteratorValue(TrackedObject, Struct, eq=False):
    """An iterator over a data set. A checkpoint that tracks it holds its state (case ckpt_dataset_iterator)."""

    element: Value

    def _next(self, machine: Machine, site: Site, name: Value = None) -> Value:
        return self.element

    def edges(self, machine: Machine) -> list[Edge]:
        return []

    def saved_values(self, machine: Machine) -> tuple[SavedValue, ...]:
        """Its state: how many variants it takes depends on the transformations of the data set."""
        return (SavedValue("ITERATOR_STATE", (None,), "variant"),)

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in ("get_next", "__next__", "next"):
            return host_function(name, self._next)
        if name in ("initializer", "make_initializer"):
            return Tensor((), None)
        return MISSING

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        return Many(self.element)


def element_of(value: Value) -> Value:
    """An element of a data set; other values as they are."""
    return value.element if isinstance(value, (DatasetValue, IteratorValue)) else value


def mapped(structure: Value, change: Callable[[Value], Value]) -> Value:
    """A structure with its leaves changed."""
    inner = parts(structure)
    return change(structure) if inner is None else rebuilt(structure, tuple(mapped(part, change) for part in inner))


def _called(machine: Machine, function: Value, element: Value, site: Site) -> Value:
    """The value of a function of an element: the parts of a tuple are passed one by one."""
    from ckptlens.interp.calls import call

    return call(machine, function, Arguments(element if is_tuple(element) else (element,)), site)


def _first(leaf: Value) -> Value:
    shape = static_shape(leaf)
    return leaf if isinstance(leaf, Unknown) else Tensor(shape[1:] if shape else None, value_dtype(leaf), sources=frozenset())


def _longer(leaf: Value, size: Dimension) -> Value:
    shape = static_shape(leaf)
    return leaf if isinstance(leaf, Unknown) else Tensor(None if shape is None else (size, *shape), value_dtype(leaf), sources=frozenset())


def _whole(leaf: Value) -> Value:
    return leaf if isinstance(leaf, Unknown) else Tensor(static_shape(leaf), value_dtype(leaf), sources=frozenset())


def _is_nest(value: Value) -> bool:
    """Whether a list stands for a tensor: lists are no structures to a data set."""
    from ckptlens.interp.values import ListValue

    return isinstance(value, ListValue)


def _elements(value: Value, change: Callable[[Value], Value]) -> Value:
    inner = None if _is_nest(value) else parts(value)
    return change(value) if inner is None else rebuilt(value, tuple(_elements(part, change) for part in inner))


@api(*(f"{root}.from_tensor_slices" for root in _ROOTS))
def from_tensor_slices(call: Call, tensors: Value, name: Value = None) -> Value:
    """The rows of tensors."""
    return DatasetValue(_elements(tensors, _first))


@api(*(f"{root}.from_tensors" for root in _ROOTS))
def from_tensors(call: Call, tensors: Value, name: Value = None) -> Value:
    """One element."""
    return DatasetValue(_elements(tensors, _whole))


@api(*(f"{root}.range" for root in _ROOTS))
def dataset_range(call: Call, *arguments: Value, **options: Value) -> Value:
    """Numbers."""
    return DatasetValue(Tensor((), "int64", sources=frozenset()))


@api(*(f"{root}.zip" for root in _ROOTS))
def dataset_zip(call: Call, *arguments: Value, **options: Value) -> Value:
    """Elements of several data sets side by side."""
    given = arguments[0] if len(arguments) == 1 else options.get("datasets", arguments)
    return DatasetValue(mapped(given, element_of))


@api(*(f"{root}.from_generator" for root in _ROOTS))
def from_generator(
    call: Call,
    generator: Value,
    output_types: Value = None,
    output_shapes: Value = None,
    args: Value = None,
    output_signature: Value = None,
    name: Value = None,
) -> Value:
    """What a generator gives, in the types and shapes that are named."""
    if output_types is None:
        return DatasetValue(unknown("element", "what a generator gives", call.site))
    types, shapes = flattened(output_types), _shapes(output_shapes)
    leaves = iter(Tensor(shape_of(shapes[i]) if i < len(shapes) else None, dtype_name(t), sources=frozenset()) for i, t in enumerate(types))
    return DatasetValue(mapped(output_types, lambda _: next(leaves)))


def _shapes(value: Value) -> tuple[Value, ...]:
    if is_tuple(value) and any(is_tuple(v) or not isinstance(v, (int, type(None))) for v in value):
        return value
    return (value,) if value is not None else ()


@api(*(f"{root}.list_files" for root in _ROOTS), "tf.data.TextLineDataset", "tf.data.TFRecordDataset", "tf.data.FixedLengthRecordDataset")
def text_records(call: Call, *arguments: Value, **options: Value) -> Value:
    """Pieces of text."""
    return DatasetValue(Tensor((), "string", sources=frozenset()))


@api("tf.compat.v1.data.make_one_shot_iterator", "tf.compat.v1.data.make_initializable_iterator")
def make_iterator(call: Call, dataset: Value, shared_name: Value = None) -> Value:
    """An iterator of a data set."""
    return IteratorValue(element_of(dataset))
