"""Optimizers that scale the loss.

Source: ``mixed_precision/experimental/loss_scale_optimizer.py`` (1.15), ``keras/src/mixed_precision/loss_scale_optimizer.py`` (2.15),
``keras/src/optimizers/loss_scale_optimizer.py`` (3.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.machine import ProgramError
from ckptlens.interp.strings import concatenate
from ckptlens.tf_api.graph import entered_scope
from ckptlens.tf_api.keras.generation import Generation, generation_of, keras_api
from ckptlens.tf_api.keras.names import unique_object_name
from ckptlens.tf_api.keras.optimizer_specs import Family, OptimizerSpec
from ckptlens.tf_api.keras.optimizer_variables import construct_variables, make
from ckptlens.tf_api.keras.optimizers import KerasOptimizer, optimizer_of
from ckptlens.tf_api.keras.policy import PolicyValue
from ckptlens.tf_api.objects import Edge, TrackedObject

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.trail import State
    from ckptlens.interp.values import Value
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.tf_api.registry import Call
    from ckptlens.tf_api.variables import VariableValue

_SPEC = OptimizerSpec("LossScaleOptimizer", (), ())


class LossScale(TrackedObject, Struct, eq=False):
    """The loss scale of Keras 2, an object of its own."""

    state: State = field(default_factory=dict[object, object])

    def edges(self, machine: Machine) -> list[Edge] | None:
        return [(k, v) for k, v in self.state.items() if isinstance(k, str)]


class ScalingOptimizer(KerasOptimizer, eq=False):
    """A LossScaleOptimizer of Keras 3: an optimizer with a step and a rate of its own, around another one."""

    inner: KerasOptimizer | None = None

    def build_around(self, machine: Machine, trained: list[VariableValue], site: Site, *, scope: bool) -> None:
        """Make the scale, then build the inner optimizer."""
        from ckptlens.tf_api.keras.optimizer_variables import build

        machine.trail.set(self.state, "built", value=True)
        machine.trail.set(self.state, "trained", tuple(trained))
        for name, dtype in (("step_counter", "int64"), ("dynamic_scale", "float32")):
            made = make(machine, self, site, concatenate([self.name, "/", name]), (), dtype)
            self.hold(machine, name, made, listed=True)
        assert self.inner is not None
        build(machine, self.inner, trained, site, scope=scope)

    def edges(self, machine: Machine) -> list[Edge] | None:
        """As of any optimizer, with the inner one before the scale."""
        own = KerasOptimizer.edges(self, machine) or []
        place = next((i for i, (name, _) in enumerate(own) if name == "step_counter"), len(own))
        return [*own[:place], ("inner_optimizer", self.inner.face if self.inner is not None else None), *own[place:]]


def scaled(machine: Machine, inner: KerasOptimizer, generation: Generation, name: Value, site: Site, *, dynamic: bool = True) -> Value:
    """An optimizer that scales the loss of another one."""
    if generation is Generation.V3:
        chosen = entered_scope(name) or unique_object_name(machine, "loss_scale_optimizer", Generation.V3)
        made = ScalingOptimizer(_SPEC, Family.V3, chosen, {"learning_rate": 0.0}, inner=inner)
        construct_variables(machine, made, site)
        return made
    if dynamic and "loss_scale" not in inner.state:
        scale = LossScale()
        for part, dtype in (("current_loss_scale", "float32"), ("good_steps", "int64")):
            scale.state[part] = make(machine, inner, site, part, (), dtype)
        machine.trail.set(inner.state, "loss_scale", scale)
        machine.trail.set(inner.state, ("attribute", "loss_scale"), scale)
    machine.trail.set(inner.state, "scaled", value=True)
    return inner.face


@keras_api("mixed_precision.LossScaleOptimizer", "optimizers.LossScaleOptimizer")
def loss_scale_optimizer(call: Call, inner_optimizer: Value, *rest: Value, **named: Value) -> Value:
    """Keras 2 puts the scale beside the variables of the inner optimizer; Keras 3 makes an optimizer around it."""
    generation = generation_of(call.machine, call.api)
    dynamic = named.get("dynamic", rest[0] if rest and generation is not Generation.V3 else True)
    inner = optimizer_of(inner_optimizer)
    if inner is None:
        call.machine.gap(call.site, "the loss of an optimizer that is not known is scaled")
        return inner_optimizer
    if generation is Generation.V3 and dynamic is not True and "mixed_precision" in call.api:
        raise ProgramError("ValueError", "LossScaleOptimizer no longer supports `dynamic=False`.", call.site.location)
    if generation is not Generation.V3 and inner.family is Family.V3:
        call.machine.gap(call.site, "an optimizer of another Keras is not followed here")
    return scaled(call.machine, inner, generation, named.get("name"), call.site, dynamic=dynamic is not False)


def scaled_for_policy(machine: Machine, core: Core, optimizer: KerasOptimizer, site: Site) -> Value:
    """``compile`` scales the loss of a model whose policy is ``mixed_float16``."""
    policy = machine.world.get("keras policy")
    name = policy.name if isinstance(policy, PolicyValue) else policy
    already = isinstance(optimizer, ScalingOptimizer) or optimizer.state.get("scaled") is True
    if name != "mixed_float16" or already:
        return optimizer.face
    return scaled(machine, optimizer, core.generation, "loss_scale_optimizer", site)
