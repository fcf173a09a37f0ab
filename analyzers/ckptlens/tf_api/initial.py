"""Shape and dtype of a variable from its shape, dtype and initializer arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.values import BoundMethod, FunctionValue, HostObject, ListValue, Value
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.tensors import Tensor, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.trace import Shape


def initial_value(machine: Machine, shape: Value, dtype: Value, initializer: Value, site: Site) -> tuple[Shape, str | None]:
    """What get_variable makes: from `shape` and `dtype`, else from a constant initializer; float32 by default."""
    named = dtype_name(dtype) if dtype is not None else None
    if _is_value(initializer):
        found = static_shape(initializer)
        return found, (value_dtype(initializer) if named is None else named)
    if shape is None and isinstance(initializer, (FunctionValue, BoundMethod)):
        from ckptlens.interp.calls import call

        made = call(machine, initializer, Arguments(), site)
        return static_shape(made), value_dtype(made)
    found_shape = shape_of(shape)
    return found_shape, named if dtype is not None else "float32"


def _is_value(initializer: Value) -> bool:
    if isinstance(initializer, (bool, int, float, str, tuple, ListValue, Tensor)):
        return True
    return isinstance(initializer, HostObject) and isinstance(getattr(initializer, "shape", None), tuple)
