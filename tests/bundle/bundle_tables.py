"""Writes LevelDB-style tables byte by byte, right or wrong, for tests of the reader."""

from __future__ import annotations

from struct import pack

from ckptlens.bundle.crc import masked_crc32c
from ckptlens.bundle.table import FOOTER_SIZE, MAGIC

HEADER = (b"", b"\x08\x01")
"""The bundle header's record: one shard."""


def varint(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def record(shared: int, rest: bytes, value: bytes) -> bytes:
    return varint(shared) + varint(len(rest)) + varint(len(value)) + rest + value


def block(records: bytes, compression: int = 0) -> bytes:
    body = records + pack("<II", 0, 1) + bytes([compression])
    return body + pack("<I", masked_crc32c(body))


def table(*blocks: bytes) -> bytes:
    """A table of the given blocks, with the index that lists them."""
    data, handles = b"", b""
    for number, content in enumerate(blocks):
        handles += record(0, bytes([number + 1]), varint(len(data)) + varint(len(content) - 5))
        data += content
    metaindex, index = block(b""), block(handles)
    footer = varint(len(data)) + varint(len(metaindex) - 5)
    data += metaindex
    footer += varint(len(data)) + varint(len(index) - 5)
    return data + index + footer.ljust(FOOTER_SIZE - 8, b"\0") + pack("<Q", MAGIC)


def index_of(*records: tuple[bytes, bytes]) -> bytes:
    """The index file with the bundle header and these records."""
    return table(block(b"".join(record(0, key, value) for key, value in (HEADER, *records))))
