"""Batch, space and channels of an input, wherever the channels stand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ckptlens.interp.values import Value, is_tuple
from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.shapes import dimension

if TYPE_CHECKING:
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.trace import Dimension, Shape

Dimensions = tuple["Dimension", ...]


def channels_first(core: Core) -> bool:
    """Whether the channels stand before the space."""
    return core.options.get("data_format") == "channels_first"


def parts(core: Core, shape: Shape, rank: int) -> tuple[Dimension, Dimensions, Dimension] | None:
    """Batch size, sizes in space and channels of an input with `rank` axes of space."""
    if shape is None or len(shape) != rank + 2:
        return None
    return (shape[0], shape[2:], shape[1]) if channels_first(core) else (shape[0], shape[1:-1], shape[-1])


def joined(core: Core, batch: Dimension, space: Dimensions, channels: Dimension) -> Shape:
    """The shape of these parts."""
    return (batch, channels, *space) if channels_first(core) else (batch, *space, channels)


def sizes(value: Value, rank: int) -> Dimensions:
    """One size for each axis: a number stands for all of them."""
    items = known_items(value)
    if items is not None:
        found = tuple(dimension(i) for i in items)
        return found * rank if len(found) == 1 else found
    return (dimension(value),) * rank


def pairs(value: Value, rank: int) -> tuple[tuple[Dimension, Dimension], ...] | None:
    """What is added (or cut) before and after each axis."""
    items = known_items(value)
    if items is None:
        size = dimension(value)
        return ((size, size),) * rank
    if rank == 1 and len(items) == 2 and not any(is_tuple(i) or known_items(i) for i in items):
        return ((dimension(items[0]), dimension(items[1])),)
    found: list[tuple[Dimension, Dimension]] = []
    for item in items:
        inner = known_items(item)
        found.append((dimension(inner[0]), dimension(inner[1])) if inner and len(inner) == 2 else (dimension(item), dimension(item)))
    return tuple(found) if len(found) == rank else None


def window(size: Dimension, kernel: Dimension, stride: Dimension, dilation: Dimension, padding: Value) -> Dimension:
    """The size of an axis after a convolution or pooling; ``conv_output_length`` of ``keras/src/utils/conv_utils.py``."""
    if size is None or not stride or not isinstance(padding, str):
        return None
    if padding.lower() in ("same", "causal"):
        return math.ceil(size / stride)
    if kernel is None or dilation is None:
        return None
    return max(0, (size - (kernel - 1) * dilation - 1) // stride + 1)


def grown(size: Dimension, kernel: Dimension, stride: Dimension, padding: Value, extra: Dimension, dilation: Dimension) -> Dimension:
    """The size of an axis after a transposed convolution; ``deconv_output_length`` of the same module."""
    if size is None or kernel is None or stride is None or dilation is None:
        return None
    kernel = kernel + (kernel - 1) * (dilation - 1)
    same = isinstance(padding, str) and padding.lower() == "same"
    if extra is None:
        return size * stride if same else size * stride + max(kernel - stride, 0)
    return (size - 1) * stride + kernel + extra - (2 * (kernel // 2) if same else 0)


def multiplied(*factors: Dimension) -> Dimension:
    """A product; None when a factor is not known."""
    known = [f for f in factors if f is not None]
    return math.prod(known) if len(known) == len(factors) else None
