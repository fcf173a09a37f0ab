"""Convolutions, transposed, separable, by depth, and locally connected layers.

Source: ``keras/src/layers/convolutional`` (1.15 to 3.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.keras.builtin.axes import grown, joined, multiplied, parts, sizes, window
from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.spec import Weight
from ckptlens.tf_api.keras.weighted import weighted
from ckptlens.tf_api.shapes import dimension

if TYPE_CHECKING:
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.trace import Dimension, Shape


def _channels(core: Core, shape: Shape, rank: int) -> Dimension:
    found = parts(core, shape, rank)
    return found[2] if found is not None else None


def _with_bias(core: Core, weights: tuple[Weight, ...], size: Dimension) -> tuple[Weight, ...]:
    return (*weights, Weight("bias", (size,))) if core.options.get("use_bias") is not False else weights


def _kernel(core: Core, rank: int) -> tuple[Dimension, ...]:
    return sizes(core.options["kernel_size"], rank)


def _swept(core: Core, shape: Shape, rank: int, channels: Dimension) -> Shape:
    """The output shape of a convolution."""
    found = parts(core, shape, rank)
    if found is None:
        return None
    options = core.options
    kernel, strides, dilation = _kernel(core, rank), sizes(options.get("strides", 1), rank), sizes(options.get("dilation_rate", 1), rank)
    space = (window(s, k, t, d, options.get("padding", "valid")) for s, k, t, d in zip(found[1], kernel, strides, dilation, strict=False))
    return joined(core, found[0], tuple(space), channels)


def _convolution(rank: int) -> None:
    def weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
        channels, groups = _channels(core, shape, rank), dimension(core.options.get("groups", 1)) or 1
        filters = dimension(core.options["filters"])
        kernel = (*_kernel(core, rank), channels // groups if channels is not None else None, filters)
        return _with_bias(core, (Weight("kernel", kernel, attribute="_kernel"),), filters)

    def output(core: Core, shape: Shape) -> Shape:
        return _swept(core, shape, rank, dimension(core.options["filters"]))

    export(weighted(f"Conv{rank}D", weights, output), f"layers.Conv{rank}D", f"layers.Convolution{rank}D")


def _transposed(rank: int) -> None:
    def weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
        filters = dimension(core.options["filters"])
        return _with_bias(core, (Weight("kernel", (*_kernel(core, rank), filters, _channels(core, shape, rank))),), filters)

    def output(core: Core, shape: Shape) -> Shape:
        found = parts(core, shape, rank)
        if found is None:
            return None
        options = core.options
        extra, given = (None,) * rank, options.get("output_padding")
        if given is not None:
            extra = sizes(given, rank)
        axes = zip(
            found[1],
            _kernel(core, rank),
            sizes(options.get("strides", 1), rank),
            extra,
            sizes(options.get("dilation_rate", 1), rank),
            strict=False,
        )
        space = tuple(grown(s, k, t, options.get("padding", "valid"), e, d) for s, k, t, e, d in axes)
        return joined(core, found[0], space, dimension(options["filters"]))

    export(weighted(f"Conv{rank}DTranspose", weights, output), f"layers.Conv{rank}DTranspose", f"layers.Convolution{rank}DTranspose")


def _separable(rank: int) -> None:
    def weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
        channels, times = _channels(core, shape, rank), dimension(core.options.get("depth_multiplier", 1))
        filters = dimension(core.options["filters"])
        depth = Weight("depthwise_kernel", (*_kernel(core, rank), channels, times))
        point = Weight("pointwise_kernel", (*(1,) * rank, multiplied(channels, times), filters))
        return _with_bias(core, (depth, point), filters)

    def output(core: Core, shape: Shape) -> Shape:
        return _swept(core, shape, rank, dimension(core.options["filters"]))

    export(weighted(f"SeparableConv{rank}D", weights, output), f"layers.SeparableConv{rank}D", f"layers.SeparableConvolution{rank}D")


def _by_depth(rank: int) -> None:
    def weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
        channels, times = _channels(core, shape, rank), dimension(core.options.get("depth_multiplier", 1))
        name = "kernel" if core.generation is Generation.V3 else "depthwise_kernel"
        return _with_bias(core, (Weight(name, (*_kernel(core, rank), channels, times)),), multiplied(channels, times))

    def output(core: Core, shape: Shape) -> Shape:
        times = dimension(core.options.get("depth_multiplier", 1))
        return _swept(core, shape, rank, multiplied(_channels(core, shape, rank), times))

    export(weighted(f"DepthwiseConv{rank}D", weights, output))


def _locally_connected(rank: int) -> None:
    def weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
        filters, channels = dimension(core.options["filters"]), _channels(core, shape, rank)
        after = parts(core, _swept(core, shape, rank, filters), rank)
        space = after[1] if after is not None else (None,) * rank
        patches, depth = multiplied(*space), multiplied(*_kernel(core, rank), channels)
        kernel = (patches, depth, filters)
        if core.options.get("implementation", 1) != 1:
            kernel = None
        made = (Weight("kernel", kernel),)
        return (*made, Weight("bias", (*space, filters))) if core.options.get("use_bias") is not False else made

    def output(core: Core, shape: Shape) -> Shape:
        return _swept(core, shape, rank, dimension(core.options["filters"]))

    export(weighted(f"LocallyConnected{rank}D", weights, output))


for _rank in (1, 2, 3):
    _convolution(_rank)
    _transposed(_rank)
for _rank in (1, 2):
    _separable(_rank)
    _by_depth(_rank)
    _locally_connected(_rank)
