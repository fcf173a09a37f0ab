"""The state of a graph: names in use, scopes, the variable store, collections.

Source: ``tensorflow/python/framework/ops.py`` (Graph.unique_name, Graph.name_scope) and
``tensorflow/python/ops/variable_scope.py`` (_VariableStore, _VariableScopeStore), TF 1.15 to 2.21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.presence import count_here
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING, Collections, Counters, SetAside, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, Text, Unknown, Value
from ckptlens.template import Hole, Template
from ckptlens.trace import Mode

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class GraphState(HostObject, Struct, eq=False):
    """One graph; number 0 is the eager context.

    `names` counts names in use (case folded), `scope_counts` how often a variable scope was opened, `store` maps the names of
    get_variable variables to their values, `collections` maps collection names to tuples.
    """

    number: int
    names: Counters = field(default_factory=Counters)
    scope_counts: Counters = field(default_factory=Counters)
    store: State = field(default_factory=dict[object, object])
    collections: Collections = field(default_factory=Collections)
    state: State = field(default_factory=lambda: {"name_scope": "", "scope": None})

    @property
    def mode(self) -> Mode:
        return Mode.GRAPH if self.number else Mode.EAGER

    @property
    def name_scope(self) -> Text:
        found = self.state["name_scope"]
        if isinstance(found, (str, Template)):
            return found
        return Template((found.hole if isinstance(found, Unknown) else Hole("scope", "a name scope that depends on a condition"),))

    def attribute(self, machine: Machine, name: str) -> Value:
        from ckptlens.tf_api.graph_objects import graph_attribute

        return graph_attribute(machine, self, name)


class AsDefault(HostObject, Struct, eq=False):
    """``graph.as_default()``."""

    graph: GraphState
    outer: SetAside = field(default_factory=SetAside)

    def attribute(self, machine: Machine, name: str) -> Value:
        return MISSING

    def enter(self, machine: Machine, site: Site) -> Value:
        self.outer.push(machine.trail, machine.world.get("graph"))
        machine.trail.set(machine.world, "graph", self.graph)
        return self.graph

    def leave(self, machine: Machine) -> None:
        machine.trail.set(machine.world, "graph", self.outer.pop(machine.trail))


def new_graph(machine: Machine) -> GraphState:
    """A graph with a number of its own."""
    machine.graphs += 1
    return GraphState(machine.graphs)


def current_graph(machine: Machine) -> GraphState:
    """The graph that is the default now; the eager context when eager execution is on and no graph was entered."""
    entered = machine.world.get("graph")
    if isinstance(entered, GraphState):
        return entered
    graph, eager = default_graphs(machine)
    return eager if is_eager(machine) else graph


def default_graphs(machine: Machine) -> tuple[GraphState, GraphState]:
    """The default graph and the eager context, made when they are not there."""
    for key in ("default graph", "eager context"):
        if not isinstance(machine.world.get(key), GraphState):
            machine.trail.set(machine.world, key, GraphState(0) if key == "eager context" else new_graph(machine))
    graph, eager = machine.world["default graph"], machine.world["eager context"]
    assert isinstance(graph, GraphState)
    assert isinstance(eager, GraphState)
    return graph, eager


def is_eager(machine: Machine) -> bool:
    """Whether eager execution is on outside of graphs: by default on TF2, off on TF1."""
    found = machine.world.get("eager")
    return found if isinstance(found, bool) else not machine.stack.is_tf1


def old_shapes(machine: Machine) -> bool:
    """Whether shapes hold `Dimension` objects: TF1, or TF2 with v2 behaviour disabled."""
    return machine.stack.is_tf1 or machine.world.get("v2 shapes") is False


def written(name: Text) -> str:
    """A name as a key of the tables of a graph."""
    return str(name) if isinstance(name, Template) else name


def unique_name(machine: Machine, graph: GraphState, name: Text) -> Text:
    """``Graph.unique_name``: the full name inside the current name scope, with ``_1`` and so on when it is in use.

    In eager mode names are not made unique.
    """
    full = concatenate([graph.name_scope, "/", name]) if graph.name_scope else name
    if not graph.number:
        return full
    count = _uses(machine, graph, written(full).lower())
    if isinstance(count, Unknown):
        machine.trail.set(graph.names, written(full).lower() + _SOME_NUMBER, 1)
        return concatenate([full, "_", Template((count.hole,))])
    machine.trail.set(graph.names, written(full).lower(), count + 1)
    if not count:
        return full
    return _numbered(machine, graph, full, count)


_SOME_NUMBER = "_#"
"""Behind a name in use: it is used with a number that is not known."""


def _uses(machine: Machine, graph: GraphState, key: str) -> int | Unknown:
    """How often a name was used; not known of ``add_1`` where ``add`` was used with a number that is not known."""
    count = count_here(machine, graph.names, key)
    base, _, number = key.rpartition("_")
    if count or not number.isdecimal() or base + _SOME_NUMBER not in graph.names:
        return count
    return unknown("n", "how often a name was used before", None)


def op_full_name(machine: Machine, graph: GraphState, name: Text) -> Text:
    """The full name of an op or variable: a name that ends in ``/`` is taken as it is, whatever scope is open."""
    last = name if isinstance(name, str) else name.parts[-1]
    if not isinstance(last, str) or not last.endswith("/"):
        return unique_name(machine, graph, name)
    return name[:-1] if isinstance(name, str) else concatenate([Template(name.parts[:-1]), last[:-1]])


def unused_name(machine: Machine, graph: GraphState, name: Text) -> Text:
    """``Graph.unique_name(mark_as_used=False)``: the name that an op of this name would get."""
    full = concatenate([graph.name_scope, "/", name]) if graph.name_scope else name
    count = count_here(machine, graph.names, written(full).lower())
    if not isinstance(count, int) or not count or not graph.number:
        return full
    while count_here(machine, graph.names, written(concatenate([full, f"_{count}"])).lower()):
        count += 1
    return concatenate([full, f"_{count}"])


def _numbered(machine: Machine, graph: GraphState, full: Text, count: int) -> Text:
    while True:
        candidate = concatenate([full, f"_{count}"])
        key = written(candidate).lower()
        used = _uses(machine, graph, key)
        if isinstance(used, Unknown):
            return concatenate([full, "_", Template((used.hole,))])
        if not used:
            machine.trail.set(graph.names, written(full).lower(), count + 1)
            machine.trail.set(graph.names, key, 1)
            return candidate
        count += 1


def add_to_collection(machine: Machine, graph: GraphState, name: Value, value: Value) -> None:
    """``Graph.add_to_collection``."""
    machine.trail.set(graph.collections, name, (*collection(graph, name), value))


def collection(graph: GraphState, name: Value) -> tuple[Value, ...]:
    """The items of a collection."""
    found = graph.collections.get(name, ())
    return found if isinstance(found, tuple) else ()  # pyright: ignore[reportUnknownVariableType]


def entered_scope(text: Value) -> Text | None:
    """A scope name as text; a hole when it is not known; None for None."""
    if text is None or isinstance(text, (str, Template)):
        return text
    hole = text.hole if isinstance(text, Unknown) else Hole("name", "a name that is not known")
    return Template((hole,))
