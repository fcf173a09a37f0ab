"""Makes the files of a conversion in a folder beside the destination, where they stay until they were read back and proven."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.bundle import read_index
from ckptlens.bundle.model import shard_suffix
from ckptlens.bundle.rewrite import rewrite
from ckptlens_executor.errors import NotProvenError

from ckptlens_server.conversion.checking import damaged_entries
from ckptlens_server.conversion.copying import copy_file, link_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.bundle import Bundle

    from ckptlens_server.conversion.planning import Conversion
    from ckptlens_server.conversion.source import Source


def write_files(source: Source, conversion: Conversion, prefix: str, *, link: bool) -> list[str]:
    """Write the checkpoint at `prefix`, in an empty folder: data files first, the index last. The names of the files in that order."""
    new = rewrite(source.bundle, conversion.copies, conversion.additions)
    folder, base = os.path.split(prefix)
    names = [base + shard_suffix(shard, new.num_shards) for shard in range(new.num_shards)]
    for shard in range(source.bundle.header.num_shards):
        (link_file if link else copy_file)(source.data_file(shard), Path(folder, names[shard]))
    if new.added_shard is not None:
        Path(folder, names[-1]).write_bytes(new.added_shard)
    Path(folder, f"{base}.index").write_bytes(new.index)
    return [*names, f"{base}.index"]


def read_back(source: Source, conversion: Conversion, prefix: str, step: Callable[[str], None]) -> int:
    """The number of values whose bytes have the source's checksum. Raises NotProvenError unless these are all."""
    written = read_index(Path(f"{prefix}.index").read_bytes())
    _compare_records(source.bundle, written, conversion)
    for entry, problem in damaged_entries(prefix, written, step):
        raise NotProvenError(f"{entry.key} was not written as it is in {source.prefix}, or is damaged there ({problem}); nothing was kept")
    return len(conversion.named)


def _compare_records(source: Bundle, written: Bundle, conversion: Conversion) -> None:
    """Every key of the destination must have dtype, place and checksum of its source."""
    before, after = {e.key: e for e in source.entries}, {e.key: e for e in written.entries}
    expected = {c.target for c in conversion.copies} | {t.key for t in conversion.additions}
    if after.keys() != expected:
        raise NotProvenError("the written index does not have the planned keys; nothing was kept")
    for copy in conversion.copies:
        a, b = before[copy.source], after[copy.target]
        same = (a.dtype, a.shard, a.offset, a.size, a.crc32c, a.slices) == (b.dtype, b.shard, b.offset, b.size, b.crc32c, b.slices)
        if not same or b.shape != (copy.shape if copy.shape is not None else a.shape):
            raise NotProvenError(f"{copy.target} was not written as it was planned; nothing was kept")
