"""TensorFlow's internal modules (``tensorflow.python...``) under the public names of what they define.

Source: the ``tf_export`` decorators of ``tensorflow/python/**``, TF 1.15 to 2.21. Code of 2016 to 2019 imports these modules.
"""

from __future__ import annotations

_V1 = "tf.compat.v1"
_MODULES = {
    "framework": {
        _V1: ("ops", "dtypes", "tensor_shape", "constant_op", "random_seed", "sparse_tensor", "tensor_spec", "indexed_slices", "importer"),
        "tf.errors": ("errors", "errors_impl"),
    },
    "ops": {
        _V1: (
            "array_ops",
            "check_ops",
            "clip_ops",
            "control_flow_ops",
            "cond",
            "data_flow_ops",
            "gradients",
            "gradients_impl",
            "init_ops",
            "logging_ops",
            "math_ops",
            "partitioned_variables",
            "random_ops",
            "resource_variable_ops",
            "script_ops",
            "sparse_ops",
            "state_ops",
            "string_ops",
            "template",
            "variable_scope",
            "variables",
            "variable_v1",
            "while_loop",
        ),
        f"{_V1}.nn": ("nn", "nn_ops", "nn_impl", "embedding_ops", "candidate_sampling_ops", "rnn"),
        f"{_V1}.nn.rnn_cell": ("rnn_cell", "rnn_cell_impl"),
        f"{_V1}.losses": ("losses.losses", "losses.losses_impl", "losses.util"),
        f"{_V1}.lookup": ("lookup_ops",),
        f"{_V1}.metrics": ("metrics", "metrics_impl"),
        f"{_V1}.image": ("image_ops", "image_ops_impl"),
        f"{_V1}.linalg": ("linalg_ops", "linalg_impl"),
    },
    "layers": {f"{_V1}.layers": ("layers", "core", "convolutional", "normalization", "pooling", "base")},
    "training": {
        f"{_V1}.train": (
            "training",
            "optimizer",
            "adam",
            "adagrad",
            "adagrad_da",
            "adadelta",
            "ftrl",
            "gradient_descent",
            "momentum",
            "rmsprop",
            "proximal_adagrad",
            "proximal_gradient_descent",
            "sync_replicas_optimizer",
            "basic_session_run_hooks",
            "session_run_hook",
            "checkpoint_utils",
            "checkpoint_management",
            "learning_rate_decay",
            "monitored_session",
            "saver",
            "session_manager",
            "supervisor",
            "training_util",
            "coordinator",
            "warm_starting_util",
        ),
    },
    "summary": {f"{_V1}.summary": ("summary",)},
    "client": {_V1: ("session",)},
    "platform": {f"{_V1}.app": ("app",), f"{_V1}.flags": ("flags",), f"{_V1}.gfile": ("gfile",), f"{_V1}.logging": ("tf_logging",)},
    "util": {"tf.nest": ("nest",)},
}
_PUBLIC = {
    f"tf.python.{package}.{module}": public
    for package, kinds in _MODULES.items()
    for public, modules in kinds.items()
    for module in modules
}


def public_name(name: str) -> str:
    """The public name of an API that is reached through an internal module; other names as they are."""
    if not name.startswith("tf.python."):
        return name
    module, _, last = name.rpartition(".")
    found = _PUBLIC.get(module)
    return name if found is None else f"{found}.{last}"
