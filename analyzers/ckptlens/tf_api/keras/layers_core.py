"""Dense, EinsumDense, Embedding and layers without weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.spec import Spec, Weight
from ckptlens.tf_api.keras.weighted import weighted
from ckptlens.tf_api.shapes import dimension

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
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


def value_of(core: Core, name: str) -> Value:
    """An option of a layer."""
    return core.options.get(name)


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
