"""Attention layers.

Source: ``keras/src/layers/attention`` of 2.15 and 3.15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments
from ckptlens.tf_api.keras.builtin.core import EINSUM
from ckptlens.tf_api.keras.builtin.reshaping import listed_inputs
from ckptlens.tf_api.keras.calling import build_layer, layer_scope, shapes_in
from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.construct import make_layer
from ckptlens.tf_api.keras.core import Core, core_of
from ckptlens.tf_api.keras.spec import Spec, Weight
from ckptlens.tf_api.keras.tracking import track
from ckptlens.tf_api.keras.weighted import make_weights
from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.shapes import dimension, shape_of
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Value
    from ckptlens.trace import Dimension, Shape


def _listed_call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    inputs = listed_inputs(arguments.get(0, "inputs"))
    query, value = static_shape(inputs[0]), static_shape(inputs[1]) if len(inputs) > 1 else None
    shape = (*query[:-1], value[-1] if value else query[-1]) if query else None
    out = Tensor(shape, "float32", sources=sources_of(*inputs, *core.items("weights")))
    if arguments.keywords.get("return_attention_scores") is True:
        return (out, Tensor((*query[:-1], value[-2]) if query and value else None, "float32"))
    return out


def _build_dot(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    weights = [Weight("scale", ())] if core.options.get("use_scale") is True else []
    if core.options.get("score_mode") == "concat":
        weights.append(Weight("concat_score_weight", ()))
    make_weights(machine, core, tuple(weights), site)


def _build_additive(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    if core.options.get("use_scale") is not True:
        return
    items = known_items(shape)
    first = shape_of(items[0]) if items else None
    make_weights(machine, core, (Weight("scale", (first[-1] if first else None,)),), site)


export(Spec("Attention", _build_dot, _listed_call))
export(Spec("AdditiveAttention", _build_additive, _listed_call))


def _projection(
    machine: Machine, core: Core, edge: str, name: str, shape: Shape, sizes: tuple[Dimension, ...], site: Site, contracted: int = 1
) -> None:
    """One of the inner dense layers: kernel [input axes, sizes], in a scope of its name."""
    made = make_layer(machine, EINSUM, core.generation, Arguments((), {"name": name, "dtype": core.options.get("dtype")}), site)
    inner = made.core
    inner.options.update({"equation": "", "use_bias": core.options.get("use_bias"), "output_sizes": sizes, "contracted": contracted})
    track(machine, core, edge, made)
    with layer_scope(machine, inner):
        build_layer(machine, inner, shapes_in(machine, inner, Tensor(shape, "float32")), site)


def _build_multi_head(machine: Machine, core: Core, query: Shape, value: Shape, key: Shape, site: Site) -> None:
    options = core.options
    heads, width = dimension(options.get("num_heads")), dimension(options.get("key_dim"))
    deep = dimension(options["value_dim"]) if options.get("value_dim") is not None else width
    _projection(machine, core, "_query_dense", "query", query, (heads, width), site)
    _projection(machine, core, "_key_dense", "key", key, (heads, width), site)
    _projection(machine, core, "_value_dense", "value", value, (heads, deep), site)
    if options.get("use_gate") is True:
        machine.gap(site, "the gate of an attention layer")
    _projection(machine, core, "_output_dense", "attention_output", (None, heads, deep), _output_sizes(core, query), site, contracted=2)


def _build_grouped(machine: Machine, core: Core, query: Shape, value: Shape, key: Shape, site: Site) -> None:
    options = core.options
    heads, groups = dimension(options.get("num_query_heads")), dimension(options.get("num_key_value_heads"))
    width = dimension(options.get("head_dim"))
    _projection(machine, core, "_query_dense", "query", query, (heads, width), site)
    _projection(machine, core, "_key_dense", "key", key, (groups, width), site)
    _projection(machine, core, "_value_dense", "value", value, (groups, width), site)
    if options.get("use_gate") is True:
        machine.gap(site, "the gate of an attention layer")
    _projection(machine, core, "_output_dense", "attention_output", (None, heads, width), _output_sizes(core, query), site, contracted=2)


def _output_sizes(core: Core, query: Shape) -> tuple[Dimension, ...]:
    given = core.options.get("output_shape")
    if given is None:
        return (query[-1] if query else None,)
    found = shape_of(given)
    return found if found is not None else (None,)


def _call_multi_head(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    query, value = arguments.get(0, "query"), arguments.get(1, "value")
    key = arguments.get(2, "key")
    if not any(core.edges.get(e) is not None for e in ("_query_dense",)):
        build = _build_grouped if core.spec.name == "GroupQueryAttention" else _build_multi_head
        build(machine, core, static_shape(query), static_shape(value), static_shape(key if key is not None else value), site)
        machine.trail.set(core.state, "built", value=True)
    shape = static_shape(query)
    inner = [c for e in core.edges.values() if (c := core_of(e)) is not None]
    weights = tuple(w for c in inner for w in c.items("weights"))
    given = core.options.get("output_shape")
    out_shape = shape if given is None or shape is None else (*shape[:-1], *_output_sizes(core, shape))
    out = Tensor(out_shape, "float32", sources=sources_of(query, value, *weights))
    if arguments.keywords.get("return_attention_scores") is True:
        return (out, Tensor(None, "float32"))
    return out


def _later(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """Built by the call, which knows all inputs."""
    if not core.state.get("building"):
        machine.gap(site, "building an attention layer without calling it")


export(Spec("MultiHeadAttention", _later, _call_multi_head))
export(Spec("GroupQueryAttention", _later, _call_multi_head), "layers.GroupQueryAttention")
