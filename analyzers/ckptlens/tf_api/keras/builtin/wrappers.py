"""Layers around layers: Bidirectional, TimeDistributed, SpectralNormalization, Lambda, PReLU.

Source: ``keras/src/layers/rnn/{bidirectional,time_distributed}.py``, ``normalization/spectral_normalization.py``, ``core/lambda_layer.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.calls import call as call_value
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import concatenate
from ckptlens.interp.values import DictValue, ListValue, Value, is_tuple, new_list
from ckptlens.tf_api.keras.builtin.reshaping import concatenated
from ckptlens.tf_api.keras.calling import build_layer, run_layer, run_method, shapes_in
from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.construct import make_layer
from ckptlens.tf_api.keras.core import Core, core_of, is_built
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.spec import Spec, Weight
from ckptlens.tf_api.keras.tracking import add_weight, track
from ckptlens.tf_api.keras.weighted import weighted
from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.tensors import Tensor, static_shape

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import Shape


def _copy(machine: Machine, core: Core, prefix: str, site: Site, **changed: Value) -> Value:
    """A layer like another one, made from its configuration, whose name has a prefix."""
    given = core.options.get("given", ())
    named = {k: core.options[k] for k in given if isinstance(k, str)} if is_tuple(given) else {}
    if core.spec.name == "RNN":
        cell = core_of(core.edges.get("cell"))
        if cell is not None:
            named["cell"] = _copy_cell(machine, cell, site)
    named.update(changed)
    named["name"] = concatenate([prefix, "_", core.name])
    return make_layer(machine, core.spec, core.generation, Arguments((), named), site)


def _copy_cell(machine: Machine, cell: Core, site: Site) -> Value:
    given = cell.options.get("given", ())
    named = {k: cell.options[k] for k in given if isinstance(k, str)} if is_tuple(given) else {}
    if "cells" in named:
        inner = [c for v in known_items(named["cells"]) or () if (c := core_of(v)) is not None]
        named["cells"] = new_list(tuple(_copy_cell(machine, c, site) for c in inner))
    return make_layer(machine, cell.spec, cell.generation, Arguments((), {**named, "name": cell.name}), site)


def _init_bidirectional(machine: Machine, core: Core, site: Site) -> None:
    layer, backward = core_of(core.options.get("layer")), core_of(core.options.get("backward_layer"))
    if layer is None or layer.owner is None or not hasattr(layer.owner, "core"):
        machine.gap(site, "a Bidirectional layer around a layer that is not followed")
        machine.trail.set(core.state, "open", value=True)
        return
    track(machine, core, "forward_layer", _copy(machine, layer, "forward", site))
    if backward is None:
        track(machine, core, "backward_layer", _copy(machine, layer, "backward", site, go_backwards=True))
        return
    if core.generation is Generation.V3 or not core.options.get("backward_layer_kept"):
        machine.trail.set(backward.state, "name", concatenate(["backward_", backward.name]))
    track(machine, core, "backward_layer", backward.owner)


def _build_bidirectional(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """The two layers are built in their own name scopes by their first calls."""


def _call_bidirectional(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    results: list[Value] = []
    for edge in ("forward_layer", "backward_layer"):
        inner = core_of(core.edges.get(edge))
        if inner is None:
            return Tensor(None, "float32")
        results.append(run_layer(machine, inner, arguments, site))
    return _merged(core, results[0], results[1])


def _merged(core: Core, left: Value, right: Value) -> Value:
    first, second = _parts(left), _parts(right)
    mode = core.options.get("merge_mode", "concat")
    if mode is None:
        return new_list((first[0], second[0], *first[1:], *second[1:]))
    shapes = (static_shape(first[0]), static_shape(second[0]))
    shape = concatenated(core, shapes) if mode == "concat" else shapes[0]
    out = Tensor(shape, "float32", sources=getattr(first[0], "sources", None))
    states = (*first[1:], *second[1:])
    return new_list((out, *states)) if states else out


def _parts(value: Value) -> tuple[Value, ...]:
    return value.items if isinstance(value, ListValue) else (value,)


export(Spec("Bidirectional", _build_bidirectional, _call_bidirectional, _init_bidirectional))


def _init_wrapper(machine: Machine, core: Core, site: Site) -> None:
    layer = core.options.get("layer")
    if core_of(layer) is None:
        machine.gap(site, "a wrapper around a layer that is not followed")
        machine.trail.set(core.state, "open", value=True)
    track(machine, core, "layer", layer)


def _step_shape(shape: Shape) -> Shape:
    return (shape[0], *shape[2:]) if shape is not None and len(shape) > 2 else None


def _build_distributed(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """The inner layer is built without a name scope of its own, for one step."""
    inner = core_of(core.options.get("layer"))
    if inner is not None and not is_built(inner) and not inner.is_model:
        build_layer(machine, inner, shapes_in(machine, inner, Tensor(_step_shape(shape_of(shape)), "float32")), site)


def _call_distributed(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    inner, inputs = core_of(core.options.get("layer")), arguments.get(0, "inputs")
    if inner is None:
        return Tensor(None, "float32")
    shape = static_shape(inputs)
    step = Tensor(_step_shape(shape), getattr(inputs, "dtype", None) or "float32", sources=getattr(inputs, "sources", None))
    out = run_layer(machine, inner, Arguments((step,)), site)
    found = static_shape(out)
    whole = (found[0], shape[1] if shape else None, *found[1:]) if found is not None else None
    return Tensor(whole, getattr(out, "dtype", "float32"), sources=getattr(out, "sources", None))


export(Spec("TimeDistributed", _build_distributed, _call_distributed, _init_wrapper))


def _build_spectral(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    inner = core_of(core.options.get("layer"))
    if inner is None:
        return
    if not is_built(inner):
        build_layer(machine, inner, shape, site)
    kernels = [w for w in inner.items("weights") if str(getattr(w, "op_name", "")).rpartition("/")[2] in ("kernel", "embeddings")]
    size = static_shape(kernels[0]) if kernels else None
    edge = "vector_u" if core.generation is Generation.V3 else None
    dtype = core.state.get("dtype")
    own = dtype if isinstance(dtype, str) else None
    add_weight(machine, core, site, "vector_u", (1, size[-1] if size else None), own, trainable=False, edge=edge)


def _call_spectral(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    inner = core_of(core.options.get("layer"))
    return run_method(machine, inner, arguments, site) if inner is not None else Tensor(None, "float32")


export(Spec("SpectralNormalization", _build_spectral, _call_spectral, _init_wrapper))


def _build_inner(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    inner = core_of(core.options.get("layer"))
    if inner is not None and not is_built(inner):
        build_layer(machine, inner, shape, site)


export(Spec("Wrapper", _build_inner, _call_spectral, _init_wrapper))


def _no_build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """A Lambda layer makes no weights."""


def _call_lambda(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    extra = core.options.get("arguments")
    named = {k: v for k, v in extra.state.items() if isinstance(k, str)} if isinstance(extra, DictValue) else {}
    passed = Arguments(arguments.positional, {**named, **{k: v for k, v in arguments.keywords.items() if k not in ("mask", "training")}})
    return call_value(machine, core.options.get("function"), passed, site)


export(Spec("Lambda", _no_build, _call_lambda))


def _slope(core: Core, shape: Shape) -> tuple[Weight, ...]:
    """A slope for each element but the batch's, one for the axes that are shared."""
    if shape is None:
        return (Weight("alpha", None),)
    shared = known_items(core.options.get("shared_axes"))
    if shared is None:
        shared = (core.options.get("shared_axes"),)
    return (Weight("alpha", tuple(1 if i in shared else d for i, d in enumerate(shape) if i)),)


def _same(core: Core, shape: Shape) -> Shape:
    return shape


export(weighted("PReLU", _slope, _same))
