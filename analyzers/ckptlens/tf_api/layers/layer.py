"""What all TF1 layers share: the scope of their first call, and weights made in it.

Source: ``tensorflow/python/keras/legacy_tf_layers/base.py`` (Layer._set_scope, __call__), TF 1.15 to 2.15. The functions such as
``tf.layers.dense(name=...)`` pass the name as the scope. Cases: tf1_layers_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.host import one_argument
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.trail import MISSING, Growing, State
from ckptlens.interp.values import HostFunction, HostObject, Value, is_tuple, new_list
from ckptlens.tf_api.get_variable import get_variable
from ckptlens.tf_api.graph import old_shapes
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.names import unique_object_name
from ckptlens.tf_api.private_modules import OWN_LAYERS
from ckptlens.tf_api.registry import Call
from ckptlens.tf_api.scopes import ReuseMode, VariableScope, VariableScopeContext
from ckptlens.tf_api.shapes import ShapeValue, shape_of
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.site import Arguments, Site
    from ckptlens.trace import Shape


class Weight(Struct, frozen=True):
    """A weight to make: its name inside the layer, its shape, and whether it is trained."""

    name: str
    shape: Shape
    trainable: bool = True


class LayerKind(Struct, frozen=True):
    """A layer's class: its automatic name, its weights for an input shape, and its output shape."""

    base_name: str
    weights: Callable[[Shape], tuple[Weight, ...]]
    output: Callable[[Shape], Shape]
    wide: bool = False
    """Its weights are float32 where its input has half precision."""
    unreached: Callable[[Shape, Value], frozenset[str]] = lambda shape, training: frozenset()
    """The weights that no gradient reaches, for an input shape and the argument `training`."""

    def reached(self, shape: Shape, training: Value, made: tuple[Value, ...]) -> tuple[Value, ...]:
        """Those of the weights `made` for an input shape that a gradient of the result reaches."""
        without = self.unreached(shape, training)
        return tuple(value for value in made if str(getattr(value, "op_name", "")).rpartition("/")[2] not in without)


class _LayerState(Growing):
    tuples = frozenset({"weights"})


class LayerValue(HostObject, Struct, eq=False):
    """A TF1 layer object. `state` holds its scope and its weights once they are made."""

    kind: LayerKind
    api: str
    name: str | None
    reuse: Value
    trainable: bool
    dtype: str | None
    state: State = field(default_factory=_LayerState)

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "apply" | "__call__" | "call":
                return HostFunction(name, self.call)
            case "build":
                return one_argument(name, lambda machine, site, shape: apply(machine, self, Tensor(_shape(shape), "float32"), site))
            case (
                "weights" | "variables" | "trainable_weights" | "trainable_variables" | "non_trainable_weights" | "non_trainable_variables"
            ):
                return new_list(tuple(w for w in self.weights() if _wanted(name, w)))
            case "name" | "scope_name":
                scope = self.state.get("scope")
                return scope.name if isinstance(scope, VariableScope) else self.name or self.kind.base_name
            case "compute_output_shape":
                return one_argument(name, lambda machine, site, shape: ShapeValue(self.kind.output(_shape(shape)), old_shapes(machine)))
            case "losses" | "updates":
                return new_list(())
            case "built":
                return bool(self.weights())
            case _:
                found = next((w for w in self.weights() if str(w.op_name).endswith(f"/{name}")), None)
                return found if found is not None else MISSING

    def weights(self) -> tuple[VariableValue, ...]:
        """The variables made so far; what a custom getter gave instead of one is none."""
        made = self.state.get("weights", ())
        return tuple(w for w in made if isinstance(w, VariableValue)) if is_tuple(made) else ()

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        training = arguments.get(1, "training", False)
        return apply(machine, self, arguments.get(0, "inputs"), site, arguments.keywords.get("scope"), training)


def _shape(value: Value) -> Shape:
    return shape_of(value)


