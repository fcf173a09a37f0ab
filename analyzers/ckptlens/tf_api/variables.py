"""Variables: get_variable with its store, tf.Variable, and the collections that hold them.

Source: ``tensorflow/python/ops/variable_scope.py`` (VariableScope.get_variable, _VariableStore.get_variable) and
``variables.py``, TF 1.15 to 2.21. Cases: tf1_reuse_*, tf1_variable_*, tf1_custom_getter_*.
"""

from __future__ import annotations

import re

from msgspec import Struct

from ckptlens.interp.branching import opposite, where
from ckptlens.interp.host import host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.presence import Conditions, excluded, left_by, presence
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.strings import as_template, concatenate
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import Choice, DictValue, HostFunction, HostObject, Many, Text, Value, is_tuple, new_list
from ckptlens.notes import CountedScope, KeptVariable, Reencoded
from ckptlens.template import Template
from ckptlens.tf_api.creators import creators, through_creators
from ckptlens.tf_api.dtypes import DType, dtype_name
from ckptlens.tf_api.graph import GraphState, add_to_collection, current_graph, entered_scope, old_shapes, op_full_name, written
from ckptlens.tf_api.initial import initial_value
from ckptlens.tf_api.partitioned import PartitionedValue, part_shapes
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.scopes import current_scope
from ckptlens.tf_api.shapes import ShapeValue, shape_of
from ckptlens.tf_api.tensors import (
    EQUALITIES,
    ORDERINGS,
    ArrayValue,
    Tensor,
    operated,
    sliced,
    sources_of,
    static_shape,
    taken_name,
    tensor_attribute,
    value_dtype,
)
from ckptlens.trace import Condition, Shape, Variable

GLOBAL = "variables"
TRAINABLE = "trainable_variables"
LOCAL = "local_variables"
EAGER_STORE = "eager variable store"
"""Where the run keeps the store of the method that runs, if it has one."""


class VariableValue(HostObject, Struct, frozen=True):
    """A variable object."""

    uid: int
    op_name: Text
    shape: Shape
    dtype: str | None
    trainable: bool = True
    whole: Text | None = None
    """The name of the partitioned variable of which this is a part: the key that a Saver writes."""

    def is_elementwise(self, machine: Machine, op: str) -> bool:
        return op in ORDERINGS or (op in EQUALITIES and not old_shapes(machine))

    def saver_key(self, name: Template, *, given: bool) -> Template:
        """The key under which a name-based Saver writes it: its name, or the one that the program gives."""
        return name

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "trainable":
                return self.trainable
            case "initializer" | "initialized_value" | "read_value":
                return Tensor(self.shape, self.dtype) if name == "initializer" else tensor_attribute(machine, self, name)
            case "assign" | "assign_add" | "assign_sub" | "load" | "scatter_update" | "scatter_nd_update" | "count_up_to":
                return host_function(name, lambda machine, site, *rest, **named: Tensor(self.shape, self.dtype))
            case "_shared_name":
                return self.op_name
            case "handle" | "_variable" | "_ref":
                return self
            case _:
                return tensor_attribute(machine, self, name)

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        return Tensor(sliced(self.shape, index), self.dtype, taken_name(machine, "strided_slice"), sources=frozenset((self.uid,)))

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        return Tensor(self.shape, self.dtype, sources=frozenset((self.uid,))).iterate(machine)

    def binary(self, machine: Machine, op: str, left: Value, right: Value) -> Value:
        return operated(machine, op, left, right)

    def absolute(self, machine: Machine) -> Value:
        return operated(machine, "abs", self, None)

    def truth(self) -> bool | None:
        return None

    def is_a(self, name: str) -> bool | None:
        return name.endswith("Variable")


