"""What restores find in files that the program wrote earlier, and how they end.

Source: ``tensorflow/python/training/saver.py`` (Saver.restore, object_graph_key_mapping) and ``checkpoint/checkpoint.py``
(_NameBasedRestoreCoordinator), TF 1.15 to 2.21. Cases: saver_restore_*, guide_names_match_*, obj_cross_*.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from ckptlens.interp.machine import ProgramError
from ckptlens.notes import Failure
from ckptlens.tf_api.object_matching import Match, match
from ckptlens.trace import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.object_graph import ObjectGraph
    from ckptlens.tf_api.files import SavedFile
    from ckptlens.trace import SavedItem


def stop_if(machine: Machine, found: Found | None, site: Site) -> None:
    """End the program where TensorFlow does. Only on complete facts: a gap may hide what makes the restore succeed."""
    if found is not None and found.raises is not None and not machine.facts.gaps:
        fail(machine, ProgramError(found.raises, "the checkpoint does not fit", site.location))


def fail(machine: Machine, error: ProgramError) -> None:
    """Raise what the program catches. What it does not catch ends it; it is followed on all the same, as if the restore were mended."""
    if any(catches(error) for catches in machine.tries):
        raise error
    machine.facts.add(Failure(machine.facts.number(), error.fact(), machine.conditions))
    if not machine.conditions and "raised" not in machine.world:
        machine.trail.set(machine.world, "raised", error.fact())


def by_name(file: SavedFile, items: Iterable[SavedItem], *, eager: bool, reshape: bool = False) -> Found:
    """What a Saver of these items finds, by the keys of a name-based file or the full names in an object-based one."""
    entries = file.entries() if file.graph is None else _by_full_name(file.graph)
    asked = {str(item.key): item for item in items}
    missing = tuple(sorted(key for key in asked if key not in entries))
    taken = {str(entries[key].key) for key in asked if key in entries}
    unused = tuple(sorted(str(i.key) for i in file.items if str(i.key) not in taken))
    pairs = [(entries[key], item) for key, item in asked.items() if key in entries]
    misfits = tuple(text for saved, live in pairs if (text := misfit(saved, live, reshape=reshape)) is not None)
    raises = "NotFoundError" if missing else mismatch(pairs, eager=eager, reshape=reshape)
    held = tuple(sorted(entries)) if file.graph is not None else ()
    return Found((), missing, unused, raises, misfits, by_full_name=file.graph is not None, held=held)


def _by_full_name(graph: ObjectGraph) -> dict[str, SavedItem]:
    return {str(a.full_name): a.item for node in graph.nodes for a in node.attributes if a.full_name is not None}


def mismatch(pairs: Iterable[tuple[SavedItem, SavedItem]], *, eager: bool, reshape: bool = False) -> str | None:
    """The exception for values whose shape or dtype is not that of their variable; None when all fit as far as they are known."""
    for saved, live in pairs:
        if saved.dtype is not None and live.dtype is not None and saved.dtype != live.dtype:
            return "InvalidArgumentError"
        if saved.shape is None or live.shape is None or None in saved.shape or None in live.shape:
            continue
        same = saved.shape == live.shape
        if reshape:
            same = prod(d or 0 for d in saved.shape) == prod(d or 0 for d in live.shape)
        if not same:
            return "ValueError" if eager and not reshape else "InvalidArgumentError"
    return None


def misfit(saved: SavedItem, live: SavedItem, *, reshape: bool = False) -> str | None:
    """How a value in a file does not fit its variable, None where it does as far as both are known."""
    if mismatch([(saved, live)], eager=True, reshape=reshape) is None:
        return None
    return f"'{live.key}' is {_kind(live)}, and {_kind(saved)} in the checkpoint"


def _kind(item: SavedItem) -> str:
    shape = "?" if item.shape is None else ", ".join("?" if size is None else str(size) for size in item.shape)
    return f"{item.dtype or 'a value'} [{shape}]"


def by_objects(file: SavedFile, live: ObjectGraph, *, eager: bool) -> tuple[Found, Match | None]:
    """What a Checkpoint with these objects finds. A name-based file is matched by the names of variables."""
    if file.graph is not None:
        matched = match(file.graph, live)
        found = matched.found()
        refused = tuple(matched.refused_slots())
        raises = "ValueError" if refused else mismatch(matched.pairs(), eager=True) if eager else None
        misfits = tuple(text for saved, live in matched.pairs() if (text := misfit(saved, live)) is not None) if eager else ()
        return Found(found.left_at_init, found.missing, found.unused_keys, raises, misfits, refused_slots=refused), matched
    return _objects_by_name(file.entries(), live), None


def _objects_by_name(entries: Mapping[str, SavedItem], live: ObjectGraph) -> Found:
    held = [(node, a) for node in live.nodes for a in node.attributes]
    left = [(node, a) for node, a in held if a.full_name is None or str(a.full_name) not in entries]
    used = {str(a.full_name) for _, a in held}
    return Found(
        tuple(sorted(str(node.path) for node, _ in left)),
        tuple(sorted(str(a.full_name) for _, a in left if a.full_name is not None)),
        tuple(sorted(key for key in entries if key not in used)),
        by_name=True,
    )
