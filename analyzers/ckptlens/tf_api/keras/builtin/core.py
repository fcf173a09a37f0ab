"""Dense, EinsumDense, Embedding and layers without weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.values import is_tuple
from ckptlens.tf_api.keras.builtin.einsum import einsum_shapes
from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.spec import Spec, Weight
from ckptlens.tf_api.keras.weighted import weighted
from ckptlens.tf_api.shapes import dimension

if TYPE_CHECKING:
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.trace import Shape


def _dense_weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
    units = dimension(core.options["units"])
    kernel = Weight("kernel", (shape[-1] if shape else None, units), attribute="_kernel")
    return (kernel, Weight("bias", (units,))) if core.options["use_bias"] is not False else (kernel,)


def _dense_output(core: Core, shape: Shape) -> Shape:
    return (*shape[:-1], dimension(core.options["units"])) if shape else None


DENSE: Spec = export(weighted("Dense", _dense_weights, _dense_output))


def _embedding_weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
    sizes = (dimension(core.options["input_dim"]), dimension(core.options["output_dim"]))
    return (Weight("embeddings", sizes, attribute="_embeddings"),)


def _embedding_output(core: Core, shape: Shape) -> Shape:
    return (*shape, dimension(core.options["output_dim"])) if shape is not None else None


export(weighted("Embedding", _embedding_weights, _embedding_output, dtype="float32"))


def _none(core: Core, shape: Shape) -> tuple[Weight, ...]:
    return ()


def _same(core: Core, shape: Shape) -> Shape:
    return shape


for _name in (
    "Activation",
    "ActivityRegularization",
    "AlphaDropout",
    "Dropout",
    "ELU",
    "GaussianDropout",
    "GaussianNoise",
    "Identity",
    "LeakyReLU",
    "Masking",
    "ReLU",
    "Rescaling",
    "Softmax",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "ThresholdedReLU",
    "UnitNormalization",
):
    export(weighted(_name, _none, _same))


def _einsum_weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
    kernel, bias = _einsum_shapes(core, shape)
    made = (Weight("kernel", kernel, attribute="_kernel"),)
    return (*made, Weight("bias", bias)) if bias is not None else made


def _einsum_output(core: Core, shape: Shape) -> Shape:
    return einsum_shapes(core, shape)[2]


def _einsum_shapes(core: Core, shape: Shape) -> tuple[Shape, Shape]:
    sizes = core.options.get("output_sizes")
    if is_tuple(sizes):
        # An inner layer of attention: the last axes of its input are summed over.
        count = core.options["contracted"]
        assert isinstance(count, int)
        out = tuple(dimension(s) for s in sizes)
        inner = shape[-count:] if shape is not None else (None,) * count
        return (*inner, *out), out if core.options.get("use_bias") is not False else None
    kernel, bias, _ = einsum_shapes(core, shape)
    return kernel, bias


EINSUM: Spec = export(weighted("EinsumDense", _einsum_weights, _einsum_output))
