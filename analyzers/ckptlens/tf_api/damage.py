"""Checkpoints on disk that are not whole, and state files that name others than those beside them.

Source: ``tensorflow/core/util/tensor_bundle/tensor_bundle.cc`` (BundleReader), TF 1.15 to 2.21; experiments f606, f607.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ckptlens.bundle import BundleError, read_index
from ckptlens.bundle.model import shard_suffix
from ckptlens.bundle.state import read_checkpoint_state
from ckptlens.notes import Damage, Damaged, StateElsewhere
from ckptlens.tf_api.disk import may_be_written, places
from ckptlens.tf_api.files import file_at

if TYPE_CHECKING:
    from ckptlens.bundle import Bundle
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Value

_Found = tuple[Damage, str, str]


def note_damage(machine: Machine, site: Site, path: Value) -> None:
    """Note that a call reads a checkpoint on disk that is not whole; nothing where it is whole, or is not known to be there."""
    if not isinstance(path, str) or not path or file_at(machine, path) is not None or may_be_written(machine, path):
        return
    found = [_damage_of(machine, place) for place in places(machine, path)]
    held = [one for one in found if one is not None]
    if held and all(one is None or one[0] is not _WHOLE for one in found):
        damage, file, why = held[0]
        assert isinstance(damage, Damage)
        machine.facts.add(Damaged(machine.facts.number(), site.call_site(), damage, file, why))


_WHOLE = "whole"


def _damage_of(machine: Machine, place: str) -> tuple[Damage | str, str, str] | None:
    """What is wrong at a prefix; None where there is nothing."""
    sources = machine.program.sources
    data = sources.read_bytes(f"{place}.index")
    if data is None:
        first = f"{place}.data-00000-of-00001"
        return (Damage.NO_INDEX, f"{place}.index", "") if sources.read_range(first, 0, 1) is not None else None
    try:
        bundle = read_index(data)
    except BundleError as error:
        return Damage.INDEX, f"{place}.index", str(error)
    return _damaged_shard(machine, place, bundle) or (_WHOLE, "", "")


def _damaged_shard(machine: Machine, place: str, bundle: Bundle) -> _Found | None:
    """The first data file that is missing or shorter than the index says."""
    ends: dict[int, int] = {}
    for entry in (*bundle.entries, *(piece.entry for piece in bundle.pieces)):
        ends[entry.shard] = max(ends.get(entry.shard, 0), entry.offset + entry.size)
    for shard, end in sorted(ends.items()):
        file = f"{place}{shard_suffix(shard, bundle.header.num_shards)}"
        if end and machine.program.sources.read_range(file, end - 1, 1) is None:
            missing = machine.program.sources.read_range(file, 0, 1) is None
            return (Damage.NO_DATA, file, "") if missing else (Damage.DATA, file, f"it ends before byte {end}")
    return None


def note_state(machine: Machine, site: Site, folder: Value) -> None:
    """Note that the state file of a folder names a checkpoint elsewhere which is not there."""
    if not isinstance(folder, str) or may_be_written(machine, folder):
        return
    sources = machine.program.sources
    for place in places(machine, folder):
        state = read_checkpoint_state(sources.read(f"{place}/checkpoint") or "")
        if state is None:
            continue
        name = posixpath.basename(state.latest.replace("\\", "/"))
        named, here = posixpath.normpath(posixpath.join(place, state.latest)), posixpath.join(place, name)
        if named != here and sources.read_bytes(f"{named}.index") is None and sources.read_bytes(f"{here}.index") is not None:
            there = posixpath.join(folder, name)
            machine.facts.add(StateElsewhere(machine.facts.number(), site.call_site(), folder, state.latest, there))
            return
