"""The dtype of weights: dtype policies and ``floatx``.

Source: ``keras/src/mixed_precision/policy.py`` of 2.15, ``keras/src/dtype_policies`` of 3.15: a mixed policy keeps float32 weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import HostObject, Value
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.keras.generation import keras_api
from ckptlens.tf_api.registry import set_for_all

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.tf_api.registry import Call

_FLOATX = "keras floatx"
_POLICY = "keras policy"


class PolicyValue(HostObject, Struct, frozen=True):
    """A dtype policy by its name: ``mixed_float16``, ``float64``."""

    name: str

    def attribute(self, machine: Machine, name: str) -> Value:
        compute = self.name.removeprefix("mixed_")
        stored = "float32" if self.name.startswith("mixed_") else self.name
        return {"name": self.name, "compute_dtype": compute, "variable_dtype": stored}.get(name, MISSING)


def variable_dtype(machine: Machine, core: Core, given: Value) -> str | None:
    """The dtype of a layer's weights, for what it was given as `dtype`."""
    if given is None:
        given = machine.world.get(_POLICY)
    if given is None:
        return floatx(machine)
    name = given.name if isinstance(given, PolicyValue) else given
    if isinstance(name, str) and name.startswith("mixed_"):
        return "float32"
    return dtype_name(name)


def floatx(machine: Machine) -> str:
    """``keras.backend.floatx()``."""
    found = machine.world.get(_FLOATX, "float32")
    return found if isinstance(found, str) else "float32"


@keras_api("backend.set_floatx", "config.set_floatx")
def set_floatx(call: Call, value: Value) -> Value:
    """Sets the default dtype of weights."""
    set_for_all(call, _FLOATX, dtype_name(value), "the default dtype is set")
    return None


@keras_api("backend.floatx", "config.floatx")
def get_floatx(call: Call) -> Value:
    """The default dtype of weights."""
    return floatx(call.machine)


@keras_api("mixed_precision.Policy", "mixed_precision.DTypePolicy", "dtype_policies.DTypePolicy")
def policy(call: Call, name: Value, *rest: Value) -> Value:
    """A dtype policy."""
    return PolicyValue(name) if isinstance(name, str) else name


@keras_api("mixed_precision.set_global_policy", "config.set_dtype_policy")
def set_global_policy(call: Call, policy: Value) -> Value:
    """Sets the policy of layers that are given none."""
    set_for_all(call, _POLICY, PolicyValue(policy) if isinstance(policy, str) else policy, "the dtype policy is set")
    return None


@keras_api("mixed_precision.global_policy", "mixed_precision.dtype_policy", "config.dtype_policy")
def global_policy(call: Call) -> Value:
    """The policy of layers that are given none."""
    found = call.machine.world.get(_POLICY)
    return found if found is not None else PolicyValue(floatx(call.machine))
