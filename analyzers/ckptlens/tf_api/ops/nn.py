"""Convolution, pooling and losses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ckptlens.tf_api.ops.made import known_items, made
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import dimension
from ckptlens.tf_api.tensors import static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Dimension, Shape


def window(size: Dimension, kernel: Dimension, stride: Dimension, padding: Value, dilation: int = 1) -> Dimension:
    """The size of one axis after a convolution or pooling (``SAME`` or ``VALID``)."""
    if size is None or stride is None or not stride:
        return None
    if isinstance(padding, str) and padding.upper() == "SAME":
        return math.ceil(size / stride)
    if kernel is None or not (isinstance(padding, str) and padding.upper() == "VALID"):
        return None
    return max(0, math.ceil((size - (kernel - 1) * dilation) / stride))


def is_first(data_format: Value) -> bool:
    """Whether the channels stand before the spatial axes."""
    return isinstance(data_format, str) and data_format.startswith("NC")


def per_axis(value: Value, rank: int, data_format: Value = None) -> tuple[Dimension, ...]:
    """One number for each spatial axis, from a number, a list of these, or one that has batch and channels too."""
    items = known_items(value)
    if items is None:
        return (dimension(value),) * rank
    listed = tuple(dimension(i) for i in items)
    if len(listed) == rank + 2:
        return listed[2:] if is_first(data_format) else listed[1:-1]
    return listed * rank if len(listed) == 1 else listed


@api("tf.nn.conv1d", "tf.nn.conv2d", "tf.nn.conv3d", "tf.nn.convolution")
def convolution(
    call: Call,
    input: Value = None,
    filter: Value = None,
    strides: Value = 1,
    padding: Value = None,
    *rest: Value,
    filters: Value = None,
    data_format: Value = None,
    name: Value = None,
    value: Value = None,
    stride: Value = None,
    **options: Value,
) -> Value:
    """A convolution, channels last unless the data format says otherwise. TF1's ``convolution`` takes the padding first."""
    images = input if input is not None else value
    kernel = static_shape(filter if filter is not None else filters)
    steps = stride if stride is not None else strides
    if isinstance(steps, str):
        steps, padding = (padding if padding is not None else 1), steps
    gaps = options.get("dilations", options.get("dilation_rate"))
    new = convolved(static_shape(images), kernel, steps if steps is not None else 1, padding, data_format, gaps)
    return made(call, new, value_dtype(images), name, "Conv2D")


def convolved(images: Shape, kernel: Shape, strides: Value, padding: Value, data_format: Value = None, dilations: Value = None) -> Shape:
    """The shape after a convolution with a kernel of shape [*spatial, in, out]."""
    if images is None or kernel is None or len(images) != len(kernel):
        return None
    rank, first = len(images) - 2, is_first(data_format)
    steps, rates = per_axis(strides, rank, data_format), per_axis(dilations if dilations is not None else 1, rank, data_format)
    spatial = images[2:] if first else images[1:-1]
    after: tuple[Dimension, ...] = (None,) * rank
    if len(steps) == len(rates) == rank:
        after = tuple(window(s, k, t, padding, r or 1) for s, k, t, r in zip(spatial, kernel[:rank], steps, rates, strict=True))
    return (images[0], kernel[-1], *after) if first else (images[0], *after, kernel[-1])


@api(*(f"tf.nn.{kind}_pool{rank}" for kind in ("max", "avg") for rank in ("", "1d", "2d", "3d")))
def pooling(
    call: Call,
    value: Value = None,
    ksize: Value = None,
    strides: Value = None,
    padding: Value = None,
    data_format: Value = "NHWC",
    name: Value = None,
    input: Value = None,
) -> Value:
    """A pooling over the spatial axes."""
    images = value if value is not None else input
    old = static_shape(images)
    new: Shape = None
    if old is not None and len(old) > 2:
        rank, first = len(old) - 2, is_first(data_format)
        kernel, steps = per_axis(ksize, rank, data_format), per_axis(strides, rank, data_format)
        spatial = old[2:] if first else old[1:-1]
        after: tuple[Dimension, ...] = (None,) * rank
        if len(kernel) == len(steps) == rank:
            after = tuple(window(s, k, t, padding) for s, k, t in zip(spatial, kernel, steps, strict=True))
        new = (old[0], old[1], *after) if first else (old[0], *after, old[-1])
    return made(call, new, value_dtype(images), name, "AvgPool" if "avg" in call.api else "MaxPool")


_LOSSES = {
    "sparse_softmax_cross_entropy_with_logits": "SparseSoftmaxCrossEntropyWithLogits",
    "softmax_cross_entropy_with_logits": "softmax_cross_entropy_with_logits_sg",
    "softmax_cross_entropy_with_logits_v2": "softmax_cross_entropy_with_logits",
    "sigmoid_cross_entropy_with_logits": "logistic_loss",
}


@api(
    "tf.nn.sparse_softmax_cross_entropy_with_logits",
    "tf.nn.softmax_cross_entropy_with_logits",
    "tf.nn.softmax_cross_entropy_with_logits_v2",
    "tf.nn.sigmoid_cross_entropy_with_logits",
)
def cross_entropy(
    call: Call, _sentinel: Value = None, labels: Value = None, logits: Value = None, *rest: Value, name: Value = None, **options: Value
) -> Value:
    """A loss for each example."""
    shape = static_shape(logits)
    per_element = "sigmoid" in call.api
    return made(
        call, shape if per_element or shape is None else shape[:-1], value_dtype(logits), name, _LOSSES[call.api.rpartition(".")[2]]
    )
