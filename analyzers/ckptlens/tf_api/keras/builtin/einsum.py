"""The shapes of an EinsumDense layer.

Source: ``_analyze_einsum_string`` of ``keras/src/layers/core/einsum_dense.py`` (2.15, 3.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.shapes import dimension

if TYPE_CHECKING:
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.trace import Dimension, Shape


def einsum_shapes(core: Core, shape: Shape) -> tuple[Shape, Shape, Shape]:
    """The shapes of kernel, bias (None: no bias) and output."""
    equation = core.options.get("equation")
    if not isinstance(equation, str) or "->" not in equation or "," not in equation or shape is None:
        return None, None, None
    inputs, _, rest = equation.replace(" ", "").partition(",")
    weight, _, output = rest.partition("->")
    left = inputs.startswith("...")
    inputs, output, weight = (s.replace("...", "") for s in (inputs, output, weight))
    known = dict(zip(inputs, shape[len(shape) - len(inputs) :] if left else shape[: len(inputs)], strict=False))
    elided = shape[: len(shape) - len(inputs)] if left else shape[len(inputs) :]
    given = _given(core)
    known.update({a: d for a, d in zip(reversed(output), reversed(given), strict=False) if d is not None})
    sizes = tuple(known.get(a) for a in output)
    return tuple(known.get(a) for a in weight), _bias(core, output, known), (*elided, *sizes) if left else (*sizes, *elided)


def _given(core: Core) -> tuple[Dimension, ...]:
    value = core.options.get("output_shape")
    items = known_items(value)
    return tuple(dimension(i) for i in items) if items is not None else (dimension(value),)


def _bias(core: Core, output: str, known: dict[str, Dimension]) -> Shape:
    axes = core.options.get("bias_axes")
    if not isinstance(axes, str) or not axes:
        return None
    first = min(output.find(a) for a in axes)
    return tuple(known.get(a) if a in axes else 1 for a in output[first:])
