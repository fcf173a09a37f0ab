"""Normalization layers of slim.

Source: ``tensorflow/contrib/layers/python/layers/{layers,normalization}.py`` (1.15), tf_slim 1.1.0.
Cases: tf115_contrib_default_scope_table, tf1_slim_batch_norm_unavailable, slim_batch_norm_variants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.truth import truth
from ckptlens.interp.values import DictValue, Value, is_tuple
from ckptlens.notes import MissingModule
from ckptlens.tf_api.contrib.arg_scopes import scoped_api
from ckptlens.tf_api.contrib.layer import After, collections_for, core_layer, decided, finished, layer_scope, own_variable, value_error
from ckptlens.tf_api.get_variable import get_variable
from ckptlens.tf_api.graph import add_to_collection, current_graph
from ckptlens.tf_api.layers.normalization import batch_normalization_kind
from ckptlens.tf_api.scopes import VariableScope, VariableScopeContext, current_scope
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Dimension

UPDATE_OPS = "update_ops"
_PARTS = ("beta", "gamma", "moving_mean", "moving_variance")


@scoped_api("tf.contrib.layers.batch_norm")
def batch_norm(
    call: Call,
    inputs: Value,
    decay: Value = 0.999,
    center: Value = True,
    scale: Value = False,
    epsilon: Value = 0.001,
    activation_fn: Value = None,
    param_initializers: Value = None,
    param_regularizers: Value = None,
    updates_collections: Value = UPDATE_OPS,
    is_training: Value = True,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    batch_weights: Value = None,
    fused: Value = None,
    data_format: Value = "NHWC",
    zero_debias_moving_mean: Value = False,
    scope: Value = None,
    renorm: Value = False,
    renorm_clipping: Value = None,
    renorm_decay: Value = 0.99,
    adjustment: Value = None,
) -> Value:
    """beta, gamma with scale=True, and the moving statistics. It raises on TF2, whose releases lack a module that it imports."""
    if not call.machine.stack.is_tf1:
        module = "tf_keras.legacy_tf_layers"
        call.machine.facts.add(MissingModule(call.machine.facts.number(), call.api, call.site.call_site(), module))
        call.machine.gap(call.site, f"batch_norm of tf_slim raises here: it needs {module}, which no release has")
    centered, scaled = decided(call, center, "beta"), decided(call, scale, "gamma", otherwise=False)
    renormed, debiased = (
        decided(call, renorm, "renorm statistics", otherwise=False),
        decided(call, zero_debias_moving_mean, "zero debias", otherwise=False),
    )
    plain = batch_weights is not None or updates_collections != UPDATE_OPS or debiased
    if renormed and plain:
        raise value_error(call, "renorm is not supported with batch_weights, updates_collections or zero_debias_moving_mean")
    shape, axis = static_shape(inputs), 1 if data_format == "NCHW" else -1
    unfused = fused is not None and truth(call.machine, fused) is False
    is_core = not plain and (unfused or shape is None or len(shape) != 2 or renormed or adjustment is not None)
    dtype = value_dtype(inputs) if plain and (unfused or batch_weights is not None) else "float32"
    after = After(activation_fn, outputs_collections=outputs_collections)
    rename: dict[str, str] | None = {} if is_core else None
    with layer_scope(call, scope, "BatchNorm", reuse, rename) as opened:
        if is_core:
            kind = batch_normalization_kind(axis, centered, scaled, renormed, fused=fused)
            held = {part: collections_for(variables_collections, part) for part in _PARTS}
            kinds = dict(_regularizers(param_regularizers))
            outputs = core_layer(
                call, kind, inputs, trainable=trainable, collections=held, regularizers=kinds, dtype=_wide(inputs), training=is_training
            )
        else:
            size = shape[axis] if shape else None
            made = _own(call, size, dtype, centered, scaled, trainable, variables_collections)
            moments = unfused or batch_weights is not None
            reached = made if moments and truth(call.machine, is_training) is not True else made[:-2]
            outputs = Tensor(shape, value_dtype(inputs), sources=sources_of(inputs, reached))
        _updated(call, opened, is_training, updates_collections, debiased)
        return finished(call, outputs, after, opened.name)


def _wide(inputs: Value) -> str:
    found = value_dtype(inputs)
    return "float32" if found in (None, "float16", "bfloat16") else str(found)


def _regularizers(given: Value) -> dict[str, Value]:
    return {k: v for k, v in given.state.items() if isinstance(k, str)} if isinstance(given, DictValue) else {}


def _own(
    call: Call, size: Dimension, dtype: str | None, centered: bool, scaled: bool, trainable: Value, collections: Value
) -> tuple[Value, ...]:
    wanted = [name for name, has in (("beta", centered), ("gamma", scaled)) if has]
    made = [own_variable(call, name, (size,), dtype, trainable, collections) for name in wanted]
    with_no_partitioner(call)
    made += [own_variable(call, name, (size,), dtype, False, collections) for name in ("moving_mean", "moving_variance")]
    return tuple(made)


def with_no_partitioner(call: Call) -> None:
    """The moving statistics are never cut into parts."""
    scope = current_scope(call.machine, current_graph(call.machine))
    if scope.state.get("partitioner") is not None:
        call.machine.trail.set(scope.state, "partitioner", None)


def _updated(call: Call, opened: VariableScope, is_training: Value, updates: Value, debiased: bool) -> None:
    """The updates of the statistics, which are made unless the layer is known not to train."""
    machine = call.machine
    if truth(machine, is_training) is False:
        return
    graph = current_graph(machine)
    if debiased:
        _debias(call, opened)
    for name in updates if is_tuple(updates) else (updates,):
        if name is not None:
            for suffix in ("AssignMovingAvg", "AssignMovingAvg_1"):
                add_to_collection(machine, graph, name, Tensor((), None, f"{opened.name}/{suffix}", sources=frozenset()))


def _debias(call: Call, opened: VariableScope) -> None:
    """``_zero_debias``: two variables in a scope named after the moving mean, inside the scope of the layer."""
    machine = call.machine
    graph = current_graph(machine)
    found = next((v for v in graph.store.values() if isinstance(v, VariableValue) and v.op_name == f"{opened.name}/moving_mean"), None)
    if found is None:
        machine.gap(call.site, "the moving mean whose debiasing makes variables is not known")
        return
    inner = VariableScopeContext(found.op_name, None, reuse=None, auxiliary_name_scope=True, settings={})
    inner.enter(machine, call.site)
    try:
        get_variable(call, "biased", found.shape, found.dtype, trainable=False)
        get_variable(call, "local_step", (), found.dtype, trainable=False)
    finally:
        inner.leave(machine)


def _affine(
    call: Call, shape: tuple[Dimension, ...], inputs: Value, center: Value, scale: Value, trainable: Value, collections: Value
) -> Tensor:
    """beta and gamma of one shape, and the normalized input."""
    flags = (("beta", center), ("gamma", scale))
    made = tuple(
        own_variable(call, name, shape, value_dtype(inputs), trainable, collections) for name, flag in flags if decided(call, flag, name)
    )
    return Tensor(static_shape(inputs), value_dtype(inputs), sources=sources_of(inputs, made))


@scoped_api("tf.contrib.layers.layer_norm")
def layer_norm(
    call: Call,
    inputs: Value,
    center: Value = True,
    scale: Value = True,
    activation_fn: Value = None,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    begin_norm_axis: Value = 1,
    begin_params_axis: Value = -1,
    scope: Value = None,
) -> Value:
    """beta and gamma over the axes from `begin_params_axis` on."""
    shape = static_shape(inputs)
    if shape is not None and any(isinstance(axis, int) and axis >= len(shape) for axis in (begin_params_axis, begin_norm_axis)):
        raise value_error(call, f"begin_params_axis and begin_norm_axis must be < rank(inputs) ({len(shape)})")
    if not isinstance(begin_params_axis, int):
        call.machine.gap(call.site, "the shape of the parameters of this layer is not known")
    params = shape[begin_params_axis:] if shape is not None and isinstance(begin_params_axis, int) else (None,)
    with layer_scope(call, scope, "LayerNorm", reuse) as opened:
        outputs = _affine(call, params, inputs, center, scale, trainable, variables_collections)
        return finished(call, outputs, After(activation_fn, outputs_collections=outputs_collections), opened.name)


@scoped_api("tf.contrib.layers.instance_norm")
def instance_norm(
    call: Call,
    inputs: Value,
    center: Value = True,
    scale: Value = True,
    epsilon: Value = 1e-06,
    activation_fn: Value = None,
    param_initializers: Value = None,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    data_format: Value = "NHWC",
    scope: Value = None,
) -> Value:
    """beta and gamma [channels]."""
    shape = static_shape(inputs)
    size = shape[1 if data_format == "NCHW" else -1] if shape else None
    with layer_scope(call, scope, "InstanceNorm", reuse) as opened:
        outputs = _affine(call, (size,), inputs, center, scale, trainable, variables_collections)
        return finished(call, outputs, After(activation_fn, outputs_collections=outputs_collections), opened.name)


@scoped_api("tf.contrib.layers.group_norm")
def group_norm(
    call: Call,
    inputs: Value,
    groups: Value = 32,
    channels_axis: Value = -1,
    reduction_axes: Value = (-3, -2),
    center: Value = True,
    scale: Value = True,
    epsilon: Value = 1e-06,
    activation_fn: Value = None,
    param_initializers: Value = None,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    scope: Value = None,
    mean_close_to_zero: Value = False,
) -> Value:
    """beta and gamma [channels]."""
    shape = static_shape(inputs)
    known = shape is not None and isinstance(channels_axis, int) and -len(shape) <= channels_axis < len(shape)
    size = shape[channels_axis] if known and shape is not None and isinstance(channels_axis, int) else None
    if size is not None and isinstance(groups, int) and groups and (groups > size or size % groups):
        raise value_error(call, f"{size} channels is not commensurate with {groups} groups.")
    with layer_scope(call, scope, "GroupNorm", reuse) as opened:
        outputs = _affine(call, (size,), inputs, center, scale, trainable, variables_collections)
        return finished(call, outputs, After(activation_fn, outputs_collections=outputs_collections), opened.name)
