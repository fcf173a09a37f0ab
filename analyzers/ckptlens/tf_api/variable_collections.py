"""The functions that read and fill the collections of a graph.

Source: ``get_collection`` of ``tensorflow/python/framework/ops.py`` and ``tensorflow/python/ops/variables.py``, TF 1.15 to 2.21.
Cases: tf1_collections_*, tf1_local_and_nonsaved_collections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.iteration import iterate
from ckptlens.interp.values import Many, Value
from ckptlens.tf_api.graph import add_to_collection, current_graph
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.variables import AVERAGED, GLOBAL, LOCAL, MODEL, TRAINABLE

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


@api("tf.compat.v1.global_variables", "tf.compat.v1.all_variables")
def global_variables(call: Call, scope: Value = None) -> Value:
    """The variables of the global collection."""
    return get_collection(call, GLOBAL, scope)


@api("tf.compat.v1.trainable_variables")
def trainable_variables(call: Call, scope: Value = None) -> Value:
    """The variables of the trainable collection."""
    return get_collection(call, TRAINABLE, scope)


@api("tf.compat.v1.local_variables")
def local_variables(call: Call, scope: Value = None) -> Value:
    """The variables of the local collection."""
    return get_collection(call, LOCAL, scope)


@api("tf.compat.v1.moving_average_variables")
def moving_average_variables(call: Call, scope: Value = None) -> Value:
    """The variables that averages are kept of."""
    return get_collection(call, AVERAGED, scope)


@api("tf.compat.v1.model_variables")
def model_variables(call: Call, scope: Value = None) -> Value:
    """The variables of the collection of model variables."""
    return get_collection(call, MODEL, scope)


@api("tf.compat.v1.get_collection")
def get_collection(call: Call, key: Value, scope: Value = None) -> Value:
    """A list of a collection's items; `scope` is a regular expression matched at the start of their names."""
    from ckptlens.tf_api.graph_collections import filtered

    return filtered(call.machine, current_graph(call.machine), key, scope, call.site)


@api("tf.compat.v1.get_collection_ref")
def get_collection_ref(call: Call, key: Value) -> Value:
    """A collection."""
    return get_collection(call, key)


@api("tf.compat.v1.add_to_collection")
def add_to_collection_model(call: Call, name: Value, value: Value) -> Value:
    """Adds to a collection."""
    add_to_collection(call.machine, current_graph(call.machine), name, value)
    return None


@api("tf.compat.v1.add_to_collections")
def add_to_collections(call: Call, names: Value, value: Value) -> Value:
    """Adds to several collections."""
    for name in listed(call.machine, names, call.site):
        add_to_collection(call.machine, current_graph(call.machine), name, value)
    return None


def listed(machine: Machine, value: Value, site: Site) -> tuple[Value, ...]:
    """The collections that an argument names; none where they are not known."""
    found = iterate(machine, value, site) if value is not None else ()
    return () if isinstance(found, Many) else tuple(found)
