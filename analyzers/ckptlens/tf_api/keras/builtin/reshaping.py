"""Layers that change shapes and have no weights: reshaping, merging, pooling.

Source: ``keras/src/layers/{reshaping,merging,pooling}`` (1.15 to 3.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments
from ckptlens.interp.values import DictValue, Value
from ckptlens.tf_api.keras.builtin.axes import joined, pairs, parts, sizes, window
from ckptlens.tf_api.keras.calling import call_layer
from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.construct import make_layer
from ckptlens.tf_api.keras.generation import generation_of, keras_api
from ckptlens.tf_api.keras.spec import Spec, Weight
from ckptlens.tf_api.keras.weighted import weighted
from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.shapes import broadcast, dimension, elements
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Dimension, Shape


def _none(core: Core, shape: Shape) -> tuple[Weight, ...]:
    return ()


def _reshape(name: str, output: Callable[[Core, Shape], Shape], *shorts: str) -> None:
    export(weighted(name, _none, output), *shorts)


def _flattened(core: Core, shape: Shape) -> Shape:
    return (shape[0], elements(shape[1:])) if shape else None


def _reshaped(core: Core, shape: Shape) -> Shape:
    items = known_items(core.options["target_shape"])
    if items is None:
        return None
    target = [dimension(i) for i in items]
    if -1 in target:
        total, rest = elements(shape[1:]) if shape else None, elements(tuple(d for d in target if d != -1))
        target[target.index(-1)] = total // rest if total is not None and rest else None
    return (shape[0] if shape else None, *target)


def _permuted(core: Core, shape: Shape) -> Shape:
    items = known_items(core.options["dims"])
    if shape is None or items is None:
        return None
    return (shape[0], *(shape[i] if isinstance(i, int) and i < len(shape) else None for i in items))


def _repeated(core: Core, shape: Shape) -> Shape:
    return (shape[0], dimension(core.options["n"]), shape[-1]) if shape is not None and len(shape) == 2 else None


_reshape("Flatten", _flattened)
_reshape("Reshape", _reshaped)
_reshape("Permute", _permuted)
_reshape("RepeatVector", _repeated)


def _bordered(rank: int, option: str, sign: int) -> Callable[[Core, Shape], Shape]:
    def output(core: Core, shape: Shape) -> Shape:
        found, border = parts(core, shape, rank), pairs(core.options.get(option), rank)
        if found is None or border is None:
            return None
        grown = tuple(_moved(size, sign, before, after) for size, (before, after) in zip(found[1], border, strict=False))
        return joined(core, found[0], grown, found[2])

    return output


def _moved(size: Dimension, sign: int, before: Dimension, after: Dimension) -> Dimension:
    return size + sign * (before + after) if size is not None and before is not None and after is not None else None


def _upsampled(rank: int) -> Callable[[Core, Shape], Shape]:
    def output(core: Core, shape: Shape) -> Shape:
        found = parts(core, shape, rank)
        if found is None:
            return None
        space = (
            s * t if s is not None and t is not None else None for s, t in zip(found[1], sizes(core.options["size"], rank), strict=False)
        )
        return joined(core, found[0], tuple(space), found[2])

    return output


def _pooled(rank: int) -> Callable[[Core, Shape], Shape]:
    def output(core: Core, shape: Shape) -> Shape:
        found, options = parts(core, shape, rank), core.options
        if found is None:
            return None
        kernel = sizes(options["pool_size"], rank)
        strides = sizes(options["strides"], rank) if options.get("strides") is not None else kernel
        padding = options.get("padding", "valid")
        return joined(
            core, found[0], tuple(window(s, k, t, 1, padding) for s, k, t in zip(found[1], kernel, strides, strict=False)), found[2]
        )

    return output


def _global(rank: int) -> Callable[[Core, Shape], Shape]:
    def output(core: Core, shape: Shape) -> Shape:
        found = parts(core, shape, rank)
        if found is None:
            return None
        return joined(core, found[0], (1,) * rank, found[2]) if core.options.get("keepdims") is True else (found[0], found[2])

    return output


def _adaptive(rank: int) -> Callable[[Core, Shape], Shape]:
    def output(core: Core, shape: Shape) -> Shape:
        found = parts(core, shape, rank)
        return None if found is None else joined(core, found[0], sizes(core.options["output_size"], rank), found[2])

    return output


for _rank in (1, 2, 3):
    _reshape(f"ZeroPadding{_rank}D", _bordered(_rank, "padding", 1))
    _reshape(f"Cropping{_rank}D", _bordered(_rank, "cropping", -1))
    _reshape(f"UpSampling{_rank}D", _upsampled(_rank))
    for _kind, _short in (("Max", "Max"), ("Average", "Avg")):
        _reshape(f"{_kind}Pooling{_rank}D", _pooled(_rank), f"layers.{_kind}Pooling{_rank}D", f"layers.{_short}Pool{_rank}D")
        _names = (f"layers.Global{_kind}Pooling{_rank}D", f"layers.Global{_short}Pool{_rank}D")
        _reshape(f"Global{_kind}Pooling{_rank}D", _global(_rank), *_names)
        _reshape(f"Adaptive{_kind}Pooling{_rank}D", _adaptive(_rank))


def listed_inputs(value: Value) -> tuple[Value, ...]:
    """The inputs of a layer that merges several."""
    items = known_items(value)
    if items is not None:
        return items
    return tuple(value.state.values()) if isinstance(value, DictValue) else (value,)


def merging(name: str, output: Callable[[Core, tuple[Shape, ...]], Shape]) -> Spec:
    """A layer without weights that takes a list of tensors."""

    def build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
        return None

    def call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
        inputs = listed_inputs(arguments.get(0, "inputs"))
        dtype = next((d for i in inputs if (d := value_dtype(i)) is not None), "float32")
        return Tensor(output(core, tuple(static_shape(i) for i in inputs)), dtype, sources=sources_of(*inputs))

    return Spec(name, build, call)


def _broadcast(core: Core, shapes: tuple[Shape, ...]) -> Shape:
    found = shapes[0] if shapes else None
    for shape in shapes[1:]:
        found = broadcast(found, shape)
    return found


def concatenated(core: Core, shapes: tuple[Shape, ...]) -> Shape:
    """The shape after joining along an axis."""
    axis = core.options.get("axis", -1)
    known = [s for s in shapes if s is not None]
    if len(known) != len(shapes) or not known or not isinstance(axis, int) or not -len(known[0]) <= axis < len(known[0]):
        return None
    axis %= len(known[0])
    along: list[Dimension] = [s[axis] for s in known if len(s) > axis]
    total = sum(d for d in along if d is not None) if None not in along else None
    return (*known[0][:axis], total, *known[0][axis + 1 :])


def _dotted(core: Core, shapes: tuple[Shape, ...]) -> Shape:
    items = known_items(core.options["axes"])
    axes = tuple(a for a in items if isinstance(a, int)) if items is not None else (core.options["axes"],) * 2
    if len(shapes) != 2 or len(axes) != 2 or any(s is None for s in shapes) or not all(isinstance(a, int) for a in axes):
        return None
    left, right = (list(s) for s in shapes if s is not None)
    first, second = (a for a in axes if isinstance(a, int))
    left.pop(first)
    right.pop(second)
    right.pop(0)
    found = (*left, *right)
    return (*found, 1) if len(found) == 1 else found


def _export_merging(spec: Spec) -> None:
    """The class, and the function of its name in lower case."""
    export(spec)

    @keras_api(f"layers.{spec.name.lower()}")
    def merge(call: Call, inputs: Value, *positional: Value, **named: Value) -> Value:
        generation = generation_of(call.machine, call.api)
        made = make_layer(call.machine, spec, generation, Arguments(positional, named), call.site)
        return call_layer(call.machine, made.core, Arguments((inputs,)), call.site)

    del merge


for _name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):
    _export_merging(merging(_name, _broadcast))
_export_merging(merging("Concatenate", concatenated))
_export_merging(merging("Dot", _dotted))
