"""Losses as objects: they make no variables, and their result depends on what they are called with.

Source: ``keras/losses.py`` (1.15), ``keras/src/losses.py`` (2.15), ``keras/src/losses/loss.py`` (3.15): Loss.__call__ runs ``call`` and
reduces. Case: kt_own_loss_in_a_loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostFunction, HostObject, Value
from ckptlens.tf_api.bases import BASES, BaseClass
from ckptlens.tf_api.keras.generation import keras_api, keras_names
from ckptlens.tf_api.tensors import Tensor, sources_of

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.values import InstanceValue
    from ckptlens.tf_api.registry import Call

_NAMES = tuple(
    f"losses.{name}"
    for name in (
        "BinaryCrossentropy",
        "BinaryFocalCrossentropy",
        "CTC",
        "CategoricalCrossentropy",
        "CategoricalFocalCrossentropy",
        "CategoricalHinge",
        "Circle",
        "CosineSimilarity",
        "Dice",
        "Hinge",
        "Huber",
        "KLDivergence",
        "LogCosh",
        "MeanAbsoluteError",
        "MeanAbsolutePercentageError",
        "MeanSquaredError",
        "MeanSquaredLogarithmicError",
        "Poisson",
        "SparseCategoricalCrossentropy",
        "SquaredHinge",
        "Tversky",
    )
)
_BASE = "losses.Loss"


class Loss(HostObject, Struct, frozen=True):
    """A built-in loss. `options` are its keyword arguments."""

    api: str
    options: dict[str, Value] = field(default_factory=dict[str, Value])

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in self.options:
            return self.options[name]
        return MISSING if name.startswith("__") else unknown(f"loss.{name}", "an attribute of a loss", None)

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        return _result(self.options.get("reduction"), *arguments.positional, *arguments.keywords.values())


def _result(reduction: Value, *inputs: Value) -> Tensor:
    """A scalar, or a value for each example where nothing is reduced."""
    whole = reduction is None or (isinstance(reduction, str) and reduction.lower() != "none")
    return Tensor(() if whole else None, "float32", sources=sources_of(*inputs))


@keras_api(*_NAMES)
def loss(call: Call, *positional: Value, **named: Value) -> Value:
    """A loss object."""
    return Loss(call.api, dict(named))


@keras_api("losses.get")
def get(call: Call, identifier: Value) -> Value:
    """A loss by its name; a function or an object stands for itself."""
    return Loss(call.api) if isinstance(identifier, str) else identifier


def _attribute(machine: Machine, instance: InstanceValue, name: str) -> Value:
    if name == "__init__":
        return HostFunction(name, lambda machine, arguments, site: None)
    return MISSING


def _call(machine: Machine, instance: InstanceValue, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.access import find_attribute
    from ckptlens.interp.calls import call

    weights = {k: v for k, v in arguments.keywords.items() if k == "sample_weight"}
    given = {k: v for k, v in arguments.keywords.items() if k not in weights}
    per_example = call(machine, find_attribute(machine, instance, "call", site), type(arguments)(arguments.positional[:2], given), site)
    return _result(None, per_example, *arguments.positional[2:], *weights.values())


for _name in keras_names(_BASE):
    BASES[_name] = BaseClass(_attribute, _call)
