"""Variables of slim: model_variable, variable, and the custom getter through which its layers make theirs.

Source: ``tensorflow/contrib/framework/python/ops/variables.py`` and ``_build_variable_getter`` of
``tensorflow/contrib/layers/python/layers/layers.py`` (1.15); tf_slim 1.1.0 has the same. Cases: slim_model_variables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.strings import concatenate
from ckptlens.interp.values import HostFunction, ListValue, Text, Value, is_tuple
from ckptlens.template import Template
from ckptlens.tf_api.contrib.arg_scopes import scoped_api
from ckptlens.tf_api.get_variable import get_variable
from ckptlens.tf_api.graph import add_to_collection, collection, current_graph
from ckptlens.tf_api.made_variables import variable_v1
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.scopes import current_scope
from ckptlens.tf_api.variables import GLOBAL, LOCAL, MODEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckptlens.interp.machine import Machine


def listed(value: Value) -> tuple[Value, ...]:
    """The collections that an argument names; none for None."""
    if isinstance(value, ListValue):
        return value.items
    return value if is_tuple(value) else ()


@scoped_api("tf.contrib.framework.variable")
def variable(
    call: Call,
    name: Value,
    shape: Value = None,
    dtype: Value = None,
    initializer: Value = None,
    regularizer: Value = None,
    trainable: Value = True,
    collections: Value = None,
    caching_device: Value = None,
    device: Value = None,
    partitioner: Value = None,
    custom_getter: Value = None,
    use_resource: Value = None,
    synchronization: Value = None,
    aggregation: Value = None,
) -> Value:
    """A variable by get_variable, or by the custom getter in its place, which is then given the name as it is."""
    from ckptlens.interp.calls import call as call_value

    held = tuple(dict.fromkeys(listed(collections))) if collections is not None else (GLOBAL,)
    if custom_getter is None:
        return get_variable(call, name, shape, dtype, initializer, regularizer, trainable, held, None, partitioner)
    given: dict[str, Value] = {
        "shape": shape,
        "dtype": dtype,
        "initializer": initializer,
        "regularizer": regularizer,
        "trainable": trainable,
        "collections": held,
        "caching_device": caching_device,
        "partitioner": partitioner,
        "use_resource": use_resource,
        "synchronization": synchronization,
        "aggregation": aggregation,
    }
    reuse = current_scope(call.machine, current_graph(call.machine)).state["reuse"]
    return call_value(call.machine, custom_getter, Arguments((name,), {"reuse": reuse, **given}), call.site)


@scoped_api("tf.contrib.framework.model_variable")
def model_variable(
    call: Call,
    name: Value,
    shape: Value = None,
    dtype: Value = "float32",
    initializer: Value = None,
    regularizer: Value = None,
    trainable: Value = True,
    collections: Value = None,
    caching_device: Value = None,
    device: Value = None,
    partitioner: Value = None,
    custom_getter: Value = None,
    use_resource: Value = None,
    synchronization: Value = None,
    aggregation: Value = None,
) -> Value:
    """A variable that is also in the collection of model variables."""
    held = (*listed(collections), GLOBAL, MODEL)
    return variable(call, name, shape, dtype, initializer, regularizer, trainable, held, None, device, partitioner, custom_getter)


def layer_getter(rename: Mapping[str, str]) -> HostFunction:
    """The custom getter of a layer of slim: last parts of names renamed, and model variables made."""

    def run(machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call as call_value

        inner, *rest = arguments.positional
        given = {**dict(zip(("name", "shape", "dtype", "initializer"), rest, strict=False)), **arguments.keywords}
        name = given.get("name")
        collections = tuple(dict.fromkeys((*listed(given.get("collections")), GLOBAL, MODEL)))
        renamed = _renamed(name, rename) if isinstance(name, (str, Template)) else name
        return call_value(machine, inner, Arguments((), {**given, "name": renamed, "collections": collections}), site)

    return HostFunction("layer_variable_getter", run)


def _renamed(name: Text, rename: Mapping[str, str]) -> Text:
    last = name if isinstance(name, str) else name.parts[-1]
    short = last.rpartition("/")[2] if isinstance(last, str) else ""
    if short not in rename:
        return name
    return _without_end(name, len(short), rename[short])


def _without_end(name: Text, length: int, end: str) -> Text:
    if isinstance(name, str):
        return name[:-length] + end
    *start, last = name.parts
    assert isinstance(last, str)
    return concatenate([Template(tuple(start)), last[:-length] + end])


@api("tf.contrib.framework.local_variable")
def local_variable(call: Call, initial_value: Value, validate_shape: Value = True, name: Value = None, use_resource: Value = None) -> Value:
    """A tf.Variable of the local collection."""
    return variable_v1(call, initial_value, False, (LOCAL,), validate_shape, None, name)


@api("tf.contrib.framework.global_variable")
def global_variable(
    call: Call, initial_value: Value, validate_shape: Value = True, name: Value = None, use_resource: Value = None
) -> Value:
    """A tf.Variable of the global collection that is not trained."""
    return variable_v1(call, initial_value, False, (GLOBAL,), validate_shape, None, name)


@api("tf.contrib.framework.add_model_variable")
def add_model_variable(call: Call, var: Value) -> Value:
    """Adds a variable to the model variables."""
    add_new(call.machine, MODEL, var)
    return None


def add_new(machine: Machine, name: Value, value: Value) -> None:
    """Add to a collection what is not in it."""
    graph = current_graph(machine)
    if not any(held is value for held in collection(graph, name)):
        add_to_collection(machine, graph, name, value)
