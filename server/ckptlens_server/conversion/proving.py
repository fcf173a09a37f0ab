"""Restores a conversion's result with real TensorFlow, through the executor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from ckptlens.bundle import read_index
from ckptlens.bundle.rewrite import Copy
from ckptlens_executor.proof import Proof
from msgspec.structs import replace

from ckptlens_server.conversion.checking import UNCHECKED
from ckptlens_server.conversion.source import open_source
from ckptlens_server.executor.client import Request
from ckptlens_server.executor.operations import absolute_prefix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckptlens_server.conversion.planning import Conversion
    from ckptlens_server.conversion.source import Source
    from ckptlens_server.executor.cancelling import Requests
    from ckptlens_server.executor.operations import OnProgress


def prove(client: Requests, source: Source, prefix: str, conversion: Conversion, on_progress: OnProgress | None) -> list[Proof]:
    """What each API restored. A Saver restores by name, from an object-based file by the names in its graph, too.

    Values with other bytes than in the source were compared with it before; what is restored is compared with what was written.
    """
    if conversion.recipes:
        conversion = _from_target(conversion)
        source = open_source(prefix, read_index(Path(f"{prefix}.index").read_bytes()))
    proofs = [{"api": "saver", "root": None, "whole": False, "values": _values(source, conversion.named)}]
    if conversion.collection:
        whole = conversion.optimizer is None and len(conversion.collection) == len(conversion.named)
        values = _values(source, conversion.collection)
        proofs.insert(0, {"api": "checkpoint", "root": conversion.root, "whole": whole, "values": values})
    params = {"source": absolute_prefix(source.prefix), "target": absolute_prefix(prefix), "proofs": proofs}
    found = cast("list[tuple[int, int, str]]", client.request(Request("prove", params, on_progress)))
    return [Proof(*proof) for proof in found]


def _from_target(conversion: Conversion) -> Conversion:
    """The same values, with the destination in the place of the source."""
    keys = {c.source: c.target for c in conversion.copies}
    named = tuple(Copy(keys[c.source], c.target) for c in conversion.named)
    collection = tuple(Copy(keys[c.source], c.target) for c in conversion.collection)
    return replace(conversion, named=named, collection=collection)


def _values(source: Source, copies: Sequence[Copy]) -> list[object]:
    entries = source.entries
    return [[c.source, c.target, None if c.shape is None else list(c.shape)] for c in copies if entries[c.source].dtype not in UNCHECKED]
