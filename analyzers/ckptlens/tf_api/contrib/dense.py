"""Fully connected layers of slim, and other layers that are one matrix.

Source: ``tensorflow/contrib/layers/python/layers/layers.py`` (1.15), ``tf_slim/layers/layers.py`` (1.1.0).
Cases: tf115_contrib_fc_default_scopes, slim_dense_family.
"""

from __future__ import annotations

from ckptlens.interp.pylib.functional import PartialValue
from ckptlens.interp.site import Arguments
from ckptlens.interp.values import ApiValue, ListValue, Value, is_tuple
from ckptlens.tf_api.contrib.arg_scopes import scoped_api
from ckptlens.tf_api.contrib.convolutions import RELU, RENAMED, XAVIER, ZEROS
from ckptlens.tf_api.contrib.layer import (
    After,
    collected,
    collections_for,
    core_layer,
    finished,
    has_bias,
    layer_scope,
    own_variable,
    value_error,
)
from ckptlens.tf_api.contrib.model_variables import listed
from ckptlens.tf_api.get_variable import get_variable
from ckptlens.tf_api.layers.dense import dense_kind
from ckptlens.tf_api.registry import CONSTANTS, Call, api
from ckptlens.tf_api.shapes import DimensionValue, dimension
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype
from ckptlens.tf_api.variables import GLOBAL


@scoped_api("tf.contrib.layers.fully_connected")
def fully_connected(
    call: Call,
    inputs: Value,
    num_outputs: Value,
    activation_fn: Value = RELU,
    normalizer_fn: Value = None,
    normalizer_params: Value = None,
    weights_initializer: Value = XAVIER,
    weights_regularizer: Value = None,
    biases_initializer: Value = ZEROS,
    biases_regularizer: Value = None,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    scope: Value = None,
) -> Value:
    """weights [in, num_outputs] and biases."""
    if isinstance(num_outputs, (DimensionValue, float, str)):
        raise value_error(call, f"num_outputs type should be one of [<class 'int'>], got {type(num_outputs).__name__}.")
    kind = dense_kind(num_outputs, has_bias(call, normalizer_fn, biases_initializer))
    held = {"kernel": collections_for(variables_collections, "weights"), "bias": collections_for(variables_collections, "biases")}
    kinds = {"kernel": weights_regularizer, "bias": biases_regularizer}
    with layer_scope(call, scope, "fully_connected", reuse, RENAMED) as opened:
        outputs = core_layer(call, kind, inputs, trainable=trainable, collections=held, regularizers=kinds)
        return finished(call, outputs, After(activation_fn, normalizer_fn, normalizer_params, outputs_collections), opened.name)


@api("tf.contrib.layers.legacy_fully_connected")
def legacy_fully_connected(
    call: Call,
    x: Value,
    num_output_units: Value,
    activation_fn: Value = None,
    weight_init: Value = XAVIER,
    bias_init: Value = ZEROS,
    name: Value = None,
    weight_collections: Value = ("weights",),
    bias_collections: Value = ("biases",),
    output_collections: Value = ("activations",),
    trainable: Value = True,
    weight_regularizer: Value = None,
    bias_regularizer: Value = None,
) -> Value:
    """weights [in, num_output_units] and, unlike in the newer layers, bias."""
    shape, dtype, size = static_shape(x), value_dtype(x) or "float32", dimension(num_output_units)
    with layer_scope(call, name, "fully_connected", None):
        columns = shape[-1] if shape else None
        held = (*listed(weight_collections), GLOBAL)
        made = [get_variable(call, "weights", (columns, size), dtype, None, weight_regularizer, trainable, held)]
        if has_bias(call, None, bias_init):
            held = (*listed(bias_collections), GLOBAL)
            made.append(get_variable(call, "bias", (size,), dtype, None, bias_regularizer, trainable, held))
        outputs = Tensor((*shape[:-1], size) if shape else None, dtype, sources=sources_of(x, tuple(made)))
        return finished(call, outputs, After(activation_fn), "")


def _partial(function: str, activation: Value) -> PartialValue:
    return PartialValue(ApiValue(f"tf.contrib.layers.{function}"), Arguments((), {"activation_fn": activation}))


for _name, _function, _activation in (
    ("elu", "fully_connected", ApiValue("tf.nn.elu")),
    ("relu", "fully_connected", RELU),
    ("relu6", "fully_connected", ApiValue("tf.nn.relu6")),
    ("linear", "fully_connected", None),
    ("legacy_relu", "legacy_fully_connected", RELU),
    ("legacy_linear", "legacy_fully_connected", None),
):
    CONSTANTS[f"tf.contrib.layers.{_name}"] = _partial(_function, _activation)


@scoped_api("tf.contrib.layers.bias_add")
def bias_add(
    call: Call,
    inputs: Value,
    activation_fn: Value = None,
    initializer: Value = ZEROS,
    regularizer: Value = None,
    reuse: Value = None,
    variables_collections: Value = None,
    outputs_collections: Value = None,
    trainable: Value = True,
    data_format: Value = "NHWC",
    scope: Value = None,
) -> Value:
    """biases [channels]."""
    shape, dtype = static_shape(inputs), value_dtype(inputs)
    axis = 1 if data_format == "NCHW" else -1
    size = shape[axis] if shape and len(shape) > 1 else shape[0] if shape else None
    with layer_scope(call, scope, "BiasAdd", reuse) as opened:
        made = own_variable(call, "biases", (size,), dtype, trainable, variables_collections, regularizer)
        outputs = Tensor(shape, dtype, sources=sources_of(inputs, made))
        return finished(call, outputs, After(activation_fn, outputs_collections=outputs_collections), opened.name)


