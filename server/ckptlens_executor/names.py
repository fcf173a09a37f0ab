"""TensorFlow 1 names for the variables of an object-based checkpoint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ckptlens_executor.errors import BadInputError
from ckptlens_executor.graph import SAVE_COUNTER, VARIABLE_VALUE, Attribute, Graph
from ckptlens_executor.optimizers import slot_moves
from ckptlens_executor.plan import LeftOut, Move, Plan, check_distinct, object_path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

GUIDE_ROOTS = ("vars", "var_list")
"""The collections that TensorFlow's migration guide keeps ``{name: variable}`` in."""

_DEFAULT_NAME = re.compile(r"(?:.*/)?Variable(?:_\d+)?")
_POWER_NAME = re.compile(r"(?:.*/)?beta[12]_power(?:_\d+)?")
_POWERS = ("beta1_power", "beta2_power")


class _Naming(NamedTuple):
    """Names by node, where they come from, and the collection whose name was taken off."""

    names: Mapping[int, str]
    source: str
    root: str | None


def plan_to_tf1(graph: Graph, keys: Collection[str], root: str | None = None) -> Plan:
    """A name for every variable, in this order of preference.

    The items of `root` if the caller names one, or of the guide's ``vars`` / ``var_list``; the names recorded in the file, when
    all are present, distinct and given on purpose; else the object paths, less a lone collection at the root.
    """
    counter = graph.children[0].get(SAVE_COUNTER)
    slots = {s.slot for s in graph.slots}
    values = [a for a in graph.attributes if a.name == VARIABLE_VALUE and a.key in keys]
    plain = [a for a in values if a.node != counter and a.node not in slots]
    naming = _naming(graph, plain, root)
    names = {**naming.names, **_beta_powers(graph, plain)} if naming.source == _PATHS else naming.names
    carried, unknown, notes = slot_moves(graph, {a.node: a for a in values}, names, recorded=naming.source == _RECORDED)
    left_out = (*_unsuited(keys, values, counter), *unknown)
    moves = (*(Move(a.key, names[a.node]) for a in plain), *carried)
    return check_distinct(Plan(tuple(sorted(moves)), naming.root, naming.source, tuple(sorted(left_out)), notes))


_RECORDED, _PATHS = "names recorded in the file", "object paths"


def _naming(graph: Graph, plain: list[Attribute], root: str | None) -> _Naming:
    if root is not None and root not in graph.children[0]:
        raise BadInputError(f"the checkpoint has no object called {root!r} at its root; it has {', '.join(sorted(graph.children[0]))}")
    guide = next((r for r in GUIDE_ROOTS if _is_flat(graph, plain, r)), None)
    recorded = {a.node: a.full_name for a in plain}
    if root is None and guide is None and _were_given(list(recorded.values())):
        return _Naming(recorded, _RECORDED, None)
    chosen = root or guide or _lone_collection(graph, plain)
    return _Naming({a.node: _path_name(a, chosen) for a in plain}, _PATHS, chosen)


def _were_given(names: list[str]) -> bool:
    """Whether names look as if the program meant them: none missing, none twice, none a default."""
    return len(set(names)) == len(names) and all(n and not _DEFAULT_NAME.fullmatch(n) for n in names)


def _path_name(attribute: Attribute, root: str | None) -> str:
    path = object_path(attribute.key)
    return "/".join(path[1:] if path[0] == root and len(path) > 1 else path)


def _lone_collection(graph: Graph, plain: list[Attribute]) -> str | None:
    """The one object at the root beside the counter and optimizers, if all that it holds are variables."""
    optimizers = {s.optimizer for s in graph.slots}
    tops = [name for name, node in graph.children[0].items() if name != SAVE_COUNTER and node not in optimizers]
    return tops[0] if len(tops) == 1 and _is_flat(graph, plain, tops[0]) else None


def _is_flat(graph: Graph, plain: list[Attribute], root: str) -> bool:
    node = graph.children[0].get(root)
    if node is None:
        return False
    variables = {a.node for a in plain}
    held = list(graph.children[node].values())
    return bool(held) and all(child in variables for child in held)


def _beta_powers(graph: Graph, plain: list[Attribute]) -> dict[int, str]:
    """TensorFlow 1 keeps an Adam's powers under names of their own, outside of any variable."""
    recorded = {a.node: a.full_name for a in plain}
    found: dict[int, str] = {}
    for optimizer in sorted({s.optimizer for s in graph.slots}):
        for name in _POWERS:
            node = graph.children[optimizer].get(name)
            if node in recorded:
                found[node] = recorded[node] if _POWER_NAME.fullmatch(recorded[node]) else name
    return found


def _unsuited(keys: Collection[str], values: list[Attribute], counter: int | None) -> list[LeftOut]:
    variables = {a.key for a in values}
    # Some states, such as an iterator's, have a key like any other and yet no entry in the graph.
    states = {key: key.partition("/.ATTRIBUTES/")[2] for key in keys if key not in variables}
    return [
        *(LeftOut(a.key, "counts the saves of tf.train.Checkpoint; a Saver has no such variable") for a in values if a.node == counter),
        *(LeftOut(key, f"is not a variable but the state of an object ({name})") for key, name in states.items() if name),
        *(LeftOut(key, "is not part of the object graph") for key, name in states.items() if not name),
    ]
