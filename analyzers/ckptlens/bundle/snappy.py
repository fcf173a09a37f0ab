"""Decompression of snappy blocks, which tables of other writers may hold. TensorFlow writes checkpoints uncompressed."""

from __future__ import annotations

from ckptlens.bundle.error import BundleError
from ckptlens.bundle.wire import read_varint


def decompress(data: bytes | memoryview, limit: int) -> bytes:
    """The plain bytes of a raw snappy stream. Raises BundleError when it is malformed or claims more than `limit` bytes."""
    size, at = read_varint(data, 0)
    if size > limit:
        raise BundleError(f"a compressed block claims {size} bytes, far more than the file could hold")
    out = bytearray()
    while at < len(data):
        tag = data[at]
        at = _literal(data, at, out, size) if tag & 3 == 0 else _copy(data, at, out, size)
    if len(out) != size:
        raise BundleError("a compressed block is shorter than it claims")
    return bytes(out)


def _literal(data: bytes | memoryview, at: int, out: bytearray, size: int) -> int:
    length, at = data[at] >> 2, at + 1
    if length >= 60:
        width = length - 59
        length, at = int.from_bytes(data[at : at + width], "little"), at + width
    length += 1
    if at + length > len(data) or len(out) + length > size:
        raise BundleError("a literal of a compressed block runs past its end")
    out += data[at : at + length]
    return at + length


def _copy(data: bytes | memoryview, at: int, out: bytearray, size: int) -> int:
    """A back reference, which may overlap what it writes."""
    tag = data[at]
    width = (0, 1, 2, 4)[tag & 3]
    if at + 1 + width > len(data):
        raise BundleError("a compressed block ends within a reference")
    offset = int.from_bytes(data[at + 1 : at + 1 + width], "little")
    length = (tag >> 2) + 1
    if width == 1:
        offset, length = (tag >> 5) << 8 | offset, (tag >> 2 & 7) + 4
    if not 0 < offset <= len(out) or len(out) + length > size:
        raise BundleError("a reference of a compressed block points outside of it")
    start = len(out) - offset
    if offset >= length:
        out += out[start : start + length]
    else:
        out += (bytes(out[start:]) * (length // offset + 1))[:length]
    return at + 1 + width
