"""The metrics of a compiled model of Keras 2: they are no attributes of the model, yet SavedModels and ``.weights.h5`` files hold them.

Source: ``LossesContainer`` and ``MetricsContainer`` of ``keras/src/engine/compile_utils.py``, 2.15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.access import find_attribute, find_in_class
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import DictValue, InstanceValue, ListValue, Value, is_tuple
from ckptlens.tf_api.keras.core import Core, core_of
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.network import Network
from ckptlens.tf_api.keras.symbolic import symbolic_inputs
from ckptlens.tf_api.keras.tracking import sublayers

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_MADE = "compiled metrics"


def make_metrics(machine: Machine, core: Core, site: Site) -> None:
    """Make the metrics that the first batch makes: one mean of the loss (and one for each of several outputs), one for each metric."""
    from ckptlens.tf_api.keras.metrics import new_metric

    compiled = core.state.get("compiled")
    if core.generation is not Generation.V2 or not isinstance(compiled, DictValue) or core.state.get(_MADE) is not None:
        return
    made: list[Value] = []
    if compiled.state.get("loss") is not None:
        outputs = _outputs(core)
        for _ in range(1 + (outputs if outputs > 1 else 0)):
            made.append(new_metric(machine, core.generation, "Mean", {"name": "loss"}, site))
    for option in ("metrics", "weighted_metrics"):
        for metric in _flat(compiled.state.get(option)):
            if core_of(metric) is not None:
                made.append(metric)
            elif metric is not None:
                made.append(new_metric(machine, core.generation, "MeanMetricWrapper", {"name": "metric"}, site))
    machine.trail.set(core.state, _MADE, tuple(made))


def _outputs(core: Core) -> int:
    network = core.state.get("network")
    return len(symbolic_inputs(network.outputs)) if isinstance(network, Network) else 1


def _flat(value: Value) -> list[Value]:
    match value:
        case None:
            return []
        case ListValue():
            return [v for item in value.items for v in _flat(item)]
        case DictValue():
            return [v for item in value.state.values() for v in _flat(item)]
        case _ if is_tuple(value):
            return [v for item in value for v in _flat(item)]
        case _:
            return [value]


def model_metrics(machine: Machine, core: Core, site: Site) -> list[Value]:
    """``model.metrics``: those of the loss and of ``compile``, then those that the model and its layers hold."""
    if isinstance(core.owner, InstanceValue) and find_in_class(core.owner.cls, "metrics") is not MISSING:
        return _flat(find_attribute(machine, core.owner, "metrics", site))
    found = list(core.items(_MADE))
    for value in _held(core):
        if not any(value is other for other in found):
            found.append(value)
    return found


def _held(core: Core) -> list[Value]:
    found: list[Value] = []
    for child in sublayers(core):
        inner = core_of(child)
        if inner is None:
            continue
        found += [child] if inner.spec.is_metric else _held(inner)
    return found
