"""Writes LevelDB-style tables, byte for byte as TensorFlow does.

Follows ``tsl/lib/io/table_builder.cc`` and ``block_builder.cc`` with the options of ``BundleWriter``: no compression, blocks of 256 KiB, a
restart every 16 keys, and every key a restart in the index block.
"""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

from ckptlens.bundle.crc import masked_crc32c
from ckptlens.bundle.encode import varint
from ckptlens.bundle.table import FOOTER_SIZE, MAGIC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.bundle.table import Record

BLOCK_SIZE = 262_144
RESTART_INTERVAL = 16
_NO_COMPRESSION = b"\0"


class _Block:
    """A block that grows record by record."""

    def __init__(self, interval: int) -> None:
        self._interval, self._since = interval, 0
        self._content = bytearray()
        self._restarts = [0]
        self.last = b""

    def __bool__(self) -> bool:
        return bool(self._content)

    @property
    def size(self) -> int:
        """What `finish` would give, in bytes."""
        return len(self._content) + 4 * len(self._restarts) + 4

    def add(self, key: bytes, value: bytes) -> None:
        """Append a record; keys must rise."""
        shared = 0
        if self._since < self._interval:
            shared = _shared(self.last, key)
        else:
            self._restarts.append(len(self._content))
            self._since = 0
        self._content += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        self.last = key
        self._since += 1

    def finish(self) -> bytes:
        """The block's bytes, without its trailer."""
        return bytes(self._content) + pack(f"<{len(self._restarts) + 1}I", *self._restarts, len(self._restarts))


def write_table(records: Iterable[Record], block_size: int = BLOCK_SIZE) -> bytes:
    """The file that holds the records, which must come in rising order of keys."""
    out = bytearray()
    index, block, ended = _Block(1), _Block(RESTART_INTERVAL), None
    for key, value in records:
        if ended is not None:
            index.add(_separator(block.last, key), ended)
            block, ended = _Block(RESTART_INTERVAL), None
        block.add(key, value)
        if block.size >= block_size:
            ended = _append(out, block.finish())
    if ended is None and block:
        ended = _append(out, block.finish())
    metaindex = _append(out, _Block(RESTART_INTERVAL).finish())
    if ended is not None:
        index.add(_successor(block.last), ended)
    footer = metaindex + _append(out, index.finish())
    return bytes(out) + footer.ljust(FOOTER_SIZE - 8, b"\0") + pack("<Q", MAGIC)


def _append(out: bytearray, content: bytes) -> bytes:
    """Add a block with its trailer to the file; its handle."""
    handle = varint(len(out)) + varint(len(content))
    body = content + _NO_COMPRESSION
    out += body + pack("<I", masked_crc32c(body))
    return handle


def _shared(a: bytes, b: bytes) -> int:
    """How many bytes the two begin with in common."""
    limit = min(len(a), len(b))
    if a[:limit] == b[:limit]:
        return limit
    # The highest byte of the difference of two big-endian numbers is the first that differs.
    difference = int.from_bytes(a[:limit], "big") ^ int.from_bytes(b[:limit], "big")
    return limit - (difference.bit_length() + 7) // 8


def _separator(start: bytes, limit: bytes) -> bytes:
    """A short key that is at least `start` and less than `limit`."""
    at = _shared(start, limit)
    if at < min(len(start), len(limit)) and start[at] < 0xFF and start[at] + 1 < limit[at]:
        return start[:at] + bytes([start[at] + 1])
    return start


def _successor(key: bytes) -> bytes:
    """A short key that is at least `key`."""
    at = next((i for i, byte in enumerate(key) if byte != 0xFF), None)
    return key if at is None else key[:at] + bytes([key[at] + 1])
