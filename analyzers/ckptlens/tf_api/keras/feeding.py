"""What ``fit`` and its kin hand to a model: one batch of their data.

Source: ``data_adapter.py`` of Keras 1.15, 2.15 and 3.15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.iteration import iterate
from ckptlens.interp.values import DictValue, ListValue, Many, Unknown, Value, is_tuple, new_list
from ckptlens.tf_api.tensors import Tensor, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.tf_api.keras.core import Core


def batch_of(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """One batch as a training step gets it: ``(x, y)``, or ``x`` alone."""
    first = arguments.keywords.get("generator")
    x = arguments.get(0, "x", first)
    y = arguments.get(1, "y") if first is None else None
    element = getattr(x, "element", None) if not isinstance(x, Many) else None
    if element is not None:
        return element
    if y is None and is_tuple(x):
        return tuple(_batched(v) for v in x)
    if y is None and isinstance(x, Unknown):
        return _unknown_batch(x)
    if y is None:
        found = _items(machine, x, site)
        return found if found is not None else _batched(x)
    weight = arguments.keywords.get("sample_weight")
    parts = (x, y) if weight is None else (x, y, weight)
    return tuple(_batched(v) for v in parts)


def _items(machine: Machine, x: Value, site: Site) -> Value | None:
    """A generator or a dataset gives batches."""
    from ckptlens.interp.values import GeneratorValue

    if isinstance(x, GeneratorValue):
        items = iterate(machine, x, site)
        return items.element if isinstance(items, Many) else items[0] if items else None
    if isinstance(x, Tensor) and x.shape is None:
        return (Tensor(None, "float32", sources=frozenset()), Tensor(None, "float32", sources=frozenset()))
    return None


def _unknown_batch(value: Unknown) -> Value:
    return (Tensor(None, "float32", sources=frozenset()), Tensor(None, "float32", sources=frozenset()))


def _batched(value: Value) -> Value:
    """Data as tensors, in the structure that it has; a list of numbers is one array."""
    match value:
        case None:
            return None
        case ListValue() if value.items and not _is_number_nest(value):
            return new_list(tuple(_batched(v) for v in value.items))
        case DictValue():
            return DictValue({k: _batched(v) for k, v in value.state.items()}, open=value.open)
        case _ if is_tuple(value) and value and not _is_number_nest(value):
            return tuple(_batched(v) for v in value)
        case _:
            shape = static_shape(value)
            return Tensor((None, *shape[1:]) if shape else None, value_dtype(value) or "float32", sources=frozenset())


def _is_number_nest(value: Value) -> bool:
    items = value.items if isinstance(value, ListValue) else value if is_tuple(value) else None
    if items is None:
        return isinstance(value, (bool, int, float, str))
    return all(_is_number_nest(v) for v in items)
