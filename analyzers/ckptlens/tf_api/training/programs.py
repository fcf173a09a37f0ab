"""Optimizer classes of the program that derive from TensorFlow's.

The inherited part is an `OptimizerValue` beside the object; it calls the methods of the object's class first.
Source: ``tensorflow/python/training/optimizer.py``, TF 1.15 to 2.21. Cases: train_own_optimizer_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import ApiValue, HostFunction, HostObject, InstanceValue, Value
from ckptlens.tf_api.bases import BASES, BaseClass
from ckptlens.tf_api.graph import entered_scope
from ckptlens.tf_api.optimizers import Kind, OptimizerValue
from ckptlens.tf_api.registry import MODELS, Call, api, run_model
from ckptlens.tf_api.training.classes import CLASS_NAMES

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.objects import Edge

_PLAIN = "tf.compat.v1.train.Optimizer"
_DECAY = "tf.contrib.opt.DecoupledWeightDecayExtension"
_OWN = "optimizer"


def _plain(call: Call, use_locking: Value, name: Value) -> Value:
    return OptimizerValue(Kind(_PLAIN), entered_scope(name) or "")


@api(_PLAIN)
def optimizer(call: Call, use_locking: Value, name: Value) -> Value:
    """The base class, which trains nothing by itself."""
    return _plain(call, use_locking, name)


def _initialized(machine: Machine, instance: InstanceValue, base: str, arguments: Arguments, site: Site) -> Value:
    """``Base.__init__(self, ...)``."""
    call = Call(machine, site, base, arguments)
    made = run_model(call, base)
    assert isinstance(made, OptimizerValue)
    machine.trail.set(instance.foreign, _OWN, replace(made, owner=instance))
    return None


def _attribute(base: str, machine: Machine, instance: InstanceValue, name: str) -> Value:
    if name == "__init__":
        return HostFunction(name, lambda machine, arguments, site: _initialized(machine, instance, base, arguments, site))
    held = instance.foreign.get(_OWN)
    if not isinstance(held, OptimizerValue):
        return MISSING
    return held.attribute(machine, name)


def _decayed(machine: Machine, instance: InstanceValue, name: str) -> Value:
    """``DecoupledWeightDecayExtension``: its first argument is the decay, the others go to the class beside it."""
    if name != "__init__":
        return MISSING
    other = next((b.name for b in _api_bases(instance) if b.name in MODELS and b.name != _DECAY), _PLAIN)
    return HostFunction(name, lambda machine, given, site: _initialized(machine, instance, other, _without_decay(given), site))


def _api_bases(instance: InstanceValue) -> list[ApiValue]:
    return [_canonical(b) for cls in instance.cls.lineage for b in cls.bases if isinstance(b, ApiValue)]


def _canonical(base: ApiValue) -> ApiValue:
    v1 = base.name.replace("tf.train.", "tf.compat.v1.train.", 1)
    return ApiValue(v1) if v1 in MODELS else base


def _without_decay(given: Arguments) -> Arguments:
    rest = {k: v for k, v in given.keywords.items() if k != "weight_decay"}
    return Arguments(given.positional if "weight_decay" in given.keywords else given.positional[1:], rest, given.open)


class DecayedClass(HostObject, Struct, frozen=True):
    """What ``extend_with_decoupled_weight_decay`` returns: a class whose first argument is the decay."""

    base: Value

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call

        return call(machine, self.base, _without_decay(arguments), site)


@api("tf.contrib.opt.extend_with_decoupled_weight_decay")
def extend_with_decoupled_weight_decay(call: Call, base_optimizer: Value) -> Value:
    """The class with weight decay; its slots keep their names (case tf115_opt_weight_decay)."""
    return DecayedClass(base_optimizer)


def _initializer(base: str) -> None:
    def run(call: Call, *arguments: Value, **keywords: Value) -> Value:
        if arguments and isinstance(arguments[0], InstanceValue):
            return _initialized(call.machine, arguments[0], base, Arguments(arguments[1:], keywords), call.site)
        call.machine.gap(call.site, f"this call of {base}.__init__ is not followed")
        return None

    api(f"{base}.__init__")(run)


def _part(instance: InstanceValue) -> Value:
    return instance.foreign.get(_OWN)


def _edges(machine: Machine, instance: InstanceValue) -> list[Edge] | None:
    held = _part(instance)
    return held.edges(machine) if isinstance(held, OptimizerValue) else []


def _register(base: str) -> None:
    def attribute(machine: Machine, instance: InstanceValue, name: str) -> Value:
        return _attribute(base, machine, instance, name)

    made = BaseClass(attribute, edges=_edges, part=_part)
    BASES[base] = made
    BASES[base.replace("tf.compat.v1.", "tf.", 1)] = made
    _initializer(base)


for _name in (_PLAIN, *CLASS_NAMES):
    _register(_name)
BASES[_DECAY] = BaseClass(_decayed)