def _wanted(attribute: str, weight: VariableValue) -> bool:
    if attribute.startswith("non_trainable"):
        return not weight.trainable
    return weight.trainable or not attribute.startswith("trainable")


def layer(call: Call, kind: LayerKind, *, name: Value, reuse: Value = None, trainable: Value = True, dtype: Value = None) -> LayerValue:
    """A layer object. Raises AttributeError on Keras 3, which has no TF1 layers (experiments n107); those of TensorFlow's
    own modules are there (case layers_of_tensorflow_itself)."""
    from ckptlens.tf_api.dtypes import dtype_name

    if call.machine.stack.is_keras3 and not call.api.startswith(OWN_LAYERS):
        short = call.api.removeprefix("tf.compat.v1.")
        raise ProgramError("AttributeError", f"`{short}` is not available with Keras 3.", call.site.location)
    if name is None:
        # An unnamed layer counts for tf.keras too (case tf115_keras_layers_mixed).
        unique_object_name(call.machine, kind.base_name, Generation.V1)
    return LayerValue(kind, call.api, name if isinstance(name, str) else None, reuse, trainable is not False, dtype_name(dtype))


def apply_new(
    call: Call, kind: LayerKind, inputs: Value, *, name: Value, reuse: Value, trainable: Value = True, training: Value = False
) -> Value:
    """The functional form: make a layer in the scope of its name and call it."""
    made = layer(call, kind, name=name, reuse=reuse, trainable=trainable)
    if name is not None:
        _set_scope(call.machine, made, name, call.site)
    return apply(call.machine, made, inputs, call.site, training=training)


def apply(machine: Machine, made: LayerValue, inputs: Value, site: Site, scope: Value = None, training: Value = False) -> Value:
    """Call a layer: its weights are made the first time, in its scope."""
    if not isinstance(made.state.get("scope"), VariableScope):
        _set_scope(machine, made, scope, site)
    shape = static_shape(inputs)
    if "weights" not in made.state:
        machine.trail.set(made.state, "weights", _build(machine, made, shape, value_dtype(inputs), site))
    weights = made.state["weights"]
    assert is_tuple(weights)
    reached = sources_of(inputs, made.kind.reached(shape, training, weights))
    return Tensor(made.kind.output(shape), value_dtype(inputs) or "float32", sources=reached)


def _set_scope(machine: Machine, made: LayerValue, scope: Value, site: Site) -> None:
    name = scope if scope is not None else made.name if made.reuse else None
    default = made.name or made.kind.base_name
    opened = VariableScopeContext(
        name, default, made.reuse if name is not None else None, auxiliary_name_scope=True, settings={}, automatic=True
    )
    captured = opened.enter(machine, site)
    opened.leave(machine)
    machine.trail.set(made.state, "scope", captured)


def _build(machine: Machine, made: LayerValue, shape: Shape, dtype: str | None, site: Site) -> tuple[Value, ...]:
    scope = made.state["scope"]
    assert isinstance(scope, VariableScope)
    reuse = made.reuse if isinstance(made.reuse, (bool, ReuseMode)) else None
    opened = VariableScopeContext(scope, None, reuse, auxiliary_name_scope=False, settings={})
    opened.enter(machine, site)
    try:
        chosen = made.dtype or (dtype if dtype is not None and dtype.startswith(("float", "bfloat")) else "float32")
        chosen = "float32" if made.kind.wide and chosen in ("float16", "bfloat16") else chosen
        return tuple(_weight(machine, made, weight, chosen, site) for weight in made.kind.weights(shape))
    finally:
        opened.leave(machine)


def _weight(machine: Machine, made: LayerValue, weight: Weight, dtype: str, site: Site) -> Value:
    """One weight: a variable, or what a custom getter gave in its place."""
    from ckptlens.interp.site import Arguments

    call = Call(machine, site, made.api, Arguments())
    return get_variable(call, weight.name, weight.shape, dtype, trainable=weight.trainable and made.trainable)
