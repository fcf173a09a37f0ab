"""``tf.Variable`` and ``tf.compat.v1.Variable``.

Source: ``tensorflow/python/ops/variables.py``, TF 1.15 to 2.21. Cases: tf1_variable_*, tf1_eager_*.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments
from ckptlens.interp.values import HostFunction, Value
from ckptlens.notes import CountedScope, Reencoded
from ckptlens.tf_api.creators import creators, through_creators
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.graph import GraphState, current_graph, entered_scope, op_full_name
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.scopes import current_scope
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.tensors import (
    ArrayValue,
    static_shape,
    value_dtype,
)
from ckptlens.tf_api.variables import VariableValue, note_variable, placed

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine


@api("tf.compat.v1.Variable")
def variable_v1(
    call: Call,
    initial_value: Value = None,
    trainable: Value = None,
    collections: Value = None,
    validate_shape: Value = True,
    caching_device: Value = None,
    name: Value = None,
    variable_def: Value = None,
    dtype: Value = None,
    expected_shape: Value = None,
    import_scope: Value = None,
    constraint: Value = None,
    use_resource: Value = None,
    synchronization: Value = None,
    aggregation: Value = None,
    shape: Value = None,
) -> Value:
    """A variable named in the current name scope."""
    return _plain_variable(call, initial_value, trainable, collections, name, dtype, shape)


@api("tf.Variable")
def variable(
    call: Call,
    initial_value: Value = None,
    trainable: Value = None,
    validate_shape: Value = True,
    caching_device: Value = None,
    name: Value = None,
    variable_def: Value = None,
    dtype: Value = None,
    import_scope: Value = None,
    constraint: Value = None,
    synchronization: Value = None,
    aggregation: Value = None,
    shape: Value = None,
    experimental_enable_variable_lifting: Value = True,
) -> Value:
    """A variable named in the current name scope; it keeps its plain name in eager mode (case tf1_eager_*)."""
    return _plain_variable(call, initial_value, trainable, None, name, dtype, shape)


def _plain_variable(call: Call, value: Value, trainable: Value, collections: Value, name: Value, dtype: Value, shape: Value) -> Value:
    if not creators(call.machine):
        return _created(call, value, trainable, collections, name, dtype, shape)
    given: dict[str, Value] = {
        "initial_value": value,
        "trainable": trainable,
        "collections": collections,
        "name": name,
        "dtype": dtype,
        "shape": shape,
    }
    return through_creators(call, given, lambda changed: _created(call, *(changed.get(k, v) for k, v in given.items())))


def _created(call: Call, value: Value, trainable: Value, collections: Value, name: Value, dtype: Value, shape: Value) -> Value:
    machine = call.machine
    graph = current_graph(machine)
    unique = op_full_name(machine, graph, entered_scope(name) or "Variable")
    made_from = _called(call, value)
    found_shape = shape_of(shape) if shape is not None else static_shape(made_from)
    found_dtype = dtype_name(dtype) if dtype is not None else value_dtype(made_from)
    is_trainable, held = placed(trainable, collections)
    made = note_variable(machine, call.site, unique, found_shape, found_dtype, api_name=call.api, trainable=is_trainable, collections=held)
    _note_counted(machine, graph, made)
    if isinstance(made_from, ArrayValue) and made_from.key is not None:
        machine.facts.add(Reencoded(machine.facts.number(), made.uid, made_from.key))
    return made


def _note_counted(machine: Machine, graph: GraphState, made: VariableValue) -> None:
    """Note a variable whose name begins with the number of times that its variable scope was entered."""
    scope, names = current_scope(machine, graph).name, graph.name_scope
    if graph.number and isinstance(scope, str) and isinstance(names, str) and scope and re.fullmatch(re.escape(scope) + r"_\d+", names):
        machine.facts.add(CountedScope(machine.facts.number(), made.uid, scope, names))


def _called(call: Call, value: Value) -> Value:
    """The initial value; a function without arguments is called for it, inside the variable's own name scope."""
    from ckptlens.interp.calls import call as call_value
    from ckptlens.interp.values import BoundMethod, FunctionValue

    if not isinstance(value, (FunctionValue, BoundMethod, HostFunction)):
        return value
    return call_value(call.machine, value, Arguments(), call.site)
