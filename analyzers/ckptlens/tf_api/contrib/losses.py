"""Losses, which go to a collection that the total loss is made of.

Source: ``tensorflow/python/ops/losses/{losses_impl,util}.py``, ``tensorflow/contrib/losses/python/losses/loss_ops.py`` (1.15),
``tf_slim/losses/loss_ops.py`` (1.1.0). Cases: slim_total_loss.
"""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING

from ckptlens.interp.strings import concatenate
from ckptlens.interp.truth import truth
from ckptlens.interp.values import ListValue, Value, is_tuple
from ckptlens.tf_api.declared import Named, declare
from ckptlens.tf_api.graph import add_to_collection, current_graph, entered_scope
from ckptlens.tf_api.graph_collections import filtered
from ckptlens.tf_api.ops.names import default_name
from ckptlens.tf_api.registry import CONSTANTS, Call, api
from ckptlens.tf_api.tensors import Tensor, sources_of, taken_name

if TYPE_CHECKING:
    from collections.abc import Callable

LOSSES, REGULARIZATION = "losses", "regularization_losses"
_V1 = "weights=1.0, scope=None, loss_collection='losses', reduction='weighted_sum_by_nonzero_weights'"
_CONTRIB = "weights=1.0, scope=None"
_CORE = {
    "absolute_difference": f"labels, predictions, {_V1}",
    "cosine_distance": "labels, predictions, axis=None, " + _V1 + ", dim=None",
    "hinge_loss": f"labels, logits, {_V1}",
    "huber_loss": "labels, predictions, weights=1.0, delta=1.0, scope=None, loss_collection='losses', "
    "reduction='weighted_sum_by_nonzero_weights'",
    "log_loss": "labels, predictions, weights=1.0, epsilon=1e-07, scope=None, loss_collection='losses', "
    "reduction='weighted_sum_by_nonzero_weights'",
    "mean_pairwise_squared_error": "labels, predictions, weights=1.0, scope=None, loss_collection='losses'",
    "mean_squared_error": f"labels, predictions, {_V1}",
    "sigmoid_cross_entropy": "multi_class_labels, logits, weights=1.0, label_smoothing=0, scope=None, loss_collection='losses', "
    "reduction='weighted_sum_by_nonzero_weights'",
    "softmax_cross_entropy": "onehot_labels, logits, weights=1.0, label_smoothing=0, scope=None, loss_collection='losses', "
    "reduction='weighted_sum_by_nonzero_weights'",
    "sparse_softmax_cross_entropy": f"labels, logits, {_V1}",
    "compute_weighted_loss": f"losses, {_V1}",
}
_OLDER = {
    "absolute_difference": "predictions, labels=None, " + _CONTRIB,
    "cosine_distance": "predictions, labels=None, axis=None, " + _CONTRIB + ", dim=None",
    "hinge_loss": "logits, labels=None, scope=None",
    "log_loss": "predictions, labels=None, weights=1.0, epsilon=1e-07, scope=None",
    "mean_pairwise_squared_error": "predictions, labels=None, " + _CONTRIB,
    "mean_squared_error": "predictions, labels=None, " + _CONTRIB,
    "sigmoid_cross_entropy": "logits, multi_class_labels, weights=1.0, label_smoothing=0, scope=None",
    "softmax_cross_entropy": "logits, onehot_labels, weights=1.0, label_smoothing=0, scope=None",
    "sparse_softmax_cross_entropy": "logits, labels, " + _CONTRIB,
    "compute_weighted_loss": "losses, " + _CONTRIB,
}

CONSTANTS.update(
    {
        f"tf.compat.v1.losses.Reduction.{name}": value
        for name, value in (
            ("NONE", "none"),
            ("SUM", "weighted_sum"),
            ("MEAN", "weighted_mean"),
            ("SUM_OVER_BATCH_SIZE", "weighted_sum_over_batch_size"),
            ("SUM_OVER_NONZERO_WEIGHTS", "weighted_sum_by_nonzero_weights"),
            ("SUM_BY_NONZERO_WEIGHTS", "weighted_sum_by_nonzero_weights"),
        )
    }
)


def _loss(call: Call, given: Named) -> Value:
    """A loss, which goes to its collection."""
    reached = sources_of(*(v for k, v in given.items() if k in ("labels", "predictions", "logits", "losses", "weights") or "labels" in k))
    whole = given.get("reduction") != "none"
    loss = call.api.rpartition(".")[2]
    opened = entered_scope(given["scope"]) or default_name(f"losses.{loss}")
    scope = taken_name(call.machine, opened) if opened is not None else None
    last = _last_op(loss, given.get("reduction"))
    name = concatenate([scope, "/", last]) if scope is not None and last is not None else None
    made = Tensor(() if whole else None, "float32", name, sources=reached)
    held = given.get("loss_collection", LOSSES)
    if held is not None:
        add_to_collection(call.machine, current_graph(call.machine), held, made)
    return made


def _last_op(loss: str, reduction: Value) -> str | None:
    """The op in the scope of a loss that gives it (``compute_weighted_loss``; case train_ema_of_losses); None when not known."""
    if loss == "mean_pairwise_squared_error" or reduction == "none" or not isinstance(reduction, (str, NoneType)):
        return None
    if reduction == "weighted_sum":
        return None if loss == "cosine_distance" else "Sum"
    return "value"


def _declare_all(root: str, table: dict[str, str], model: Callable[[Call, Named], Value]) -> None:
    for name, signature in table.items():
        declare(f"{root}.{name}", signature, model)


_declare_all("tf.compat.v1.losses", _CORE, _loss)
_declare_all("tf.contrib.losses", _OLDER, _loss)


@api("tf.compat.v1.losses.add_loss", "tf.contrib.losses.add_loss")
def add_loss(call: Call, loss: Value, loss_collection: Value = LOSSES) -> Value:
    """Adds a loss to a collection."""
    if loss_collection is not None:
        add_to_collection(call.machine, current_graph(call.machine), loss_collection, loss)
    return None


@api("tf.compat.v1.losses.get_losses", "tf.contrib.losses.get_losses")
def get_losses(call: Call, scope: Value = None, loss_collection: Value = LOSSES) -> Value:
    """The losses of a collection."""
    return filtered(call.machine, current_graph(call.machine), loss_collection, scope, call.site)


@api("tf.compat.v1.losses.get_regularization_losses", "tf.contrib.losses.get_regularization_losses")
def get_regularization_losses(call: Call, scope: Value = None) -> Value:
    """The losses of regularizers."""
    return filtered(call.machine, current_graph(call.machine), REGULARIZATION, scope, call.site)


@api("tf.compat.v1.losses.get_regularization_loss")
def get_regularization_loss(call: Call, scope: Value = None, name: Value = "total_regularization_loss") -> Value:
    """The sum of the losses of regularizers."""
    found = get_regularization_losses(call, scope)
    return _sum(call, (found,), name if isinstance(found, ListValue) and found.items else None)


@api("tf.compat.v1.losses.get_total_loss", "tf.contrib.losses.get_total_loss")
def get_total_loss(call: Call, add_regularization_losses: Value = True, name: Value = "total_loss", scope: Value = None) -> Value:
    """The sum of all losses."""
    parts = [get_losses(call, scope)]
    if truth(call.machine, add_regularization_losses) is not False:
        parts.append(get_regularization_losses(call, scope))
    return _sum(call, tuple(parts), name)


def _sum(call: Call, parts: tuple[Value, ...], name: Value) -> Value:
    assert is_tuple(parts)
    text = entered_scope(name)
    return Tensor((), "float32", taken_name(call.machine, text) if text else None, sources=sources_of(*parts))
