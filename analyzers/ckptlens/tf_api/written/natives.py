"""What the code of this folder uses beside Python and TensorFlow's public API: static shapes and the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    ApiValue,
    BoundMethod,
    ClassValue,
    FunctionValue,
    HostObject,
    ListValue,
    Unknown,
    Value,
    is_tuple,
    new_list,
)
from ckptlens.tf_api import warm_start
from ckptlens.tf_api.datasets import element_of
from ckptlens.tf_api.dtypes import DType, dtype_name
from ckptlens.tf_api.object_savers import is_object_checkpoint, note_session_saver, object_saver
from ckptlens.tf_api.shapes import dimension, shape_of
from ckptlens.tf_api.structures import flattened, is_structure
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


def _size(machine: Machine, site: Site, value: Value) -> Value:
    """A static size as a number; an unknown when it is not known."""
    found = dimension(value)
    return found if found is not None else unknown("size", "a size that is not known", site)


def _sizes(machine: Machine, site: Site, value: Value) -> Value:
    """The static shape of a tensor as a list; None when its rank is not known."""
    found = static_shape(value)
    return None if found is None else new_list(found)


def _tensor(machine: Machine, site: Site, shape: Value, dtype: Value = None, *inputs: Value) -> Value:
    """A tensor of this static shape, computed from these inputs."""
    found = dtype.name if isinstance(dtype, DType) else dtype_name(dtype)
    known = shape_of(shape) if not isinstance(shape, Unknown) else None
    return Tensor(known, found, sources=sources_of(*(leaf for i in inputs for leaf in flattened(i))))


def _dtype(machine: Machine, site: Site, value: Value) -> Value:
    """The dtype of the first leaf of a structure, None when it is not known."""
    leaves = flattened(value)
    found = value_dtype(leaves[0]) if leaves else None
    return DType(found) if found is not None else None


def _snake(machine: Machine, site: Site, name: Value) -> Value:
    """``to_snake_case`` of Keras."""
    if not isinstance(name, str):
        return name
    words = re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)).lower()
    return f"private{words}" if words.startswith("_") else words


def _accepts(machine: Machine, site: Site, function: Value, name: Value) -> Value:
    """Whether a function of the program has a parameter of this name."""
    inner = function.function if isinstance(function, BoundMethod) else function
    return isinstance(inner, FunctionValue) and any(p.name == name for p in inner.code.parameters)


def _joined(machine: Machine, site: Site, start: Value, size: Value) -> Value:
    """The shape ``[*start, *size]`` where `size` is a number or a shape."""
    first = start if is_tuple(start) else start.items if isinstance(start, ListValue) else (start,)
    rest = shape_of(size)
    return new_list(tuple(dimension(d) for d in first) + (rest if rest is not None else (None,)))


def _nested(machine: Machine, site: Site, value: Value) -> Value:
    """Whether a value is a structure; what is not known is none."""
    return is_structure(value)


def _given(machine: Machine, site: Site, value: Value) -> Value:
    """Whether a value is there: one that is not known counts as there."""
    return value is not None


def _is_class(machine: Machine, site: Site, value: Value) -> Value:
    """Whether a value is a class of the program, or an API, which stands for a class where this is asked."""
    return isinstance(value, (ApiValue, ClassValue))


def _modelled(machine: Machine, site: Site, value: Value) -> Value:
    """Whether a value is an object of a library that is not written here, such as a Keras cell."""
    return isinstance(value, HostObject)


def _leaves(machine: Machine, site: Site, value: Value) -> Value:
    """The leaves of a structure; what is not known is one leaf."""
    return new_list(flattened(value))


def _anything(machine: Machine, site: Site, name: Value) -> Value:
    """What is known when the program runs."""
    return unknown(name if isinstance(name, str) else "value", "known when the program runs", site)


def _not_followed(machine: Machine, site: Site, what: Value) -> Value:
    """A gap at the call of the program."""
    machine.gap(site, f"{what} are not followed")
    return None


def _pair_of(machine: Machine, site: Site, value: Value) -> Value:
    """Features and labels from what an input_fn gives: a data set, a pair, or features alone."""
    element = element_of(value)
    if isinstance(element, Unknown):
        return (element, unknown("labels", "what the input function gives", site))
    items = element if is_tuple(element) else element.items if isinstance(element, ListValue) else (element, None)
    return items if len(items) == 2 else (element, None)


NATIVES: dict[object, object] = {
    "nest": ApiValue("tf.nest"),
    "size_of": host_function("size_of", _size),
    "sizes_of": host_function("sizes_of", _sizes),
    "tensor": host_function("tensor", _tensor),
    "dtype_of": host_function("dtype_of", _dtype),
    "snake_case": host_function("snake_case", _snake),
    "accepts": host_function("accepts", _accepts),
    "joined": host_function("joined", _joined),
    "nested": host_function("nested", _nested),
    "given": host_function("given", _given),
    "anything": host_function("anything", _anything),
    "not_followed": host_function("not_followed", _not_followed),
    "pair_of": host_function("pair_of", _pair_of),
    **warm_start.NATIVES,
    "is_object_checkpoint": host_function("is_object_checkpoint", is_object_checkpoint),
    "note_session_saver": host_function("note_session_saver", note_session_saver),
    "object_saver": host_function("object_saver", object_saver),
    "is_class": host_function("is_class", _is_class),
    "is_modelled": host_function("is_modelled", _modelled),
    "leaves_of": host_function("leaves_of", _leaves),
}
"""By the name under which the code of this folder knows them."""