@api("tf.contrib.layers.embed_sequence")
def embed_sequence(
    call: Call,
    ids: Value,
    vocab_size: Value = None,
    embed_dim: Value = None,
    unique: Value = False,
    initializer: Value = None,
    regularizer: Value = None,
    trainable: Value = True,
    scope: Value = None,
    reuse: Value = None,
) -> Value:
    """embeddings [vocab_size, embed_dim], looked up."""
    if not reuse and not (vocab_size and embed_dim):
        raise value_error(call, "Must specify vocab size and embedding dimension when not reusing.")
    with layer_scope(call, scope, "EmbedSequence", reuse):
        table = own_variable(call, "embeddings", _table(vocab_size, embed_dim), "float32", trainable, None, regularizer)
        shape, rows = static_shape(ids), static_shape(table)
        new = (*shape, rows[-1] if rows else None) if shape is not None else None
        return Tensor(new, "float32", sources=sources_of(table))


def _table(vocab_size: Value, embed_dim: Value) -> tuple[int | None, int | None]:
    return dimension(vocab_size), dimension(embed_dim)


@api("tf.contrib.layers.bow_encoder")
def bow_encoder(
    call: Call,
    ids: Value,
    vocab_size: Value,
    embed_dim: Value,
    sparse_lookup: Value = True,
    initializer: Value = None,
    regularizer: Value = None,
    trainable: Value = True,
    scope: Value = None,
    reuse: Value = None,
) -> Value:
    """embeddings [vocab_size, embed_dim]; the mean of those of a row."""
    if not vocab_size or not embed_dim:
        raise value_error(call, "Must specify vocab size and embedding dimension")
    with layer_scope(call, scope, "bow_encoder", reuse):
        table = own_variable(call, "embeddings", _table(vocab_size, embed_dim), "float32", trainable, None, regularizer)
        shape = static_shape(ids)
        return Tensor((shape[0] if shape else None, dimension(embed_dim)), "float32", sources=sources_of(table))


@scoped_api("tf.contrib.layers.spatial_softmax")
def spatial_softmax(
    call: Call,
    features: Value,
    temperature: Value = None,
    name: Value = None,
    variables_collections: Value = None,
    trainable: Value = True,
    data_format: Value = "NHWC",
) -> Value:
    """temperature, one number."""
    shape = static_shape(features)
    channels = None if shape is None or len(shape) != 4 else shape[1 if data_format == "NCHW" else 3]
    with layer_scope(call, name, "spatial_softmax", None):
        held = variables_collections if trainable is not False else None
        made = own_variable(call, "temperature", (), "float32", trainable, held)
        wide = None if channels is None else channels * 2
        return Tensor((shape[0] if shape else None, wide), value_dtype(features), sources=sources_of(features, made))


@api("tf.contrib.layers.gdn")
def gdn(
    call: Call,
    inputs: Value,
    inverse: Value = False,
    beta_min: Value = 1e-06,
    gamma_init: Value = 0.1,
    reparam_offset: Value = 3.814697265625e-06,
    data_format: Value = "channels_last",
    activity_regularizer: Value = None,
    trainable: Value = True,
    name: Value = None,
    reuse: Value = None,
) -> Value:
    """reparam_beta [channels] and reparam_gamma [channels, channels], in the scope of a layer named ``gdn``."""
    from ckptlens.tf_api.layers.layer import LayerKind, Weight, apply_new

    shape = static_shape(inputs)
    size = (shape[1] if data_format == "channels_first" else shape[-1]) if shape and len(shape) > 1 else None
    weights = (Weight("reparam_beta", (size,)), Weight("reparam_gamma", (size, size)))
    return apply_new(call, LayerKind("gdn", lambda _: weights, lambda shape: shape), inputs, name=name, reuse=reuse)


@api("tf.contrib.layers.utils.collect_named_outputs")
def collect_named_outputs(call: Call, collections: Value, alias: Value, outputs: Value) -> Value:
    """The outputs, which are now in the collections under a further name."""
    from ckptlens.interp.strings import text_of

    return collected(call, collections, text_of(alias), outputs)


@api("tf.contrib.layers.utils.convert_collection_to_dict")
def convert_collection_to_dict(call: Call, collection: Value, clear_collection: Value = False) -> Value:
    """The tensors of a collection by the names that they were collected under."""
    from ckptlens.interp.values import DictValue
    from ckptlens.tf_api.graph import collection as held_in
    from ckptlens.tf_api.graph import current_graph
    from ckptlens.tf_api.tensors import op_name

    graph = current_graph(call.machine)
    state: dict[object, object] = {}
    named = True
    for value in held_in(graph, collection):
        names = value.aliases if isinstance(value, Tensor) and value.aliases else (op_name(value),)
        named = named and None not in names
        state.update({name: value for name in names if name is not None})
    if clear_collection is True:
        call.machine.trail.set(graph.collections, collection, ())
    return DictValue(state, open=not named)


@api("tf.contrib.layers.utils.last_dimension", "tf.contrib.layers.utils.channel_dimension")
def one_dimension(call: Call, shape: Value, data_format: Value = None, min_rank: Value = 1) -> Value:
    """The size of the channels of a shape."""
    from ckptlens.interp.unknown import unknown
    from ckptlens.tf_api.shapes import shape_of

    sizes = shape_of(shape)
    first = call.api.endswith("channel_dimension") and data_format == "channels_first"
    found = sizes[1 if first else -1] if sizes else None
    return found if found is not None else unknown("size", "a size that is not known", call.site)


@api("tf.contrib.layers.utils.two_element_tuple")
def two_element_tuple(call: Call, int_or_tuple: Value) -> Value:
    """Two numbers from one or two."""
    if isinstance(int_or_tuple, ListValue) or is_tuple(int_or_tuple):
        return listed(int_or_tuple)
    return (int_or_tuple, int_or_tuple)
