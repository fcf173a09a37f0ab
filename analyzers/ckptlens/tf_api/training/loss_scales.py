"""Optimizers that scale the loss of mixed precision.

Source: ``tensorflow/python/training/experimental/{loss_scale,loss_scale_optimizer,mixed_precision}.py``, TF 1.15 to 2.21: a dynamic
scale makes two variables, and the wrapped optimizer applies its gradients inside the second of two ``cond``, which prefixes its own
variables but not the slots. Cases: tf1_mixed_precision_loss_scale, train_loss_scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.unknown import unknown
from ckptlens.tf_api.declared import Named, declare
from ckptlens.tf_api.graph import current_graph, op_full_name
from ckptlens.tf_api.optimizers import OptimizerValue, as_optimizer
from ckptlens.tf_api.training.wrappers import WrapperValue
from ckptlens.tf_api.variables import GLOBAL, note_variable

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.tf_api.registry import Call


def _scaled(call: Call, given: Named) -> Value:
    """The optimizer with a scale: ``"dynamic"`` keeps the scale and a counter, a number keeps nothing."""
    optimizer, scale = given["opt"], given["loss_scale"]
    if not isinstance(optimizer, WrapperValue) and as_optimizer(optimizer) is None:
        call.machine.gap(call.site, "scaling the loss of an optimizer of this class is not followed")
        return unknown("optimizer", "an optimizer with a scaled loss", call.site, callable_gap=True)
    name = optimizer.name if isinstance(optimizer, OptimizerValue) else None
    written = name if isinstance(name, str) else "Optimizer"
    if isinstance(scale, (int, float)):
        return WrapperValue(call.api, optimizer, written)
    if scale != "dynamic":
        call.machine.gap(call.site, "the variables of this loss scale are not followed")
    _scale_variables(call)
    return WrapperValue(call.api, optimizer, written, guard="cond")


def _scale_variables(call: Call) -> None:
    graph = current_graph(call.machine)
    for name, dtype in (("current_loss_scale", "float32"), ("good_steps", "int64")):
        full = op_full_name(call.machine, graph, name)
        note_variable(call.machine, call.site, full, (), dtype, api_name=call.api, trainable=False, collections=(GLOBAL,), kind="slot")


for _root in ("tf.compat.v1.train.experimental", "tf.compat.v1.mixed_precision"):
    declare(f"{_root}.enable_mixed_precision_graph_rewrite", "opt, loss_scale='dynamic'", _scaled)
    declare(f"{_root}.MixedPrecisionLossScaleOptimizer", "opt, loss_scale", _scaled)
