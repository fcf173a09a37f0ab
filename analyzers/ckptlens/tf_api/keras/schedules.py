"""Learning-rate schedules: they make no variables, but an optimizer that has one keeps no learning rate of its own.

Source: ``keras/optimizer_v2/learning_rate_schedule.py`` (1.15), ``keras/src/optimizers/schedules`` (2.15, 3.15).
Case: keras_optimizer_lr_schedule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import BoundMethod, FunctionValue, HostFunction, InstanceValue, Value
from ckptlens.tf_api.bases import BASES, BaseClass
from ckptlens.tf_api.keras.generation import keras_api, keras_names
from ckptlens.tf_api.objects import Edge, TrackedObject
from ckptlens.tf_api.tensors import Tensor

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.tf_api.registry import Call

_NAMES = tuple(
    f"optimizers.schedules.{name}"
    for name in (
        "CosineDecay",
        "CosineDecayRestarts",
        "ExponentialDecay",
        "InverseTimeDecay",
        "PiecewiseConstantDecay",
        "PolynomialDecay",
    )
)
_BASE = "optimizers.schedules.LearningRateSchedule"


class Schedule(TrackedObject, Struct, frozen=True):
    """A built-in schedule."""

    name: str
    options: dict[str, Value] = field(default_factory=dict[str, Value])

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in self.options:
            return self.options[name]
        return MISSING if name.startswith("__") else unknown(f"schedule.{name}", "an attribute of a learning-rate schedule", None)

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        return Tensor((), "float32")

    def edges(self, machine: Machine) -> list[Edge] | None:
        return []


@keras_api(*_NAMES)
def schedule(call: Call, *positional: Value, **named: Value) -> Value:
    """A schedule: a function of the step."""
    return Schedule(call.api.rpartition(".")[2], dict(named))


def is_schedule(value: Value, *, functions: bool = True) -> bool:
    """Whether a learning rate is computed at each step, so that no variable holds it; `functions` says whether plain functions count."""
    if isinstance(value, (Schedule, InstanceValue)):
        return True
    return functions and isinstance(value, (FunctionValue, BoundMethod, HostFunction))


def _attribute(machine: Machine, instance: InstanceValue, name: str) -> Value:
    if name == "__init__":
        return HostFunction(name, lambda machine, arguments, site: None)
    return MISSING


def _call(machine: Machine, instance: InstanceValue, arguments: Arguments, site: Site) -> Value:
    return Tensor((), "float32")


def _no_edges(machine: Machine, instance: InstanceValue) -> list[Edge] | None:
    return []


for _name in keras_names(_BASE):
    BASES[_name] = BaseClass(_attribute, _call, _no_edges)
