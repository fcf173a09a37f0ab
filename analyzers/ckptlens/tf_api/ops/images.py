"""Ops over images whose result has another height and width.

Source: ``tensorflow/python/ops/{nn_ops,nn_impl,image_ops_impl,array_ops}.py``, TF 1.15 to 2.21. Case: slim_norms_and_shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.ops.arrays import wanted_shape
from ckptlens.tf_api.ops.made import known_items, made
from ckptlens.tf_api.ops.nn import is_first, per_axis, window
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.shapes import dimension
from ckptlens.tf_api.tensors import Tensor, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Dimension, Shape


@api("tf.nn.atrous_conv2d")
def atrous_conv2d(call: Call, value: Value, filters: Value, rate: Value, padding: Value, name: Value = None) -> Value:
    """A convolution whose kernel has holes."""
    images, kernel, gap = static_shape(value), static_shape(filters), dimension(rate)
    new: Shape = None
    if images is not None and kernel is not None and len(images) == len(kernel) == 4:
        spatial = (window(s, k, 1, padding, gap) if gap else None for s, k in zip(images[1:3], kernel[:2], strict=True))
        new = (images[0], *spatial, kernel[3])
    return made(call, new, value_dtype(value), name, "convolution")


@api(
    "tf.nn.conv2d_transpose",
    "tf.nn.conv3d_transpose",
    "tf.nn.conv1d_transpose",
    "tf.nn.conv_transpose",
    "tf.nn.atrous_conv2d_transpose",
    "tf.nn.conv2d_backprop_input",
)
def conv_transpose(
    call: Call,
    value: Value = None,
    filter: Value = None,
    output_shape: Value = None,
    *rest: Value,
    input: Value = None,
    filters: Value = None,
    name: Value = None,
    **options: Value,
) -> Value:
    """A transposed convolution: its shape is given."""
    images = value if value is not None else input
    return made(call, wanted_shape(output_shape), value_dtype(images), name, "conv2d_transpose")


@api("tf.nn.depthwise_conv2d", "tf.nn.depthwise_conv2d_native")
def depthwise_conv2d(
    call: Call,
    input: Value,
    filter: Value,
    strides: Value,
    padding: Value,
    rate: Value = None,
    name: Value = None,
    data_format: Value = None,
    dilations: Value = None,
) -> Value:
    """Each channel convolved alone: in * multiplier channels."""
    kernel = static_shape(filter)
    wide = kernel[2] * kernel[3] if kernel is not None and len(kernel) == 4 and kernel[2] and kernel[3] else None
    new = _strided(static_shape(input), kernel, strides, padding, rate if rate is not None else dilations, data_format, wide)
    return made(call, new, value_dtype(input), name, "depthwise")


@api("tf.nn.separable_conv2d")
def separable_conv2d(
    call: Call,
    input: Value,
    depthwise_filter: Value,
    pointwise_filter: Value,
    strides: Value,
    padding: Value,
    rate: Value = None,
    name: Value = None,
    data_format: Value = None,
    dilations: Value = None,
) -> Value:
    """A depthwise convolution and one by single pixels."""
    points = static_shape(pointwise_filter)
    gaps = rate if rate is not None else dilations
    shape = _strided(
        static_shape(input), static_shape(depthwise_filter), strides, padding, gaps, data_format, points[-1] if points else None
    )
    return made(call, shape, value_dtype(input), name, "separable_conv2d")


def _strided(images: Shape, kernel: Shape, strides: Value, padding: Value, gaps: Value, data_format: Value, wide: Dimension) -> Shape:
    if images is None or kernel is None or len(images) != 4 or len(kernel) != 4:
        return None
    first = is_first(data_format)
    steps, rates = per_axis(strides, 2, data_format), per_axis(gaps if gaps is not None else 1, 2, data_format)
    spatial = images[2:] if first else images[1:3]
    after = tuple(window(s, k, t, padding, r or 1) for s, k, t, r in zip(spatial, kernel[:2], steps, rates, strict=False))
    return (images[0], wide, *after) if first else (images[0], *after, wide)


_RESIZERS = ("resize_bilinear", "resize_nearest_neighbor", "resize_bicubic", "resize_area", "resize", "resize_images", "resize_with_pad")
_CROPPERS = ("resize_with_crop_or_pad", "resize_image_with_crop_or_pad", "resize_image_with_pad")


@api(*(f"tf.image.{name}" for name in _RESIZERS if name != "resize_with_pad"))
def resize(call: Call, images: Value, size: Value, *rest: Value, name: Value = None, **options: Value) -> Value:
    """Images of another size."""
    old, new = static_shape(images), _two(size)
    shape: Shape = None
    if old is not None and len(old) in (3, 4):
        shape = (*old[:-3], *new, old[-1])
    kept = "nearest" in call.api or (call.api.endswith(("resize", "resize_images")) and "nearest" in str(options.get("method", "")))
    return made(call, shape, value_dtype(images) if kept else "float32", name, "resize")


def _two(size: Value) -> tuple[Dimension, Dimension]:
    found = wanted_shape(size) if not isinstance(size, Tensor) or size.dims is not None else None
    if found is not None and len(found) == 2:
        return found[0], found[1]
    return None, None


@api(*(f"tf.image.{name}" for name in (*_CROPPERS, "resize_with_pad")))
def crop_or_pad(call: Call, image: Value, target_height: Value, target_width: Value, *rest: Value, **options: Value) -> Value:
    """Images cut or padded to a size."""
    old = static_shape(image)
    new = (*old[:-3], dimension(target_height), dimension(target_width), old[-1]) if old is not None and len(old) in (3, 4) else None
    return made(call, new, value_dtype(image), options.get("name"), "resize")


@api("tf.space_to_depth", "tf.nn.space_to_depth", "tf.compat.v1.space_to_depth")
def space_to_depth(
    call: Call, input: Value, block_size: Value = None, name: Value = None, data_format: Value = "NHWC", **options: Value
) -> Value:
    """Blocks of pixels as channels."""
    return made(call, _blocked(static_shape(input), block_size, data_format, grow=False), value_dtype(input), name, "SpaceToDepth")


@api("tf.depth_to_space", "tf.nn.depth_to_space", "tf.compat.v1.depth_to_space")
def depth_to_space(
    call: Call, input: Value, block_size: Value = None, name: Value = None, data_format: Value = "NHWC", **options: Value
) -> Value:
    """Channels as blocks of pixels."""
    return made(call, _blocked(static_shape(input), block_size, data_format, grow=True), value_dtype(input), name, "DepthToSpace")


def _blocked(shape: Shape, block: Value, data_format: Value, *, grow: bool) -> Shape:
    if shape is None or len(shape) != 4 or not isinstance(block, int) or not block:
        return None
    at = 1 if is_first(data_format) else 3

    def changed(size: Dimension, *, channels: bool) -> Dimension:
        if size is None:
            return None
        if channels:
            return size // (block * block) if grow else size * block * block
        return size * block if grow else size // block

    return (shape[0], *(changed(size, channels=i == at) for i, size in enumerate(shape) if i))


@api("tf.nn.max_pool_with_argmax")
def max_pool_with_argmax(
    call: Call, input: Value, ksize: Value = None, strides: Value = None, padding: Value = None, *rest: Value, **options: Value
) -> Value:
    """The largest values of windows, and where they stand."""
    old = static_shape(input)
    kernel, steps = per_axis(ksize, 2), per_axis(strides, 2)
    new: Shape = None
    if old is not None and len(old) == 4:
        new = (old[0], *(window(s, k, t, padding) for s, k, t in zip(old[1:3], kernel, steps, strict=False)), old[3])
    found = made(call, new, value_dtype(input), options.get("name"), "MaxPoolWithArgmax")
    return (found, Tensor(new, "int64", sources=frozenset()))


@api("tf.nn.pool")
def pool(
    call: Call,
    input: Value,
    window_shape: Value,
    pooling_type: Value = None,
    padding: Value = "VALID",
    dilation_rate: Value = None,
    strides: Value = None,
    name: Value = None,
    data_format: Value = None,
    dilations: Value = None,
) -> Value:
    """Pooling of any rank."""
    old, kernel = static_shape(input), known_items(window_shape)
    new: Shape = None
    if old is not None and kernel is not None and len(old) == len(kernel) + 2:
        first, rank = is_first(data_format), len(kernel)
        steps = per_axis(strides if strides is not None else 1, rank)
        rates = per_axis(dilation_rate if dilation_rate is not None else dilations if dilations is not None else 1, rank)
        spatial = old[2:] if first else old[1:-1]
        sizes = tuple(dimension(k) for k in kernel)
        after = tuple(window(s, k, t, padding, r or 1) for s, k, t, r in zip(spatial, sizes, steps, rates, strict=False))
        new = (old[0], old[1], *after) if first else (old[0], *after, old[-1])
    return made(call, new, value_dtype(input), name, "pool")
