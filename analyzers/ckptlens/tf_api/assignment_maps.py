"""What an assignment map finds in a checkpoint file.

Source: ``tensorflow/python/training/checkpoint_utils.py`` (_init_from_checkpoint), TF 1.15 to 2.21: an entry names a variable of the
variable store, or a scope (``bert/``) all variables of which are looked up. Cases: init_from_ckpt_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.iteration import iterate
from ckptlens.interp.values import DictValue, ListValue, Many, Value, is_tuple
from ckptlens.tf_api.graph import collection, current_graph
from ckptlens.tf_api.partitioned import PartitionedValue
from ckptlens.tf_api.variables import GLOBAL, VariableValue
from ckptlens.trace import Found

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.files import SavedFile
    from ckptlens.tf_api.graph import GraphState

Target = VariableValue | PartitionedValue
Pair = tuple[str, Target]


class Assigned(Struct, frozen=True):
    """What is found in the file, and the variables that get a value of it."""

    found: Found
    variables: frozenset[int] = frozenset()


def left_of(machine: Machine, graph: GraphState, assigned: frozenset[int]) -> tuple[str, ...] | None:
    """The variables of a graph that are not among the assigned ones; None when one of them is not known exactly."""
    facts = [machine.facts.variable(v.uid) for v in collection(graph, GLOBAL) if isinstance(v, VariableValue)]
    if any(fact.when or fact.name.holes for fact in facts):
        return None
    return tuple(sorted(str(fact.name) for fact in facts if fact.uid not in assigned))


def found_by_map(machine: Machine, file: SavedFile, assignment_map: Value, site: Site) -> Assigned | None:
    """What the map finds with the variables that there are now; None when the map or a variable is not known exactly."""
    entries, graph = entries_of(machine, assignment_map, site), current_graph(machine)
    stored = {name: value for name, value in graph.store.items() if isinstance(name, str) and isinstance(value, Target)}
    if entries is None or not graph.number or len(stored) < len(graph.store) or left_of(machine, graph, frozenset()) is None:
        return None
    pairs: list[Pair] = []
    for key, target in entries:
        named = stored.get(target) if isinstance(target, str) else target
        if named is None and not key.endswith("/"):
            return Assigned(Found(raises="ValueError"))
        pairs += [(key, named)] if named is not None else _in_scope(key, str(target), stored)
    return _outcome(file, pairs)


def entries_of(machine: Machine, assignment_map: Value, site: Site) -> list[tuple[str, str | Target]] | None:
    """The entries in the order of their keys; None when one is not known."""
    if isinstance(assignment_map, DictValue):
        given: list[Value] = [] if assignment_map.open else [(k, v) for k, v in assignment_map.state.items() if isinstance(k, str)]
        if assignment_map.open or len(given) != len(assignment_map.state):
            return None
    else:
        found = iterate(machine, assignment_map, site) if is_tuple(assignment_map) or isinstance(assignment_map, ListValue) else None
        if found is None or isinstance(found, Many):
            return None
        given = [tuple(v.items) if isinstance(v, ListValue) else v for v in found]
    pairs = [_entry(value) for value in given]
    known = [pair for pair in pairs if pair is not None]
    return sorted(known, key=lambda pair: pair[0]) if len(known) == len(pairs) else None


def _entry(value: Value) -> tuple[str, str | Target] | None:
    if not is_tuple(value) or len(value) != 2 or not isinstance(value[0], str):
        return None
    target = value[1]
    parts = tuple(p for p in target.items if isinstance(p, VariableValue)) if isinstance(target, ListValue) else ()
    if isinstance(target, ListValue) and parts and len(parts) == len(target.items):
        target = PartitionedValue(parts[0].whole or parts[0].op_name, None, None, parts)
    return (value[0], target) if isinstance(target, (str, VariableValue, PartitionedValue)) else None


def _in_scope(key: str, target: str, stored: dict[str, Target]) -> list[Pair]:
    """Each variable below the scope with the key that it is looked up by."""
    scope = target.rpartition("/")[0]
    found: list[Pair] = []
    for name in sorted(n for n in stored if not scope or n.startswith(f"{scope}/")):
        relative = name[len(scope) :] if target == "/" else name[len(scope) + 1 :] if scope else name[1:]
        found.append(((relative if key == "/" else key + relative).removesuffix("/"), stored[name]))
    return found


def _outcome(file: SavedFile, pairs: list[Pair]) -> Assigned:
    entries = file.entries()
    missing = tuple(sorted({key for key, _ in pairs if key not in entries}))
    misfit = any(not _fits(entries[key].shape, target.shape) for key, target in pairs if key in entries)
    taken = frozenset(uid for key, target in pairs if key in entries for uid in _uids(target))
    asked = {key for key, _ in pairs}
    unused = tuple(sorted(key for key in entries if key not in asked))
    return Assigned(Found((), missing, unused, "ValueError" if missing or misfit else None), taken)


def _uids(target: Target) -> frozenset[int]:
    return target.sources if isinstance(target, PartitionedValue) else frozenset((target.uid,))


def _fits(stored: tuple[int | None, ...] | None, live: tuple[int | None, ...] | None) -> bool:
    if stored is None or live is None:
        return True
    return len(stored) == len(live) and all(a == b or a is None or b is None for a, b in zip(stored, live, strict=True))
