"""Reading collections of a graph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.interp.trail import Growing
from ckptlens.interp.values import ListValue, Text, Value, new_list
from ckptlens.template import Template
from ckptlens.tf_api.graph import GraphState, collection, written
from ckptlens.tf_api.registry import CONSTANTS
from ckptlens.tf_api.tensors import op_name

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_KEYS = {
    "GLOBAL_VARIABLES": "variables",
    "LOCAL_VARIABLES": "local_variables",
    "METRIC_VARIABLES": "metric_variables",
    "MODEL_VARIABLES": "model_variables",
    "TRAINABLE_VARIABLES": "trainable_variables",
    "SUMMARIES": "summaries",
    "QUEUE_RUNNERS": "queue_runners",
    "TABLE_INITIALIZERS": "table_initializer",
    "ASSET_FILEPATHS": "asset_filepaths",
    "MOVING_AVERAGE_VARIABLES": "moving_average_variables",
    "REGULARIZATION_LOSSES": "regularization_losses",
    "CONCATENATED_VARIABLES": "concatenated_variables",
    "SAVERS": "savers",
    "WEIGHTS": "weights",
    "BIASES": "biases",
    "ACTIVATIONS": "activations",
    "UPDATE_OPS": "update_ops",
    "LOSSES": "losses",
    "SAVEABLE_OBJECTS": "saveable_objects",
    "RESOURCES": "resources",
    "LOCAL_RESOURCES": "local_resources",
    "INIT_OP": "init_op",
    "LOCAL_INIT_OP": "local_init_op",
    "READY_OP": "ready_op",
    "READY_FOR_LOCAL_INIT_OP": "ready_for_local_init_op",
    "SUMMARY_OP": "summary_op",
    "GLOBAL_STEP": "global_step",
    "EVAL_STEP": "eval_step",
    "TRAIN_OP": "train_op",
    "COND_CONTEXT": "cond_context",
    "WHILE_CONTEXT": "while_context",
    "VARIABLES": "variables",
}
"""``tf.compat.v1.GraphKeys``: ``tensorflow/python/framework/ops.py``."""

for _key, _value in _KEYS.items():
    CONSTANTS[f"tf.compat.v1.GraphKeys.{_key}"] = _value


COLLECTION = "collection"
"""The entry of a list that says that it holds all of a collection of a graph."""


def filtered(machine: Machine, graph: GraphState, key: Value, scope: Value, site: Site) -> Value:
    """The items of a collection whose names match `scope` at their start; all when it is None or empty."""
    items = collection(graph, key)
    if not scope:
        return ListValue(Growing({"items": items, COLLECTION: key}))
    if not isinstance(scope, (str, Template)):
        found = new_list(items)
        found.state["open"] = True
        return found
    kept = tuple(i for i in items if (name := op_name(i)) is not None and _matches(scope, name))
    return new_list(kept)


def _matches(scope: Text, name: Text) -> bool:
    if isinstance(scope, Template):
        return written(name).startswith(written(scope))
    try:
        return re.match(scope, written(name)) is not None
    except re.error:
        return False
