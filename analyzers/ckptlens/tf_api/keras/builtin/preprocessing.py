"""Preprocessing layers: images, categories, text.

Source: ``keras/src/layers/preprocessing`` of 2.15 and 3.15. Their random state and fixed vocabularies are in no checkpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.spec import Spec, Weight
from ckptlens.tf_api.keras.weighted import weighted
from ckptlens.tf_api.shapes import dimension
from ckptlens.tf_api.tensors import Tensor, static_shape

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.values import Value
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.trace import Shape

_OLD = "layers.experimental.preprocessing."


def _none(core: Core, shape: Shape) -> tuple[Weight, ...]:
    return ()


def _same(core: Core, shape: Shape) -> Shape:
    return shape


def _resized(core: Core, shape: Shape) -> Shape:
    if shape is None or len(shape) < 3:
        return None
    return (*shape[:-3], dimension(core.options["height"]), dimension(core.options["width"]), shape[-1])


for _name in ("Resizing", "CenterCrop", "RandomCrop"):
    export(weighted(_name, _none, _resized), f"layers.{_name}", _OLD + _name)
_KEEP = (
    "AugMix AutoContrast Equalization MixUp CutMix RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast "
    "RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective "
    "RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Solarization"
)
for _name in _KEEP.split():
    export(weighted(_name, _none, _same), f"layers.{_name}", _OLD + _name)


def _unsized(core: Core, shape: Shape) -> Shape:
    if shape is None or len(shape) < 3:
        return None
    height = (None, shape[-2]) if core.spec.name == "RandomHeight" else (shape[-3], None)
    return (*shape[:-3], *height, shape[-1])


for _name in ("RandomHeight", "RandomWidth"):
    export(weighted(_name, _none, _unsized), f"layers.{_name}", _OLD + _name)


def _no_build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    return None


def _categories(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    mode, shape = core.options.get("output_mode"), static_shape(arguments.get(0, "inputs"))
    if mode in (None, "int"):
        words = core.spec.name == "TextVectorization" and shape is not None
        return Tensor((shape[0] if shape else None, dimension(core.options.get("output_sequence_length"))) if words else shape, "int64")
    tokens = dimension(core.options.get("num_tokens", core.options.get("num_bins", core.options.get("max_tokens"))))
    batch = shape[:-1] if shape else None
    return Tensor((*batch, tokens) if batch is not None else None, "float32")


def _learned(machine: Machine, core: Core, site: Site) -> None:
    """Weights of inverse document frequencies, and a table that learns its vocabulary, are not followed."""
    if core.options.get("output_mode") in ("tf_idf", "tf-idf") or core.options.get("vocabulary") is None:
        machine.trail.set(core.state, "open", value=True)


for _name in ("CategoryEncoding", "Hashing", "Discretization", "HashedCrossing"):
    export(Spec(_name, _no_build, _categories), f"layers.{_name}", _OLD + _name)
for _name in ("StringLookup", "IntegerLookup", "TextVectorization"):
    export(Spec(_name, _no_build, _categories, _learned), f"layers.{_name}", _OLD + _name)
