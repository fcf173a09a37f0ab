"""What a graph is when it is written to a MetaGraphDef, and the same graph imported into another one.

Source: ``tensorflow/python/framework/meta_graph.py`` (import_scoped_meta_graph: ops keep their names, below the scope; collections are
made again) and ``framework/importer.py``, TF 1.15 to 2.21. Cases: meta_*, saver_import_meta_graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ckptlens.interp.strings import as_template, concatenate
from ckptlens.interp.values import HostObject, Text, Value, is_tuple
from ckptlens.template import Template
from ckptlens.tf_api.files import normal
from ckptlens.tf_api.graph import GraphState, written
from ckptlens.tf_api.tensors import Perhaps, Tensor
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import SavedItem


class MetaGraph(HostObject, Struct, frozen=True, eq=False):
    """A ``MetaGraphDef``: names in use and collections of a graph, and what its saver holds (None: it has no saver)."""

    names: dict[object, object]
    collections: dict[object, object]
    items: tuple[SavedItem, ...] | None
    known: bool

    def variables(self) -> tuple[VariableValue, ...]:
        """Every variable in a collection, once."""
        held = [v for values in self.collections.values() if is_tuple(values) for v in values if isinstance(v, VariableValue)]
        return tuple({v.uid: v for v in held}.values())


def meta_graph_of(graph: GraphState, items: tuple[SavedItem, ...] | None, *, known: bool = True) -> MetaGraph:
    """A graph as it is now."""
    return MetaGraph(dict(graph.names), dict(graph.collections), items, known)


def note_meta_graph(machine: Machine, path: Value, meta_graph: MetaGraph) -> None:
    """Remember a graph that is written to a file."""
    if isinstance(path, (str, Template)):
        machine.trail.set(machine.world, ("meta graph", normal(path)), meta_graph)


def meta_graph_at(machine: Machine, path: Value) -> MetaGraph | None:
    """The graph that the program wrote at a path, or None."""
    if isinstance(path, MetaGraph):
        return path
    found = machine.world.get(("meta graph", normal(path))) if isinstance(path, (str, Template)) else None
    return found if isinstance(found, MetaGraph) else None


def collides(graph: GraphState, meta_graph: MetaGraph, scope: Text) -> bool:
    """Whether a variable of a graph would get a name that is in use."""
    return any(written(_below(scope, v.op_name)).lower() in graph.names for v in meta_graph.variables())


def add_graph(machine: Machine, site: Site, graph: GraphState, meta_graph: MetaGraph, scope: Text) -> dict[int, VariableValue]:
    """Put all of a written graph into another one, below a scope. Gives the new variables by the uids of the old ones."""
    for name, count in meta_graph.names.items():
        machine.trail.set(graph.names, f"{written(scope).lower()}/{name}" if scope else name, count)
    made = {v.uid: _again(machine, site, graph, v, scope) for v in meta_graph.variables()}
    for key, values in meta_graph.collections.items():
        if is_tuple(values):
            machine.trail.set(graph.collections, key, (*_held(graph, key), *(_imported(v, made, scope) for v in values)))
    return made


def _held(graph: GraphState, key: object) -> tuple[Value, ...]:
    found = graph.collections.get(key, ())
    return found if is_tuple(found) else ()


def _again(machine: Machine, site: Site, graph: GraphState, value: VariableValue, scope: Text) -> VariableValue:
    fact, uid = machine.facts.variable(value.uid), machine.facts.number()
    name = as_template(_below(scope, fact.name))
    when = (*machine.conditions, *(c for c in fact.when if c not in machine.conditions))
    machine.facts.add(replace(fact, uid=uid, name=name, graph=graph.number, mode=graph.mode, when=when, calls=machine.calls()))
    whole = _below(scope, value.whole) if value.whole is not None else None
    return replace(value, uid=uid, op_name=_below(scope, value.op_name), whole=whole)


def _imported(value: Value, made: dict[int, VariableValue], scope: Text) -> Value:
    """What a collection of the new graph holds for an item of the old one: the same, of the new variables."""
    if isinstance(value, VariableValue):
        return made[value.uid]
    if isinstance(value, Tensor):
        sources = value.sources
        found = frozenset(_renumbered(source, made) for source in sources) if sources is not None else None
        return replace(value, sources=found, op_name=_below(scope, value.op_name) if value.op_name is not None else None)
    return value


def _renumbered(source: int | Perhaps, made: dict[int, VariableValue]) -> int | Perhaps:
    uid = source.uid if isinstance(source, Perhaps) else source
    if uid not in made:
        return source
    return Perhaps(made[uid].uid, source.when) if isinstance(source, Perhaps) else made[uid].uid


def _below(scope: Text, name: Text) -> Text:
    return concatenate([scope, "/", name]) if scope else name
