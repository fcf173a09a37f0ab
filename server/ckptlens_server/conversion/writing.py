"""Makes the files of a conversion in a folder beside the destination, where they stay until they were read back and proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle import BundleError
from ckptlens.bundle.model import shard_suffix
from ckptlens.bundle.rewrite import rewrite
from ckptlens.bundle.table import read_table
from ckptlens_executor.errors import NotProvenError

from ckptlens_server.conversion.checking import damaged, stored_entries
from ckptlens_server.conversion.copying import copy_file, link_file

if TYPE_CHECKING:
    from pathlib import Path

    from ckptlens.bundle import Bundle
    from ckptlens.bundle.rewrite import Rewritten

    from ckptlens_server.conversion.how import How
    from ckptlens_server.conversion.planning import Conversion
    from ckptlens_server.conversion.source import Source
    from ckptlens_server.executor.cancelling import Check


def file_names(base: str, num_shards: int) -> list[str]:
    """The names of a checkpoint's files, in the order in which they get to their place: data files first, the index last."""
    return [*(base + shard_suffix(shard, num_shards) for shard in range(num_shards)), f"{base}.index"]


def write_files(source: Source, bundle: Bundle, conversion: Conversion, prefix: Path, how: How) -> Rewritten:
    """Write the checkpoint at `prefix`; what is in its index. `bundle` is the source's, with computed values that are there already."""
    new = rewrite(bundle, conversion.copies, conversion.additions)
    *data, index = (prefix.with_name(name) for name in file_names(prefix.name, new.num_shards))
    for shard in range(source.bundle.header.num_shards):
        how.check()
        if how.link:
            link_file(source.data_file(shard), data[shard])
        else:
            copy_file(source.data_file(shard), data[shard], how.check)
    if new.added_shard is not None:
        data[-1].write_bytes(new.added_shard)
    index.write_bytes(new.index)
    return new


def read_back(source: Source, new: Rewritten, prefix: Path, check: Check) -> None:
    """Raise NotProvenError unless the files hold the planned records, and every value has its source's checksum."""
    try:
        records = read_table(prefix.with_name(f"{prefix.name}.index").read_bytes())
    except BundleError as error:
        raise NotProvenError(f"the written index cannot be read ({error}); nothing was kept") from error
    if records != [*new.records]:
        raise NotProvenError("the written index does not hold the planned records; nothing was kept")
    for entry, problem in damaged(str(prefix), new.num_shards, stored_entries(source.bundle), check):
        raise NotProvenError(f"{entry.key} was not written as it is in {source.prefix}, or is damaged there ({problem}); nothing was kept")
    if new.added_shard is not None and prefix.with_name(file_names(prefix.name, new.num_shards)[-2]).read_bytes() != new.added_shard:
        raise NotProvenError("the object graph was not written as planned; nothing was kept")
