"""LevelDB-style tables: the container of a checkpoint's ``.index`` file.

A table is a row of blocks, each followed by a compression byte and a masked CRC-32C, an index block that lists them, and
a footer of 48 bytes. Keys rise strictly and are stored without the prefix that they share with the key before.
"""

from __future__ import annotations

from struct import unpack_from
from typing import TYPE_CHECKING

from ckptlens.bundle.crc import masked_crc32c
from ckptlens.bundle.error import BundleError
from ckptlens.bundle.snappy import decompress
from ckptlens.bundle.wire import read_varint

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = 0xDB4775248B80FB57
FOOTER_SIZE = 48
TRAILER_SIZE = 5
MAX_KEY_SIZE = 65_536
"""Far above any variable name; keeps a forged file from growing keys without end."""
MAX_EXPANSION = 16
"""How much longer than the file the keys may be in all, once their shared prefixes are written out: a writer spells out one key in 16."""
MAX_COMPRESSION = 4
"""How much longer than the file all its compressed blocks may be together."""
_PLAIN, _SNAPPY = 0, 1

Record = tuple[bytes, bytes]


def read_table(data: bytes) -> list[Record]:
    """All (key, value) records of a table, in rising order of keys. Raises BundleError unless every check holds."""
    records: list[Record] = []
    last, spent, expanded = None, 0, 0
    for _, handle in _block_records(_index_block(data)):
        block = _block(data, handle)
        expanded += len(block)
        if expanded > MAX_COMPRESSION * len(data):
            raise BundleError("its blocks are far longer than the file that holds them")
        for key, value in _block_records(block):
            spent += len(key)
            if last is not None and key <= last:
                raise BundleError(f"keys are out of order at {key[:80]!r}")
            if spent > MAX_EXPANSION * len(data):
                raise BundleError("the keys are far longer than the file that holds them")
            records.append((key, value))
            last = key
    return records


def _index_block(data: bytes) -> memoryview:
    if len(data) < FOOTER_SIZE:
        raise BundleError(f"{len(data)} bytes are too few for a checkpoint index; the file is truncated or something else")
    footer = data[-FOOTER_SIZE:]
    if unpack_from("<Q", footer, FOOTER_SIZE - 8)[0] != MAGIC:
        raise BundleError("the magic number at its end is missing; the file is truncated, or it is not a checkpoint index")
    # The metaindex, always empty here, stands first. It is only checked, so that no damage goes unseen.
    _block(data, footer)
    _, at = _handle(footer, 0)
    return _block(data, footer[at : FOOTER_SIZE - 8])


def _handle(raw: bytes, at: int) -> tuple[tuple[int, int], int]:
    offset, at = read_varint(raw, at)
    size, at = read_varint(raw, at)
    return (offset, size), at


def _block(data: bytes, handle: bytes) -> memoryview:
    """The content of the block that `handle` points to, its checksum verified."""
    (offset, size), _ = _handle(handle, 0)
    end = offset + size
    if end + TRAILER_SIZE > len(data) - FOOTER_SIZE:
        raise BundleError(f"a block is said to end at byte {end}, past the end of the file; the file is truncated or damaged")
    view = memoryview(data)
    compression, stored = data[end], unpack_from("<I", data, end + 1)[0]
    if masked_crc32c(view[offset : end + 1]) != stored:
        raise BundleError(f"the checksum of the block at byte {offset} does not match; the file is damaged")
    if compression == _SNAPPY:
        return memoryview(decompress(view[offset:end], MAX_COMPRESSION * len(data)))
    if compression != _PLAIN:
        raise BundleError(f"a block is compressed in an unknown way (type {compression})")
    return view[offset:end]


def _block_records(block: memoryview) -> Iterator[Record]:
    """The records of one block. The restart array at its end only serves seeking and is skipped."""
    if len(block) < 4:
        raise BundleError("a block is too short for its restart count")
    end = len(block) - 4 - 4 * unpack_from("<I", block, len(block) - 4)[0]
    if end < 0:
        raise BundleError("a block's restart array is longer than the block")
    at, key, content = 0, b"", bytes(block)
    while at < end:
        shared, at = read_varint(content, at)
        added, at = read_varint(content, at)
        size, at = read_varint(content, at)
        if shared > len(key) or shared + added > MAX_KEY_SIZE or at + added + size > end:
            raise BundleError("a record points outside its block")
        key = key[:shared] + content[at : at + added]
        at += added
        yield key, content[at : at + size]
        at += size
