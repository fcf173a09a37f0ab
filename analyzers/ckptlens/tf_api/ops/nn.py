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


def _per_axis(value: Value, rank: int) -> tuple[Dimension, ...]:
    items = known_items(value)
    if items is None:
        return (dimension(value),) * rank
    listed = tuple(dimension(i) for i in items)
    return listed[1:-1] if len(listed) == rank + 2 else listed * rank if len(listed) == 1 else listed


@api("tf.nn.conv1d", "tf.nn.conv2d", "tf.nn.conv3d", "tf.nn.convolution", "tf.nn.atrous_conv2d")
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
    """A convolution, channels last unless the data format says otherwise."""
    images = input if input is not None else value
    kernel = static_shape(filter if filter is not None else filters)
    return made(
        call,
        convolved(static_shape(images), kernel, stride if stride is not None else strides, padding, data_format),
        value_dtype(images),
        name,
        "Conv2D",
    )


def convolved(images: Shape, kernel: Shape, strides: Value, padding: Value, data_format: Value = None) -> Shape:
    """The shape after a convolution with a kernel of shape [*spatial, in, out]."""
    if images is None or kernel is None or len(images) != len(kernel):
        return None
    rank = len(images) - 2
    if isinstance(data_format, str) and data_format.startswith("NC"):
        return (images[0], kernel[-1], *(None,) * rank)
    steps = _per_axis(strides, rank)
    if len(steps) != rank:
        return (images[0], *(None,) * rank, kernel[-1])
    spatial = (window(s, k, t, padding) for s, k, t in zip(images[1:-1], kernel[:rank], steps, strict=True))
    return (images[0], *spatial, kernel[-1])


@api("tf.nn.max_pool", "tf.nn.avg_pool", "tf.nn.max_pool2d", "tf.nn.avg_pool2d")
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
    if old is not None and len(old) == 4 and not (isinstance(data_format, str) and data_format.startswith("NC")):
        kernel, steps = _per_axis(ksize, 2), _per_axis(strides, 2)
        if len(kernel) == len(steps) == 2:
            new = (old[0], *(window(s, k, t, padding) for s, k, t in zip(old[1:-1], kernel, steps, strict=True)), old[-1])
    return made(call, new, value_dtype(images), name, "MaxPool")


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
    return made(call, shape if per_element or shape is None else shape[:-1], value_dtype(logits), name, "SoftmaxCrossEntropyWithLogits")
