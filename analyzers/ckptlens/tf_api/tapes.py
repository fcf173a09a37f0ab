"""Gradient tapes.

Source: ``tensorflow/python/eager/backprop.py``, TF 1.15 to 2.21: the gradients have the structure of the sources.
Case: keras_optimizer_custom_loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostObject, ListValue, Many, Value, is_tuple, new_list
from ckptlens.tf_api.optimizers import gradient
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.tensors import Tensor

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class Tape(HostObject, Struct, eq=False):
    """A tape; it makes no variables."""

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "gradient" | "jacobian":
                return host_function(name, self._gradient)
            case "batch_jacobian":
                return host_function(name, lambda machine, site, *rest, **named: Tensor(None, "float32"))
            case "watch" | "reset":
                return host_function(name, lambda machine, site, *rest: None)
            case "stop_recording":
                return host_function(name, lambda machine, site: self)
            case "watched_variables":
                return host_function(name, lambda machine, site: unknown("watched", "the variables that a tape watched", site))
            case _:
                return MISSING

    def _gradient(
        self,
        machine: Machine,
        site: Site,
        target: Value,
        sources: Value,
        output_gradients: Value = None,
        unconnected_gradients: Value = None,
        **options: Value,
    ) -> Value:
        return _like(machine, site, target, sources)


def _like(machine: Machine, site: Site, target: Value, sources: Value) -> Value:
    if is_tuple(sources):
        return tuple(_like(machine, site, target, s) for s in sources)
    match sources:
        case ListValue():
            found = new_list(tuple(_like(machine, site, target, s) for s in sources.items))
            found.state.update({k: v for k, v in sources.state.items() if k != "items"})
            return found
        case DictValue():
            return DictValue({k: _like(machine, site, target, v) for k, v in sources.state.items()}, open=sources.open)
        case Many():
            return Many(_like(machine, site, target, sources.element), sources.bound)
        case _:
            return gradient(machine, site, target, sources)


@api("tf.GradientTape")
def gradient_tape(call: Call, persistent: Value = False, watch_accessed_variables: Value = True) -> Value:
    """A tape that records a ``with`` block."""
    return Tape()
