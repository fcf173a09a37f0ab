"""APIs that are known to make no variables, so that a call without a model of its own hides no key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, Unknown, Value
from ckptlens.template import Hole, Template
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.graph import current_graph, op_full_name
from ckptlens.tf_api.ops.names import default_name, result_name
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.tensors import Tensor, sources_of

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site

_NAMESPACES = (
    "math",
    "linalg",
    "strings",
    "image",
    "random",
    "summary",
    "io",
    "data",
    "debugging",
    "logging",
    "gfile",
    "errors",
    "sets",
    "signal",
    "bitwise",
    "sparse",
    "ragged",
    "quantization",
    "queue",
    "python_io",
    "sysconfig",
    "test",
    "version",
    "types",
    "autograph",
    "config",
    "profiler",
    "audio",
    "raw_ops",
    "nest",
    "xla",
    "manip",
    "app",
    "flags",
    "resource_loader",
    "graph_util",
    "losses",
    "initializers",
    "keras.initializers",
    "keras.losses",
    "keras.activations",
    "keras.regularizers",
    "keras.utils",
    "keras.backend",
    "keras.ops",
    "keras.random",
    "keras.config",
    "dtypes",
    "tpu",
    "contrib.framework.nest",
    "contrib.training.HParams",
    "distribute.get_replica_context",
    "nn",
    "train.exponential_decay",
    "train.piecewise_constant",
    "train.polynomial_decay",
    "train.cosine_decay",
    "train.inverse_time_decay",
    "train.natural_exp_decay",
    "train.linear_cosine_decay",
    "train.noisy_linear_cosine_decay",
    "train.cosine_decay_restarts",
    "train.piecewise_constant_decay",
    "train.write_graph",
    "train.global_step",
    "train.update_checkpoint_state",
    "train.Coordinator",
    "train.start_queue_runners",
    "train.batch",
    "train.shuffle_batch",
    "train.string_input_producer",
    "train.Example",
    "train.Features",
    "train.Feature",
    "train.Int64List",
    "train.BytesList",
    "train.FloatList",
    "train.SequenceExample",
    "train.ClusterSpec",
    "train.Server",
    "train.replica_device_setter",
    "train.LoggingTensorHook",
    "train.StopAtStepHook",
    "train.SummarySaverHook",
    "train.NanTensorHook",
    "train.get_global_step",
    "saved_model",
    "estimator.ModeKeys",
    "contrib.layers.xavier_initializer",
    "contrib.layers.xavier_initializer_conv2d",
    "contrib.layers.variance_scaling_initializer",
    "contrib.layers.l2_regularizer",
    "contrib.layers.l1_regularizer",
    "contrib.layers.l1_l2_regularizer",
    "contrib.layers.sum_regularizer",
    "contrib.layers.apply_regularization",
    "contrib.layers.dense_to_sparse",
    "contrib.layers.scale_gradient",
    "contrib.layers.poincare_normalize",
    "contrib.layers.summarize_activation",
    "contrib.layers.summarize_activations",
    "contrib.layers.summarize_collection",
    "contrib.layers.summarize_tensor",
    "contrib.layers.summarize_tensors",
    "contrib.layers.safe_embedding_lookup_sparse",
    "contrib.layers.embedding_lookup_unique",
    "contrib.layers.utils",
    "contrib.framework.assert_global_step",
    "contrib.framework.assert_or_get_global_step",
    "contrib.framework.assert_scalar",
    "contrib.framework.assert_same_float_dtype",
    "contrib.framework.assert_scalar_int",
    "contrib.framework.convert_to_tensor_or_sparse_tensor",
    "contrib.framework.is_tensor",
    "contrib.framework.reduce_sum_n",
    "contrib.framework.remove_squeezable_dimensions",
    "contrib.framework.with_shape",
    "contrib.framework.with_same_shape",
    "contrib.framework.smart_constant_value",
    "contrib.framework.list_variables",
    "contrib.framework.load_checkpoint",
    "contrib.framework.load_variable",
    "contrib.framework.sort",
    "contrib.framework.argsort",
    "contrib.framework.nest",
    "contrib.framework.zero_initializer",
    "contrib.framework.VariableDeviceChooser",
    "contrib.slim.summaries",
    "contrib.slim.model_analyzer",
    "contrib.slim.data",
    "contrib.slim.dataset",
    "contrib.slim.queues",
    "contrib.slim.parallel_reader",
    "contrib.slim.prefetch_queue",
    "contrib.slim.tfexample_decoder",
    "contrib.slim.dataset_data_provider",
    "contrib.slim.data_provider",
    "contrib.slim.data_decoder",
    "contrib.training.HParams",
    "layers.flatten",
    "layers.dropout",
    "layers.max_pooling1d",
    "layers.max_pooling2d",
    "layers.max_pooling3d",
    "layers.average_pooling1d",
    "layers.average_pooling2d",
    "layers.average_pooling3d",
)
_OBJECTS = (
    "data",
    "gfile",
    "io.gfile",
    "errors",
    "logging",
    "python_io",
    "sysconfig",
    "test",
    "types",
    "config",
    "profiler",
    "app",
    "flags",
    "resource_loader",
    "graph_util",
    "saved_model",
)
"""What does not give tensors."""
_MAY_MAKE_VARIABLES = (
    "nn.dynamic_rnn",
    "nn.static_rnn",
    "nn.bidirectional_dynamic_rnn",
    "nn.static_bidirectional_rnn",
    "nn.raw_rnn",
    "nn.rnn_cell",
    "nn.RNNCellDeviceWrapper",
    "nn.RNNCellDropoutWrapper",
    "nn.RNNCellResidualWrapper",
    "nn.static_state_saving_rnn",
    "keras.backend.eye",
    "keras.backend.random_normal_variable",
    "keras.backend.random_uniform_variable",
    "keras.backend.variable",
    "keras.utils.track_tf1_style_variables",
    "keras.utils.get_or_create_layer",
    "test.TestCase",
)
_ROOT_MAKES_VARIABLES = frozenset(
    (
        "make_template",
        "wrap_function",
        "function",
        "while_loop",
        "cond",
        "map_fn",
        "scan",
        "foldl",
        "foldr",
        "case",
        "create_partitioned_variables",
        "init_scope",
        "custom_gradient",
        "recompute_grad",
        "compat",
        "contrib",
        "estimator",
        "train",
        "keras",
        "layers",
        "metrics",
        "lookup",
        "distribute",
    )
)


_MESSAGES = frozenset(
    (
        "AttrValue",
        "ConfigProto",
        "Event",
        "GPUOptions",
        "GraphDef",
        "GraphOptions",
        "HistogramProto",
        "LogMessage",
        "MetaGraphDef",
        "NameAttrList",
        "NodeDef",
        "OptimizerOptions",
        "RunMetadata",
        "RunOptions",
        "SessionLog",
        "Summary",
        "SummaryMetadata",
    )
)


def is_message(name: str) -> bool:
    """Whether an API is a protocol message, such as the configuration of a session."""
    return name.removeprefix("tf.").removeprefix("compat.v1.") in _MESSAGES


def is_free_of_variables(name: str) -> bool:
    """Whether an API of this public name is known to make no variables."""
    short = name.removeprefix("tf.").removeprefix("compat.v1.")
    if any(short == m or short.startswith(m + ".") for m in _MAY_MAKE_VARIABLES):
        return False
    if any(short == n or short.startswith(n + ".") for n in _NAMESPACES):
        return True
    # A lower-case function at the root is an op (tf.add, tf.reshape), but for those that run code they are given.
    return "." not in short and short.islower() and short not in _ROOT_MAKES_VARIABLES


def _makes_object(name: str) -> bool:
    """Whether an API gives something else than a tensor: a class, or a function about files, settings or protocol buffers."""
    short = name.removeprefix("tf.").removeprefix("compat.v1.")
    return short.rpartition(".")[2][:1].isupper() or any(short.startswith(n + ".") for n in _OBJECTS)


def makes_initializer(name: str) -> bool:
    """Whether an API gives an initializer or a regularizer: a function of a shape, not a tensor."""
    last = name.rpartition(".")[2]
    return ".initializers." in name or last.endswith(("_initializer", "_regularizer", "_initializer_conv2d")) or ".regularizers." in name


class InitializerValue(HostObject, Struct, frozen=True):
    """An initializer: called with a shape, it gives a tensor of it."""

    name: str

    def attribute(self, machine: Machine, name: str) -> Value:
        return (
            self.name.rpartition(".")[2] if name == "__name__" else unknown(f"initializer.{name}", "an attribute of an initializer", None)
        )

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        dtype = arguments.get(1, "dtype")
        return Tensor(shape_of(arguments.get(0, "shape")), dtype_name(dtype) or "float32")


def plain_op(machine: Machine, name: str, arguments: Arguments, site: Site) -> Value:
    """The result of an op whose shape is not modelled. A name that it is given takes that name in the graph."""
    if makes_initializer(name):
        return InitializerValue(name)
    if _makes_object(name):
        return Unknown(Hole(name, f"the result of {name}"), pure=True)
    own = arguments.keywords.get("name", arguments.keywords.get("scope"))
    graph = current_graph(machine)
    chosen = own if isinstance(own, (str, Template)) else default_name(name)
    op = op_full_name(machine, graph, chosen) if chosen is not None and graph.number else None
    sources = None if arguments.open else sources_of(*arguments.positional, *arguments.keywords.values())
    return Tensor(None, None, result_name(name, op) if op is not None else None, sources=sources)