def note_variable(
    machine: Machine,
    site: Site,
    name: Text,
    shape: Shape,
    dtype: str | None,
    *,
    api_name: str,
    trainable: bool = True,
    collections: tuple[str, ...] | None = None,
    kind: str = "variable",
    of: int | None = None,
    whole: tuple[Text, Shape] | None = None,
) -> VariableValue:
    """Write down a new variable of the current graph and put it in its collections.

    `whole` is the name and shape of the partitioned variable of which it is a part.
    """
    graph = current_graph(machine)
    if creators(machine):
        machine.gap(site, "a variable creator may change this variable")
    if graph.state.get("finalized") is True:
        raise ProgramError("RuntimeError", "Graph is finalized and cannot be modified.", site.location)
    held = collections if collections is not None else ((GLOBAL, TRAINABLE) if trainable else (GLOBAL,))
    uid = machine.facts.number()
    machine.facts.add(
        Variable(
            uid=uid,
            name=as_template(name if whole is None else whole[0]),
            shape=shape if whole is None else whole[1],
            dtype=dtype,
            location=site.location,
            api=api_name,
            mode=graph.mode,
            graph=graph.number,
            collections=held,
            trainable=trainable,
            kind=kind,
            of=of,
            when=_conditions(machine, of),
            calls=machine.calls(),
        )
    )
    value = VariableValue(uid, name, shape, dtype, trainable, whole[0] if whole is not None else None)
    if graph.number:
        for collection in held:
            add_to_collection(machine, graph, collection, value)
    return value


def _conditions(machine: Machine, of: int | None) -> tuple[Condition, ...]:
    """Where a new variable is made: where the run is, and where the variable is that it belongs to."""
    found = machine.facts.conditions_of(of) or ()
    return (*machine.conditions, *(c for c in found if c not in machine.conditions))


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


def _through_getters(call: Call, getters: tuple[Value, ...], arguments: Arguments) -> Value:
    from ckptlens.interp.calls import call as call_value

    if not getters:
        return _true_getter(call, arguments)

    def inner(machine: Machine, passed: Arguments, site: Site) -> Value:
        named = dict(zip(("name", "shape", "dtype", "initializer"), passed.positional, strict=False))
        return _through_getters(call, getters[1:], Arguments((), {**named, **passed.keywords}))

    wrapped = Arguments((HostFunction("getter", inner),), arguments.keywords)
    return call_value(call.machine, getters[0], wrapped, call.site)


class Making(Call, frozen=True):
    """A call that makes variables of another kind than ``variable``: slots and averages of the variable `of`."""

    kind: str = "slot"
    of: VariableValue | None = None


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


def _true_getter(call: Call, arguments: Arguments) -> Value:
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
    return len(wanted) == len(there) and all(a == b for a, b in zip(wanted, there, strict=True) if isinstance(a, int) and isinstance(b, int))


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


def placed(trainable: Value, collections: Value) -> tuple[bool, tuple[str, ...]]:
    """Whether a variable is trainable, and the collections that it goes to."""
    from ckptlens.interp.values import ListValue

    is_trainable = trainable is not False
    named = collections.items if isinstance(collections, ListValue) else collections
    held = tuple(c for c in named if isinstance(c, str)) if isinstance(named, tuple) else (GLOBAL,)  # pyright: ignore[reportUnknownVariableType]
    if is_trainable and TRAINABLE not in held:
        held = (*held, TRAINABLE)
    return is_trainable, held


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
    held = (*_listed(call.machine, collections, call.site), LOCAL)
    return get_variable(call, name, shape, dtype, initializer, regularizer, False, held, None, partitioner, True, None, custom_getter)


def _listed(machine: Machine, value: Value, site: Site) -> tuple[Value, ...]:
    found = iterate(machine, value, site) if value is not None else ()
    return () if isinstance(found, Many) else tuple(found)


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
    for name in _listed(call.machine, names, call.site):
        add_to_collection(call.machine, current_graph(call.machine), name, value)
    return None


@api("tf.compat.v1.moving_average_variables")
def moving_average_variables(call: Call, scope: Value = None) -> Value:
    """The variables that averages are kept of."""
    return get_collection(call, "moving_average_variables", scope)


@api("tf.compat.v1.model_variables")
def model_variables(call: Call, scope: Value = None) -> Value:
    """The variables of the collection of model variables."""
    return get_collection(call, "model_variables", scope)
