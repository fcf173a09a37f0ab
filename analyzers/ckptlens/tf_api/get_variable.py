"""``get_variable``: the settings of the scope, custom getters, then the store.

Source: ``VariableScope.get_variable`` of ``tensorflow/python/ops/variable_scope.py``, TF 1.15 to 2.21. Cases: tf1_custom_getter_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.strings import concatenate
from ckptlens.interp.values import HostFunction, Text, Value, is_tuple
from ckptlens.tf_api.graph import current_graph, entered_scope
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.scopes import current_scope
from ckptlens.tf_api.shapes import ShapeValue
from ckptlens.tf_api.variable_collections import listed
from ckptlens.tf_api.variable_store import Making, from_store
from ckptlens.tf_api.variables import LOCAL

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.trace import Shape


@api("tf.compat.v1.get_variable")
def get_variable(
    call: Call,
    name: Value,
    shape: Value = None,
    dtype: Value = None,
    initializer: Value = None,
    regularizer: Value = None,
    trainable: Value = None,
    collections: Value = None,
    caching_device: Value = None,
    partitioner: Value = None,
    validate_shape: Value = True,
    use_resource: Value = None,
    custom_getter: Value = None,
    constraint: Value = None,
    synchronization: Value = None,
    aggregation: Value = None,
) -> Value:
    """A variable of the current scope: made, or given again where reuse says so."""
    machine = call.machine
    graph = current_graph(machine)
    scope = current_scope(machine, graph)
    text = entered_scope(name)
    full = concatenate([scope.name, "/", text or ""]) if scope.name else text or ""
    given: dict[str, Value] = {
        "shape": shape,
        "dtype": dtype if dtype is not None else scope.state.get("dtype"),
        "initializer": initializer if initializer is not None else scope.state.get("initializer"),
        "regularizer": regularizer if regularizer is not None else scope.state.get("regularizer"),
        "reuse": scope.state["reuse"],
        "trainable": trainable,
        "collections": collections,
        "caching_device": caching_device,
        "partitioner": partitioner if partitioner is not None else scope.state.get("partitioner"),
        "validate_shape": validate_shape,
        "use_resource": use_resource,
        "constraint": constraint,
    }
    getters: tuple[Value, ...] = (custom_getter,) if custom_getter is not None else ()
    older = scope.state.get("custom_getter")
    if isinstance(older, tuple):
        getters = (*getters, *older)  # pyright: ignore[reportUnknownVariableType]
    outer = graph.name_scope
    machine.trail.set(graph.state, "name_scope", "")
    try:
        return _through_getters(call, getters, Arguments((), {"name": full, **given}))
    finally:
        machine.trail.set(graph.state, "name_scope", outer)


@api("tf.compat.v1.get_local_variable")
def get_local_variable(
    call: Call,
    name: Value,
    shape: Value = None,
    dtype: Value = None,
    initializer: Value = None,
    regularizer: Value = None,
    trainable: Value = False,
    collections: Value = None,
    caching_device: Value = None,
    partitioner: Value = None,
    validate_shape: Value = True,
    use_resource: Value = None,
    custom_getter: Value = None,
    constraint: Value = None,
    synchronization: Value = None,
    aggregation: Value = None,
) -> Value:
    """A variable of the local collection, which a Saver does not write (case tf1_local_and_nonsaved_collections)."""
    held = (*listed(call.machine, collections, call.site), LOCAL)
    return get_variable(call, name, shape, dtype, initializer, regularizer, False, held, None, partitioner, True, None, custom_getter)


def _through_getters(call: Call, getters: tuple[Value, ...], arguments: Arguments) -> Value:
    from ckptlens.interp.calls import call as call_value

    if not getters:
        return from_store(call, arguments)

    def inner(machine: Machine, passed: Arguments, site: Site) -> Value:
        named = dict(zip(("name", "shape", "dtype", "initializer"), passed.positional, strict=False))
        return _through_getters(call, getters[1:], Arguments((), {**named, **passed.keywords}))

    wrapped = Arguments((HostFunction("getter", inner),), arguments.keywords)
    return call_value(call.machine, getters[0], wrapped, call.site)


def make_with_getters(call: Making, name: Text, shape: Shape, dtype: str | None) -> Value:
    """What get_variable gives for a slot: in the current scope, with its reuse and custom getters but without its partitioner."""
    scope = current_scope(call.machine, current_graph(call.machine))
    older = scope.state.get("custom_getter")
    given: dict[str, Value] = {
        "name": concatenate([scope.name, "/", name]) if scope.name else name,
        "shape": ShapeValue(shape),
        "dtype": dtype,
        "initializer": None,
        "reuse": scope.state["reuse"],
        "trainable": False,
    }
    return _through_getters(call, older if is_tuple(older) else (), Arguments((), given))
