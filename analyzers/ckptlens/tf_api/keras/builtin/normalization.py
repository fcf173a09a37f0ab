"""Normalization layers.

Source: ``keras/src/layers/normalization`` and ``keras/src/layers/preprocessing/normalization.py`` (1.15 to 3.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments
from ckptlens.interp.values import is_tuple
from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.core import is_built
from ckptlens.tf_api.keras.feeding import batch_of
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.methods import build_method, layer_method
from ckptlens.tf_api.keras.spec import Weight
from ckptlens.tf_api.keras.weighted import weighted
from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.shapes import ShapeValue
from ckptlens.tf_api.tensors import static_shape

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Value
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.trace import Dimension, Shape


def _same(core: Core, shape: Shape) -> Shape:
    return shape


def _axes(axis: Value) -> tuple[int, ...]:
    items = known_items(axis)
    return tuple(a for a in (items if items is not None else (axis,)) if isinstance(a, int))


def _sizes(axis: Value, shape: Shape) -> tuple[Dimension, ...]:
    """The sizes of the normalized axes."""
    if shape is None:
        return (None,) * len(_axes(axis))
    return tuple(shape[a] if -len(shape) <= a < len(shape) else None for a in _axes(axis))


def _batch_weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
    options, axes = core.options, _axes(core.options.get("axis"))
    size: Shape = _sizes(options.get("axis"), shape)
    if len(axes) > 1 and shape is not None:
        # Several axes: the weights have the rank of the input, with 1 for the other axes.
        kept = {a % len(shape) for a in axes}
        size = tuple(d if i in kept else 1 for i, d in enumerate(shape))
    made = [Weight("gamma", size)] if options.get("scale") is not False else []
    made += [Weight("beta", size)] if options.get("center") is not False else []
    made += [Weight("moving_mean", size, trainable=False), Weight("moving_variance", size, trainable=False)]
    if options.get("renorm") is True:
        extra = ("renorm_mean", "renorm_stddev", "moving_stddev")
        ordered = extra if core.generation is Generation.V3 else ("moving_stddev", "renorm_mean", "renorm_stddev")
        made += [Weight(name, size, trainable=False) for name in ordered]
    return tuple(made)


BATCH = export(weighted("BatchNormalization", _batch_weights, _same))
export(
    weighted("BatchNormalization", _batch_weights, _same, base_name="SyncBatchNormalization"), "layers.experimental.SyncBatchNormalization"
)


def _scaled(core: Core, size: tuple[Dimension, ...]) -> tuple[Weight, ...]:
    made = (Weight("gamma", size),) if core.options.get("scale") is not False else ()
    return (*made, Weight("beta", size)) if core.options.get("center") is not False else made


def _layer_weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
    size = _sizes(core.options.get("axis", -1), shape)
    if core.options.get("rms_scaling") is True:
        return (Weight("gamma", size),)
    return _scaled(core, size)


export(weighted("LayerNormalization", _layer_weights, _same))


def _group_weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
    return _scaled(core, _sizes(core.options.get("axis", -1), shape))


export(weighted("GroupNormalization", _group_weights, _same))


def _rms_weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
    return (Weight("scale", _sizes(core.options.get("axis", -1), shape)),)


export(weighted("RMSNormalization", _rms_weights, _same))


def _adapted_weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
    """Mean, variance and count of what `adapt` saw; none when mean and variance are given."""
    if core.options.get("mean") is not None:
        return ()
    axis = core.options.get("axis", -1)
    size = _sizes(axis, shape) if axis is not None else ()
    return (
        Weight("mean", size, trainable=False, attribute="adapt_mean"),
        Weight("variance", size, trainable=False, attribute="adapt_variance"),
        Weight("count", (), trainable=False, dtype="int64"),
    )


export(weighted("Normalization", _adapted_weights, _same), "layers.Normalization", "layers.experimental.preprocessing.Normalization")


@layer_method("adapt")
def adapt(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``layer.adapt(data)``: Normalization makes its weights for the shape of a batch; what other layers learn is a gap.

    Source: ``Normalization.adapt`` of 2.15 and 3.15. Case: keras_lookup_sizes.
    """
    if core.spec.name != "Normalization":
        machine.gap(site, f"what {core.spec.name} learns from data")
        return None
    batch = batch_of(machine, core, Arguments((arguments.get(0, "data"),)), site)
    first = batch[0] if is_tuple(batch) and batch else batch
    if not is_built(core):
        build_method(machine, core, Arguments((ShapeValue(static_shape(first)),)), site)
    return None
