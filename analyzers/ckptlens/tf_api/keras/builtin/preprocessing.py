"""Preprocessing layers: images, categories, text.

Source: ``keras/src/layers/preprocessing`` of 2.15 and 3.15. Their random state and fixed vocabularies are in no checkpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ListValue, is_tuple, new_list
from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.methods import layer_method
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
    tokens = dimension(core.options.get("num_tokens", core.options.get("num_bins")))
    if tokens is None:
        tokens = _size(core)
    batch = shape[:-1] if shape else None
    return Tensor((*batch, tokens) if batch is not None else None, "float32")


def _vocabulary(core: Core) -> tuple[Value, ...] | None:
    """The tokens of a lookup with a vocabulary of its own, mask and out-of-vocabulary tokens first; None where they are not known.

    Source: ``IndexLookup.get_vocabulary`` of 2.15 and 3.15. Case: keras_lookup_sizes.
    """
    given, options = core.options.get("vocabulary"), core.options
    own = given.items if isinstance(given, ListValue) else given
    if not is_tuple(own):
        return None
    whole = options.get("output_mode") in (None, "int")
    if core.spec.name == "TextVectorization":
        return (*(("",) if whole else ()), "[UNK]", *own)
    unknown_tokens, mask = options.get("num_oov_indices", 1), options.get("mask_token")
    if not isinstance(unknown_tokens, int):
        return None
    oov = options.get("oov_token", -1 if core.spec.name == "IntegerLookup" else "[UNK]")
    return (*((mask,) if mask is not None and whole else ()), *(oov for _ in range(unknown_tokens)), *own)


def _size(core: Core) -> int | None:
    """How many places the output of a lookup has; None where that is not known."""
    padded = core.options.get("pad_to_max_tokens")
    found = _vocabulary(core)
    if padded is True:
        return size if isinstance(size := core.options.get("max_tokens"), int) else None
    return len(found) if found is not None else None


@layer_method("vocabulary_size")
def _vocabulary_size(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    found = _vocabulary(core)
    return len(found) if found is not None else unknown("vocabulary_size", "the size of a vocabulary that is learned or read", site)


@layer_method("get_vocabulary")
def _get_vocabulary(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    found = _vocabulary(core)
    return new_list(found) if found is not None else unknown("vocabulary", "a vocabulary that is learned or read", site)


def _learned(machine: Machine, core: Core, site: Site) -> None:
    """Weights of inverse document frequencies, and a table that learns its vocabulary, are not followed."""
    if core.options.get("output_mode") in ("tf_idf", "tf-idf") or core.options.get("vocabulary") is None:
        machine.trail.set(core.state, "open", value=True)


for _name in ("CategoryEncoding", "Hashing", "Discretization", "HashedCrossing"):
    export(Spec(_name, _no_build, _categories), f"layers.{_name}", _OLD + _name)
for _name in ("StringLookup", "IntegerLookup", "TextVectorization"):
    export(Spec(_name, _no_build, _categories, _learned), f"layers.{_name}", _OLD + _name)
