"""Shapes of ops on images that cut, flip or recolour them, and of windows over signals.

Source: ``tensorflow/python/ops/{image_ops_impl,array_ops}.py``, ``ops/signal/spectral_ops.py``, TF 1.15 to 2.21. Case: field_op_shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.ops.arrays import wanted_shape
from ckptlens.tf_api.ops.nn import per_axis, window
from ckptlens.tf_api.ops.ruled import shaped
from ckptlens.tf_api.shapes import dimension
from ckptlens.tf_api.tensors import static_shape

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Dimension, Shape

_KEEP = (
    "flip_left_right flip_up_down random_flip_left_right random_flip_up_down per_image_standardization adjust_brightness adjust_contrast "
    "adjust_gamma adjust_hue adjust_saturation random_brightness random_contrast random_hue random_saturation rgb_to_hsv hsv_to_rgb "
    "rgb_to_yiq yiq_to_rgb rgb_to_yuv yuv_to_rgb adjust_jpeg_quality random_jpeg_quality"
)


@shaped(*(f"tf.image.{name}" for name in _KEEP.split()))
def same_images(image: Value, *rest: Value, name: Value = None, **options: Value) -> Shape:
    """Images of the same shape."""
    return static_shape(image)


def _with_channels(shape: Shape, channels: int) -> Shape:
    return (*shape[:-1], channels) if shape else None


@shaped("tf.image.rgb_to_grayscale")
def rgb_to_grayscale(images: Value, name: Value = None) -> Shape:
    """One channel."""
    return _with_channels(static_shape(images), 1)


@shaped("tf.image.grayscale_to_rgb")
def grayscale_to_rgb(images: Value, name: Value = None) -> Shape:
    """Three channels."""
    return _with_channels(static_shape(images), 3)


@shaped("tf.image.crop_and_resize", "tf.compat.v1.image.crop_and_resize", dtype="float32")
def crop_and_resize(
    image: Value,
    boxes: Value = None,
    box_ind: Value = None,
    crop_size: Value = None,
    *rest: Value,
    name: Value = None,
    box_indices: Value = None,
    **options: Value,
) -> Shape:
    """A crop of one size for each box."""
    old, sizes, count = static_shape(image), wanted_shape(crop_size), static_shape(boxes)
    if not old or sizes is None or len(sizes) != 2:
        return None
    return (count[0] if count else None, *sizes, old[-1])


@shaped("tf.image.crop_to_bounding_box", "tf.image.pad_to_bounding_box")
def bounding_box(
    image: Value, offset_height: Value, offset_width: Value, target_height: Value, target_width: Value, name: Value = None
) -> Shape:
    """Images of the target's size."""
    old = static_shape(image)
    return (*old[:-3], dimension(target_height), dimension(target_width), old[-1]) if old and len(old) > 2 else None


@shaped("tf.image.central_crop")
def central_crop(image: Value, central_fraction: Value) -> Shape:
    """The middle of images."""
    old = static_shape(image)
    if not old or len(old) < 3 or not isinstance(central_fraction, (int, float)):
        return None
    return (*old[:-3], _middle(old[-3], central_fraction), _middle(old[-2], central_fraction), old[-1])


def _middle(size: Dimension, fraction: float) -> Dimension:
    return None if size is None else size - 2 * int((size - size * fraction) / 2)


@shaped("tf.extract_image_patches", "tf.image.extract_patches", "tf.image.extract_image_patches", "tf.compat.v1.extract_image_patches")
def extract_patches(
    images: Value,
    ksizes: Value = None,
    strides: Value = None,
    rates: Value = None,
    padding: Value = None,
    name: Value = None,
    sizes: Value = None,
) -> Shape:
    """Windows as channels."""
    old = static_shape(images)
    if not old or len(old) != 4:
        return None
    kernel, steps, gaps = (per_axis(v, 2) for v in (ksizes if ksizes is not None else sizes, strides, rates))
    if not len(kernel) == len(steps) == len(gaps) == 2:
        return None
    after = tuple(window(s, k, t, padding, g or 1) for s, k, t, g in zip(old[1:3], kernel, steps, gaps, strict=True))
    inner = (kernel[0], kernel[1], old[-1])
    depth = None if None in inner else (inner[0] or 0) * (inner[1] or 0) * (inner[2] or 0)
    return (old[0], *after, depth)


@shaped("tf.signal.stft", "tf.contrib.signal.stft", dtype="complex64")
def stft(
    signals: Value, frame_length: Value, frame_step: Value, fft_length: Value = None, *rest: Value, name: Value = None, **options: Value
) -> Shape:
    """Frames of frequencies."""
    old, length, step = static_shape(signals), dimension(frame_length), dimension(frame_step)
    if not old or length is None or not step:
        return None
    points = dimension(fft_length) if fft_length is not None else 1 << (length - 1).bit_length()
    frames = None if old[-1] is None else max(0, 1 + (old[-1] - length) // step)
    return (*old[:-1], None if options or rest else frames, points // 2 + 1 if points is not None else None)
