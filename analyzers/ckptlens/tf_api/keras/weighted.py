"""Layers that are described by their weights and their output shape for one input shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.spec import Spec, Weight
from ckptlens.tf_api.keras.tracking import add_weight
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.values import Value
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.trace import Shape


def weighted(
    name: str,
    weights: Callable[[Core, Shape], tuple[Weight, ...]],
    output: Callable[[Core, Shape], Shape],
    *,
    dtype: str | None = None,
    base_name: str | None = None,
) -> Spec:
    """A class whose weights and output follow from the shape of its input; `dtype` is that of the output when it is not the input's."""

    def build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
        make_weights(machine, core, weights(core, shape_of(shape)), site)

    def call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
        inputs = arguments.positional[0] if arguments.positional else next(iter(arguments.keywords.values()), None)
        own = tuple(w for w in core.items("weights"))
        return Tensor(output(core, static_shape(inputs)), dtype or _output_dtype(inputs), sources=sources_of(inputs, *own))

    return Spec(name, build, call, base_name=base_name)


def make_weights(machine: Machine, core: Core, weights: tuple[Weight, ...], site: Site) -> None:
    """Make weights in order; Keras 3 keeps them under their attributes."""
    dtype = core.state.get("dtype")
    for weight in weights:
        own = weight.dtype or (dtype if isinstance(dtype, str) else None)
        edge = (weight.attribute or weight.name) if core.generation is Generation.V3 else None
        add_weight(machine, core, site, weight.name, weight.shape, own, trainable=weight.trainable, edge=edge)


def _output_dtype(inputs: Value) -> str | None:
    found = value_dtype(inputs)
    return found if found is not None and found.startswith(("float", "bfloat", "complex")) else "float32"
