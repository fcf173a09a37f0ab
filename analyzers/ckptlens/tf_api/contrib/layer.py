"""What all layers of slim share: their scope, their variables, and what follows them.

Source: ``tensorflow/contrib/layers/python/layers/{layers,utils}.py`` (1.15); tf_slim 1.1.0 has the same.
Cases: tf115_contrib_*, slim_*.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ckptlens.interp.calls import call as call_value
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments
from ckptlens.interp.truth import truth
from ckptlens.interp.values import DictValue, ListValue, Text, Value, is_tuple
from ckptlens.tf_api.contrib.model_variables import add_new, layer_getter, listed, model_variable
from ckptlens.tf_api.get_variable import get_variable
from ckptlens.tf_api.graph import add_to_collection, current_graph
from ckptlens.tf_api.scopes import VariableScope, VariableScopeContext, variable_scope
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape, value_dtype

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from ckptlens.tf_api.layers.layer import LayerKind
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Shape


class After(Struct, frozen=True):
    """What a layer does with its result: normalizes and activates it, and collects it under its name."""

    activation_fn: Value = None
    normalizer_fn: Value = None
    normalizer_params: Value = None
    outputs_collections: Value = None


@contextmanager
def layer_scope(call: Call, scope: Value, default: str, reuse: Value, rename: Mapping[str, str] | None = None) -> Generator[VariableScope]:
    """The variable scope of a layer; with `rename` its variables are made through the getter of layers."""
    if call.arguments.open:
        call.machine.gap(call.site, "the arguments of this layer are not known whole")
    getter = layer_getter(rename) if rename is not None else None
    opened = variable_scope(call, scope, default, reuse=reuse, custom_getter=getter)
    assert isinstance(opened, VariableScopeContext)
    entered = opened.enter(call.machine, call.site)
    assert isinstance(entered, VariableScope)
    try:
        yield entered
    finally:
        opened.leave(call.machine)


def decided(call: Call, value: Value, what: str, *, otherwise: bool = True) -> bool:
    """Whether an argument is true; a gap when that decides on variables and is not known."""
    found = truth(call.machine, value)
    if found is None:
        call.machine.gap(call.site, f"whether this layer has {what} is not known")
    return otherwise if found is None else found


def has_bias(call: Call, normalizer_fn: Value, biases_initializer: Value) -> bool:
    """A layer has biases unless it has a normalizer, or no initializer for them."""
    if normalizer_fn is None and biases_initializer is None:
        return False
    return not decided(call, normalizer_fn, "a normalizer in the place of biases", otherwise=False) and decided(
        call, biases_initializer, "biases"
    )


def collections_for(value: Value, name: str) -> tuple[Value, ...]:
    """``get_variable_collections``: the further collections of the variables of this name."""
    return listed(value.state.get(name)) if isinstance(value, DictValue) else listed(value)


def core_layer(
    call: Call,
    kind: LayerKind,
    inputs: Value,
    *,
    trainable: Value,
    collections: Mapping[str, tuple[Value, ...]],
    regularizers: Mapping[str, Value] | None = None,
    dtype: str | None = None,
    training: Value = False,
) -> Tensor:
    """The variables of a core layer, made in the scope that is open, and its result."""
    shape, kinds = static_shape(inputs), regularizers or {}
    chosen = dtype or value_dtype(inputs) or "float32"
    made: list[Value] = []
    for weight in kind.weights(shape):
        trained = weight.trainable and trainable is not False
        found = get_variable(call, weight.name, weight.shape, chosen, None, kinds.get(weight.name), trained)
        for name in collections.get(weight.name, ()):
            add_new(call.machine, name, found)
        made.append(found)
    reached = sources_of(inputs, kind.reached(shape, training, tuple(made)))
    return Tensor(kind.output(shape), value_dtype(inputs) or chosen, sources=reached)


def own_variable(
    call: Call, name: str, shape: Shape, dtype: str | None, trainable: Value, collections: Value, regularizer: Value = None
) -> Value:
    """A variable that a layer makes itself, by model_variable."""
    held = collections_for(collections, name)
    return model_variable(call, name, shape, dtype or "float32", None, regularizer, trainable is not False, held)


def finished(call: Call, outputs: Value, after: After, name: Text) -> Value:
    """The result of a layer after its normalizer and its activation, collected under `name`."""
    machine, site = call.machine, call.site
    if after.normalizer_fn is not None:
        outputs = call_value(machine, after.normalizer_fn, _with_params(outputs, after.normalizer_params), site)
    if after.activation_fn is not None:
        outputs = call_value(machine, after.activation_fn, Arguments((outputs,)), site)
    return collected(call, after.outputs_collections, name, outputs)


def _with_params(outputs: Value, params: Value) -> Arguments:
    if isinstance(params, DictValue):
        return Arguments((outputs,), {k: v for k, v in params.state.items() if isinstance(k, str)}, params.open)
    return Arguments((outputs,), {}, params is not None)


def collected(call: Call, collections: Value, alias: Text, outputs: Value) -> Value:
    """``collect_named_outputs``: the result, in the given collections under a further name."""
    if not collections or (isinstance(collections, ListValue) and not collections.items):
        return outputs
    if isinstance(outputs, Tensor):
        plain = alias[:-1] if isinstance(alias, str) and alias.endswith("/") else alias
        outputs = replace(outputs, aliases=(*outputs.aliases, plain))
    names = listed(collections) if isinstance(collections, ListValue) or is_tuple(collections) else (collections,)
    for name in names:
        add_to_collection(call.machine, current_graph(call.machine), name, outputs)
    return outputs


def rank_of(call: Call, inputs: Value) -> int | None:
    """The rank of an input, None when it is not followed."""
    shape = static_shape(inputs)
    return None if shape is None else len(shape)


def value_error(call: Call, message: str) -> ProgramError:
    """The ValueError that a layer raises for what it is given."""
    return ProgramError("ValueError", message, call.site.location)
