"""Tensors that come from outside the graph: from Python functions run by it, and from staging areas.

Source: ``tensorflow/python/ops/{script_ops,data_flow_ops}.py`` (py_func, StagingArea), TF 1.15 to 2.21. Case: slim_contractions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import DictValue, HostObject, Value, new_list
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.ops.made import known_items, made
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.tensors import Tensor

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine


@api("tf.compat.v1.py_func", "tf.numpy_function", "tf.py_function")
def py_func(call: Call, func: Value, inp: Value, Tout: Value, stateful: Value = True, name: Value = None) -> Value:  # noqa: N803
    """Tensors of these dtypes, of any shape: the function runs when the graph does, so it makes no variables of the graph."""
    made(call, None, None, name, "PyFunc")
    kinds = known_items(Tout)
    if kinds is None:
        return Tensor(None, dtype_name(Tout), sources=frozenset())
    return new_list(tuple(Tensor(None, dtype_name(kind), sources=frozenset()) for kind in kinds))


class StagingArea(HostObject, Struct, frozen=True):
    """A buffer of tensors: what is taken out has the dtypes and shapes that it was made for."""

    parts: tuple[Tensor, ...]
    names: tuple[Value, ...] | None

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "get" | "peek":
                return host_function(name, lambda machine, site, *rest, **named: self._taken())
            case "put" | "clear" | "size":
                return host_function(name, lambda machine, site, *rest, **named: Tensor((), "int32", sources=frozenset()))
            case _:
                return MISSING

    def _taken(self) -> Value:
        if self.names is not None:
            return DictValue(dict(zip(self.names, self.parts, strict=False)))
        return new_list(self.parts)


@api("tf.contrib.staging.StagingArea", "tf.python.ops.data_flow_ops.StagingArea", "tf.compat.v1.StagingArea")
def staging_area(
    call: Call,
    dtypes: Value,
    shapes: Value = None,
    names: Value = None,
    shared_name: Value = None,
    capacity: Value = 0,
    memory_limit: Value = 0,
) -> Value:
    """A staging area."""
    kinds = known_items(dtypes) or ()
    sizes = known_items(shapes) or (None,) * len(kinds)
    parts = tuple(Tensor(shape_of(size), dtype_name(kind), sources=frozenset()) for kind, size in zip(kinds, sizes, strict=False))
    return StagingArea(parts, known_items(names))
