"""What each TensorFlow API does to the state of a program: the only place that knows TensorFlow."""

from __future__ import annotations

from importlib import import_module

_MODULES = (
    "graph_collections",
    "dtypes",
    "scopes",
    "variables",
    "sessions",
    "savers",
    "partitioned",
    "datasets",
    "training.classes",
    "training.programs",
    "training.wrappers",
    "training.tables",
    "steps",
    "templates",
    "averages",
    "layers.dense",
    "layers.conv",
    "layers.normalization",
    "contrib.arg_scopes",
    "contrib.model_variables",
    "contrib.convolutions",
    "contrib.dense",
    "contrib.normalization",
    "contrib.shaping",
    "contrib.found_variables",
    "contrib.restoring",
    "contrib.losses",
    "checkpoints",
    "checkpoint_managers",
    "readers",
    "stateful",
    "keras.policy",
    "keras.inputs",
    "keras.methods",
    "keras.classes",
    "keras.builtin",
    "keras.shim",
    "keras.operations",
    "keras.schedules",
    "keras.optimizer_classes",
    "keras.loss_scaling",
    "keras.metrics",
    "keras.training",
    "keras.saving",
    "keras.callbacks",
    "functions",
    "tapes",
    "distribution",
    "distribution",
    "modules",
    "python_names",
    "initialization",
    "structures",
    "ops.arrays",
    "ops.elementwise",
    "ops.nn",
    "ops.contractions",
    "ops.queued",
    "ops.images",
    "ops.gradients",
)


def load_models() -> None:
    """Fill the registry: import every module that holds models."""
    for name in _MODULES:
        import_module(f"ckptlens.tf_api.{name}")
