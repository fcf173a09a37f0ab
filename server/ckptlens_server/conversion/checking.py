"""Are the bytes of every tensor those that the checksum in the index tells? Reads the data files once, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle import BundleError
from ckptlens.bundle.crc import crc32c, mask
from ckptlens.bundle.model import Bundle, Entry, shard_suffix
from ckptlens.bundle.strings import string_checksum

from ckptlens_server.executor.cancelling import nothing_to_check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from ckptlens_server.executor.cancelling import Check

_CHUNK = 4 * 1024 * 1024
_STRING_LIMIT = 256 * 1024 * 1024
UNCHECKED = frozenset({"variant", "resource"})
"""Types whose stored form is not checked here."""


def stored_entries(bundle: Bundle) -> list[Entry]:
    """Every entry that has bytes of its own, pieces of partitioned variables included, in the order of the data files."""
    found = [*(e for e in bundle.entries if not e.slices), *(p.entry for p in bundle.pieces)]
    return sorted(found, key=lambda e: (e.shard, e.offset))


def damaged_entries(prefix: str, bundle: Bundle) -> Iterator[tuple[Entry, str]]:
    """The entries of a checkpoint whose bytes do not have their checksum, and what is wrong."""
    return damaged(prefix, bundle.header.num_shards, stored_entries(bundle))


def damaged(prefix: str, num_shards: int, entries: Sequence[Entry], check: Check = nothing_to_check) -> Iterator[tuple[Entry, str]]:
    """The same for some entries in the order of the data files, of which there are `num_shards`; `check` is called before each."""
    shard, file = -1, None
    checked: tuple[int, int, int, int] | None = None
    try:
        for entry in entries:
            check()
            if entry.shard != shard:
                if file:
                    file.close()
                shard = entry.shard
                file = open(prefix + shard_suffix(shard, num_shards), "rb")  # noqa: SIM115 - one at a time, closed below
            assert file is not None
            same = (entry.shard, entry.offset, entry.size, entry.crc32c)
            # Two key worlds over the same bytes need one look.
            if same != checked and (problem := _problem(file, entry)):
                yield entry, problem
            else:
                checked = same
    finally:
        if file:
            file.close()


def _problem(file: BinaryIO, entry: Entry) -> str | None:
    if entry.dtype in UNCHECKED:
        return None
    file.seek(entry.offset)
    try:
        found = _strings(file, entry) if entry.dtype == "string" else stored_checksum(file, entry.size)
    except BundleError as error:
        return str(error)
    return None if found == entry.crc32c else "the checksum of its bytes does not match"


def stored_checksum(file: BinaryIO, size: int) -> int:
    """The masked checksum of the next `size` bytes. Raises BundleError when there are fewer."""
    crc = 0
    while size:
        chunk = file.read(min(size, _CHUNK))
        if not chunk:
            raise BundleError("its bytes are missing: the data file is truncated")
        crc, size = crc32c(chunk, crc), size - len(chunk)
    return mask(crc)


def _strings(file: BinaryIO, entry: Entry) -> int:
    if entry.size > _STRING_LIMIT:
        raise BundleError(f"{entry.size} bytes of strings are more than can be checked at once")
    count = 1
    for size in entry.shape or ():
        count *= size
    return string_checksum(file.read(entry.size), count)
