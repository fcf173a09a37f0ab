"""Contractions of tensors: einsum and tensordot.

Source: ``tensorflow/python/ops/special_math_ops.py`` (einsum), ``math_ops.py`` (tensordot), TF 1.15 to 2.21. Case: slim_contractions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.ops.made import known_items, made
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.tensors import matmul_shape, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Dimension, Shape


@api("tf.einsum", "tf.linalg.einsum")
def einsum(call: Call, equation: Value, *inputs: Value, name: Value = None, optimize: Value = None) -> Value:
    """The product of tensors that an equation such as ``ab,bc->ac`` says."""
    new = einsum_shape(equation, [static_shape(i) for i in inputs]) if isinstance(equation, str) else None
    return made(call, new, value_dtype(inputs[0]) if inputs else None, name, "einsum")


def einsum_shape(equation: str, shapes: list[Shape]) -> Shape:
    """The shape that an equation gives: labels in the order of the result, by default those that stand once, sorted."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(shapes):
        return None
    sizes: dict[str, tuple[Dimension, ...]] = {}
    for term, shape in zip(terms, shapes, strict=True):
        if shape is not None:
            _read(term, shape, sizes)
    if not arrow:
        labels = left.replace(",", "").replace("...", "")
        right = ("..." if "..." in left else "") + "".join(sorted(c for c in set(labels) if labels.count(c) == 1))
    if "..." in right and "..." not in sizes:
        return None
    result: list[Dimension] = []
    for label in _labels(right):
        result += sizes.get(label, (None,))
    return tuple(result)


def _labels(term: str) -> list[str]:
    return [("..." if part == "." else part) for part in term.replace("...", ".")]


def _read(term: str, shape: tuple[Dimension, ...], sizes: dict[str, tuple[Dimension, ...]]) -> None:
    labels = _labels(term)
    rest = len(shape) - sum(1 for label in labels if label != "...")
    if rest < 0 or (rest and "..." not in labels):
        return
    place = 0
    for label in labels:
        width = rest if label == "..." else 1
        found = shape[place : place + width]
        place += width
        if label not in sizes or None in sizes[label]:
            sizes[label] = found


@api("tf.tensordot")
def tensordot(call: Call, a: Value, b: Value, axes: Value, name: Value = None) -> Value:
    """The sum of products over some axes of both tensors."""
    new = tensordot_shape(static_shape(a), static_shape(b), axes)
    return made(call, new, value_dtype(a), name, "Tensordot")


def tensordot_shape(left: Shape, right: Shape, axes: Value) -> Shape:
    """The axes of both tensors that are not summed over."""
    if left is None or right is None:
        return None
    if isinstance(axes, int):
        gone = (tuple(range(len(left) - axes, len(left))), tuple(range(axes)))
    else:
        pairs = known_items(axes)
        listed = [_axes(p) for p in pairs] if pairs is not None and len(pairs) == 2 else [None]
        if None in listed or len(listed) != 2:
            return None
        gone = (listed[0] or (), listed[1] or ())
    kept = [
        tuple(d for i, d in enumerate(s) if i not in {g % len(s) for g in cut}) for s, cut in zip((left, right), gone, strict=True) if s
    ]
    return tuple(d for part in kept for d in part)


def _axes(value: Value) -> tuple[int, ...] | None:
    items = (value,) if isinstance(value, int) else known_items(value)
    return tuple(i for i in items if isinstance(i, int)) if items is not None and all(isinstance(i, int) for i in items) else None


@api("tf.compat.v1.nn.xw_plus_b", "tf.compat.v1.nn.relu_layer")
def product_with_bias(call: Call, x: Value, weights: Value, biases: Value, name: Value = None) -> Value:
    """``x @ weights + biases``, and that through a rectifier."""
    kind = call.api.rpartition(".")[2]
    return made(call, matmul_shape(static_shape(x), static_shape(weights)), value_dtype(x), name, kind)
