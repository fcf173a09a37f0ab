"""``export_meta_graph`` and ``import_meta_graph``.

Source: ``tensorflow/python/training/saver.py`` (import_meta_graph, _create_saver_from_imported_meta_graph): the saver of an imported graph
has the keys of the saver that was written with it; where none was, it is one of all variables. TF 1.15 to 2.21. Cases: meta_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ckptlens.interp.machine import ProgramError
from ckptlens.interp.unknown import unknown
from ckptlens.notes import EagerMetaGraph
from ckptlens.tf_api.bindings import bindings_of
from ckptlens.tf_api.graph import GraphState, collection, current_graph, entered_scope, unique_name
from ckptlens.tf_api.meta_graphs import MetaGraph, add_graph, collides, meta_graph_at, meta_graph_of, note_meta_graph
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.saver_items import items_of
from ckptlens.tf_api.savers import SaverValue
from ckptlens.tf_api.variables import GLOBAL
from ckptlens.trace import SavedItem, SaverMade

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.tf_api.variables import VariableValue

_EAGER = (
    "Exporting/importing meta graphs is not supported when eager execution is enabled. No graph exists when eager execution is enabled."
)


def _without_graph(call: Call) -> ProgramError:
    error = ProgramError("RuntimeError", _EAGER, call.site.location)
    if not any(catches(error) for catches in call.machine.tries):
        call.machine.facts.add(EagerMetaGraph(call.machine.facts.number(), call.api, call.site.call_site(), call.machine.conditions))
    return error


@api("tf.compat.v1.train.export_meta_graph")
def export_meta_graph(
    call: Call,
    filename: Value = None,
    meta_info_def: Value = None,
    graph_def: Value = None,
    saver_def: Value = None,
    collection_list: Value = None,
    as_text: Value = False,
    graph: Value = None,
    export_scope: Value = None,
    clear_devices: Value = False,
    clear_extraneous_savers: Value = False,
    strip_default_attrs: Value = False,
    save_debug_info: Value = False,
) -> Value:
    """The graph as a MetaGraphDef, written to a file where one is named."""
    held = graph if isinstance(graph, GraphState) else current_graph(call.machine)
    if not held.number:
        raise _without_graph(call)
    whole = all(value is None for value in (graph_def, saver_def, collection_list, export_scope))
    made = meta_graph_of(held, None, known=whole)
    note_meta_graph(call.machine, filename, made)
    return made


@api("tf.compat.v1.train.import_meta_graph")
def import_meta_graph(
    call: Call, meta_graph_or_file: Value, clear_devices: Value = False, import_scope: Value = None, input_map: Value = None
) -> Value:
    """Put a written graph into the current one; gives a saver with the keys that it was saved with."""
    machine, graph = call.machine, current_graph(call.machine)
    if not graph.number:
        raise _without_graph(call)
    meta_graph = meta_graph_at(machine, meta_graph_or_file)
    scope = unique_name(machine, graph, entered_scope(import_scope) or "") if import_scope else ""
    if meta_graph is None or not meta_graph.known or graph.name_scope or collides(graph, meta_graph, scope):
        machine.gap(call.site, "the graph that is imported is not known, or has names that are in use")
        return unknown("saver", "the saver of an imported graph", call.site, callable_gap=True)
    made = add_graph(machine, call.site, graph, meta_graph, scope)
    return _saver(call, graph, meta_graph, made)


def _saver(call: Call, graph: GraphState, meta_graph: MetaGraph, made: dict[int, VariableValue]) -> Value:
    machine = call.machine
    items = tuple(_item(item, made) for item in meta_graph.items) if meta_graph.items is not None else _all(call, graph)
    if not items and meta_graph.items is None:
        return None
    saver = SaverValue(machine.facts.number(), graph)
    machine.trail.set(saver.state, "items", items)
    machine.facts.add(
        SaverMade(
            uid=saver.uid,
            api=call.api,
            site=call.site.call_site(),
            mode=graph.mode,
            graph=graph.number,
            explicit=True,
            defer_build=False,
            items=items,
            bindings=bindings_of(machine, call.site),
        )
    )
    return saver


def _item(item: SavedItem, made: dict[int, VariableValue]) -> SavedItem:
    return replace(item, variable=made[item.variable].uid) if item.variable in made else item


def _all(call: Call, graph: GraphState) -> tuple[SavedItem, ...]:
    found = [items_of(call.machine, value) for value in (*collection(graph, GLOBAL), *collection(graph, "saveable_objects"))]
    if None in found:
        call.machine.gap(call.site, "not all that the imported graph saves is known")
    return tuple(item for several in found for item in several or ())
