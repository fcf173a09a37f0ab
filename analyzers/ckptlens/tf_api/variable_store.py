"""The store of get_variable: a variable made, or given again where reuse says so.

Source: ``_VariableStore.get_variable`` of ``tensorflow/python/ops/variable_scope.py``, TF 1.15 to 2.21. Cases: tf1_reuse_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.branching import opposite, where
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.presence import Conditions, excluded, left_by, presence
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import Choice, DictValue, Text, Value, is_tuple, new_list
from ckptlens.notes import KeptVariable
from ckptlens.template import Template
from ckptlens.tf_api.creators import creators, through_creators
from ckptlens.tf_api.dtypes import DType, dtype_name
from ckptlens.tf_api.graph import GraphState, add_to_collection, current_graph, entered_scope, op_full_name, written
from ckptlens.tf_api.initial import initial_value
from ckptlens.tf_api.partitioned import PartitionedValue, part_shapes
from ckptlens.tf_api.registry import Call
from ckptlens.tf_api.shapes import ShapeValue, shape_of
from ckptlens.tf_api.tensors import (
    Tensor,
    sources_of,
)
from ckptlens.tf_api.variables import EAGER_STORE, VariableValue, note_variable, placed

if TYPE_CHECKING:
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.trace import Shape


class Making(Call, frozen=True):
    """A call that makes variables of another kind than ``variable``: slots and averages of the variable `of`."""

    kind: str = "slot"
    of: VariableValue | None = None


def from_store(call: Call, arguments: Arguments) -> Value:
    """A variable of the store; without `reuse` (a custom getter leaves it out) as with AUTO_REUSE.

    Source: ``_VariableStore._get_single_variable``, 2.15. Case: getters_second_variable.
    """
    given = arguments.keywords
    graph = current_graph(call.machine)
    name = entered_scope(given.get("name")) or ""
    reuse = given.get("reuse")
    kept = getattr(call.machine.world.get(EAGER_STORE), "variables", None) if not graph.number else None
    if isinstance(kept, DictValue):
        return _kept(call, kept, graph, name, given)
    found = _stored(call.machine, graph, name)
    elsewhere = presence(call.machine, found)
    if elsewhere:
        return _made_elsewhere(call, found, elsewhere, given, graph) if reuse is not True else found
    if found is not MISSING:
        if reuse is not False or isinstance(name, Template):
            return _shared(found, given, name, call.site)
        message = f"Variable {written(name)} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?"
        raise ProgramError("ValueError", message, call.site.location)
    if reuse is True and graph.number and isinstance(name, Template):
        call.machine.gap(call.site, f"which variable is used again under the name {written(name)}")
        return Tensor(shape_of(given.get("shape")), dtype_name(given.get("dtype")) or "float32")
    if reuse is True and graph.number:
        message = f"Variable {written(name)} does not exist, or was not created with tf.get_variable()."
        raise ProgramError("ValueError", message, call.site.location)
    return _made(call, graph, name, given)


def _shared(found: Value, given: dict[str, Value], name: Text, site: Site) -> Value:
    """A variable of the store that is asked for again. Errors: ValueError for another shape or dtype (case getters_shared_otherwise)."""
    if not isinstance(found, VariableValue):
        return found
    shape = shape_of(given.get("shape"))
    dtype = dtype_name(given.get("dtype")) if given.get("dtype") is not None else "float32"
    for what, wanted, there in (("shape", shape, found.shape), ("dtype", dtype, found.dtype)):
        if wanted is not None and there is not None and not _compatible(wanted, there):
            message = f"Trying to share variable {written(name)}, but specified {what} {wanted} and found {what} {there}."
            raise ProgramError("ValueError", message, site.location)
    return found


def _compatible(wanted: Shape | str, there: Shape | str) -> bool:
    """``TensorShape.is_compatible_with`` and ``DType.is_compatible_with``."""
    if not is_tuple(wanted) or not is_tuple(there):
        return wanted == there
    return len(wanted) == len(there) and all(
        a == b for a, b in zip(wanted, there, strict=True) if isinstance(a, int) and isinstance(b, int)
    )


def _stored(machine: Machine, graph: GraphState, name: Text) -> Value:
    """The variable that the store of the graph has under a name on the path that runs here; MISSING when there is none."""
    found = graph.store.get(written(name), MISSING) if graph.number else MISSING
    if isinstance(found, Choice):
        found = left_by(found, machine.conditions)
    return found if not excluded(presence(machine, found), machine.conditions) else MISSING


def _made_elsewhere(call: Call, found: Value, there: Conditions, given: dict[str, Value], graph: GraphState) -> Value:
    """A variable that is there under some conditions only: made where they do not hold, and where they do given again (with reuse)."""
    machine, name = call.machine, entered_scope(given.get("name")) or ""
    made: list[Value] = []
    absent = (opposite(machine, there),)
    where(machine, absent, lambda: made.append(_made(call, graph, name, given)))
    if not made:
        return found
    return Choice((found, made[0]), (there, absent)) if given.get("reuse") is not False else made[0]


def _kept(call: Call, kept: DictValue, graph: GraphState, name: Text, given: dict[str, Value]) -> Value:
    """A variable of the object whose method runs (tf.compat.v1.keras.utils.track_tf1_style_variables), as with AUTO_REUSE."""
    if presence(call.machine, kept.state.get(name)):
        call.machine.gap(call.site, f"the variable {written(name)}, which an earlier call made under a condition that is not known")
    if name not in kept.state:
        made = _made(call, graph, name, given)
        call.machine.trail.set(kept.state, name, made)
        if isinstance(made, VariableValue):
            call.machine.facts.add(KeptVariable(call.machine.facts.number(), made.uid))
    return kept.state[name]


def _made(call: Call, graph: GraphState, name: Text, given: dict[str, Value]) -> Value:
    machine = call.machine
    shape, dtype = initial_value(machine, given.get("shape"), given.get("dtype"), given.get("initializer"), call.site)
    trainable, collections = placed(given.get("trainable"), given.get("collections"))
    partitioner = given.get("partitioner")
    made: VariableValue | PartitionedValue
    if partitioner is not None and shape != () and graph.number:
        made = _partitioned(call, name, (shape, dtype), partitioner, (trainable, collections))
    else:
        made = _single(call, name, shape, dtype, (trainable, collections))
    if given.get("regularizer") is not None:
        add_to_collection(
            machine, graph, "regularization_losses", Tensor((), dtype, concatenate([name, "/Regularizer"]), sources=sources_of(made))
        )
    if graph.number:
        machine.trail.set(graph.store, written(name), made)
    return made


def _single(
    call: Call, name: Text, shape: Shape, dtype: str | None, where: tuple[bool, tuple[str, ...]], whole: tuple[Text, Shape] | None = None
) -> VariableValue:
    """One variable, as the creators in force want it."""
    if not creators(call.machine):
        return _noted(call, name, shape, dtype, where, whole)
    given: dict[str, Value] = {
        "initial_value": Tensor(shape, dtype),
        "trainable": where[0],
        "collections": new_list(where[1]),
        "name": name,
        "dtype": DType(dtype) if dtype is not None else None,
        "shape": ShapeValue(shape),
    }

    def make(changed: dict[str, Value]) -> Value:
        kind = dtype_name(changed.get("dtype")) or dtype
        held = placed(changed.get("trainable"), changed.get("collections"))
        return _noted(call, entered_scope(changed.get("name")) or name, shape, kind, held, whole)

    made = through_creators(call, given, make)
    if isinstance(made, VariableValue):
        return made
    call.machine.gap(call.site, "what a variable creator gives in place of a variable")
    return _noted(call, name, shape, dtype, where, whole)


def _noted(
    call: Call, name: Text, shape: Shape, dtype: str | None, where: tuple[bool, tuple[str, ...]], whole: tuple[Text, Shape] | None
) -> VariableValue:
    of = call.of if isinstance(call, Making) else None
    unique = op_full_name(call.machine, current_graph(call.machine), name)
    if of is not None and of.whole is not None:
        whole = (_slot_key(call, of, unique), call.machine.facts.variable(of.uid).shape)
    return note_variable(
        call.machine,
        call.site,
        unique,
        shape,
        dtype,
        api_name=call.api,
        trainable=where[0],
        collections=where[1],
        kind=call.kind if isinstance(call, Making) else "variable",
        of=of.uid if of is not None else None,
        whole=whole,
    )


def _slot_key(call: Call, of: VariableValue, name: Text) -> Text:
    """The key of a slot of a part: the part's own name is cut off the front, also where a scope stands there instead.

    ``slot_creator.py`` (_create_slot_var); case tf115_partitioned_slots_in_scope.
    """
    assert of.whole is not None
    if not isinstance(of.op_name, str) or not isinstance(name, str):
        call.machine.gap(call.site, "the key of a slot of a partitioned variable whose name is not known")
        return concatenate([of.whole, "/", written(name).rpartition("/")[2]])
    return concatenate([of.whole, "/", name[len(of.op_name) + 1 :]])


def _partitioned(
    call: Call, name: Text, kind: tuple[Shape, str | None], partitioner: Value, where: tuple[bool, tuple[str, ...]]
) -> PartitionedValue:
    shape, dtype = kind
    parts = tuple(
        _single(call, concatenate([name, f"/part_{i}"]), part, dtype, where, (name, shape))
        for i, part in enumerate(part_shapes(call.machine, partitioner, shape, dtype, call.site))
    )
    return PartitionedValue(name, shape, dtype, parts)
