"""Compares two checkpoints by the checksums of their values, without TensorFlow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle.ordered import renamed_piece
from ckptlens_executor.checkpoint import Checkpoint, Tensor
from ckptlens_executor.verify import describe, sides
from msgspec import Struct

from ckptlens_server.conversion.checking import damaged_entries
from ckptlens_server.conversion.source import Source, executor_graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckptlens_server.executor.operations import Comparison, Difference, LeftOutKey


class Compared(Struct, frozen=True):
    """A comparison, and whether checksums settle it: they do not between a whole value and one stored in slices."""

    report: Comparison
    is_settled: bool


def compare_by_checksum(a: Source, b: Source, key_map: Mapping[str, str] | None) -> Compared:
    """The report of a comparison. Values are equal when their types, shapes and checksums are and their bytes have these checksums."""
    left, right = sides(_checkpoint(a), _checkpoint(b), key_map)
    names = sorted(left.tensors.keys() | right.tensors.keys())
    differences: list[Difference] = []
    common: list[str] = []
    for name in names:
        found = describe(name, left.tensors.get(name), right.tensors.get(name))
        if found:
            differences.append({"key": found["key"], "kind": found["kind"], "detail": found["detail"]})
        else:
            common.append(name)
    damaged = {(source.prefix, entry.key): problem for source in (a, b) for entry, problem in damaged_entries(source.prefix, source.bundle)}
    prints_a, prints_b = _fingerprints(a), _fingerprints(b)
    settled = True
    for name in common:
        keys = (left.tensors[name].key, right.tensors[name].key)
        problem = next((damaged[s.prefix, k] for s, k in zip((a, b), keys, strict=True) if (s.prefix, k) in damaged), None)
        one, other = prints_a[keys[0]], prints_b[keys[1]]
        settled &= len(one) == len(other)
        if problem or one != other:
            differences.append({"key": name, "kind": "value", "detail": problem or "the checksums differ"})
    ignored: list[LeftOutKey] = [
        {"checkpoint": side.prefix, "key": key, "reason": reason} for side in (left, right) for key, reason in side.ignored
    ]
    report: Comparison = {
        "a": a.prefix,
        "b": b.prefix,
        "equal": not differences,
        "compared": len(common),
        "total": len(names),
        "differences": sorted(differences, key=lambda d: d["key"]),
        "ignored": ignored,
    }
    return Compared(report, settled)


def _checkpoint(source: Source) -> Checkpoint:
    tensors = {key: Tensor(key, e.dtype, e.shape or ()) for key, e in source.entries.items()}
    return Checkpoint(source.prefix, tensors, executor_graph(source.graph) if source.graph else None)


def _fingerprints(source: Source) -> dict[str, list[tuple[bytes, int, int]]]:
    """Size and checksum of every stored part of each value, with its place in the whole."""
    found = {key: [] if e.slices else [(b"", e.size, e.crc32c)] for key, e in source.entries.items()}
    for piece in source.bundle.pieces:
        if piece.entry.key in found:
            found[piece.entry.key].append((renamed_piece(piece.raw_key, ""), piece.entry.size, piece.entry.crc32c))
    return found
