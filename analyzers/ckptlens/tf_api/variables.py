"""Variables as values, and how a new one is written down.

Source: ``tensorflow/python/ops/variables.py``, TF 1.15 to 2.21. Cases: tf1_variable_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.strings import as_template
from ckptlens.interp.values import HostObject, Many, Text, Value
from ckptlens.tf_api.creators import creators
from ckptlens.tf_api.graph import add_to_collection, current_graph, old_shapes
from ckptlens.tf_api.tensors import (
    EQUALITIES,
    ORDERINGS,
    Tensor,
    operated,
    sliced,
    taken_name,
    tensor_attribute,
)
from ckptlens.trace import Condition, Shape, Variable

if TYPE_CHECKING:
    from ckptlens.interp.site import Site
    from ckptlens.template import Template

GLOBAL = "variables"
TRAINABLE = "trainable_variables"
LOCAL = "local_variables"
MODEL = "model_variables"
AVERAGED = "moving_average_variables"
"""The variables that averages are kept of."""
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


def placed(trainable: Value, collections: Value) -> tuple[bool, tuple[str, ...]]:
    """Whether a variable is trainable, and the collections that it goes to."""
    from ckptlens.interp.values import ListValue

    is_trainable = trainable is not False
    named = collections.items if isinstance(collections, ListValue) else collections
    held = tuple(c for c in named if isinstance(c, str)) if isinstance(named, tuple) else (GLOBAL,)  # pyright: ignore[reportUnknownVariableType]
    if is_trainable and TRAINABLE not in held:
        held = (*held, TRAINABLE)
    return is_trainable, held
