"""Protocol-buffer wire format, written: fields in rising order, zeros left out, as the protocol-buffer library writes proto3.

Field numbers are below 16, as all in checkpoint files are.
"""

from __future__ import annotations

from ckptlens.bundle.wire import BYTES, FIXED32, VARINT

_SMALL = tuple(bytes([value]) for value in range(0x80))


def varint(value: int) -> bytes:
    """An unsigned varint; a negative number stands as its 64-bit two's complement."""
    if 0 <= value < 0x80:
        return _SMALL[value]
    rest = value & 0xFFFFFFFFFFFFFFFF
    out = bytearray()
    while rest >= 0x80:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def number_field(field: int, value: int) -> bytes:
    """A numeric field; nothing for 0."""
    return _SMALL[field << 3 | VARINT] + varint(value) if value else b""


def bytes_field(field: int, value: bytes) -> bytes:
    """An embedded message, present even when empty."""
    return _SMALL[field << 3 | BYTES] + varint(len(value)) + value


def text_field(field: int, value: str) -> bytes:
    """A string field; nothing for the empty string."""
    return bytes_field(field, value.encode()) if value else b""


def fixed32_field(field: int, value: int) -> bytes:
    """A ``fixed32`` field; nothing for 0."""
    return _SMALL[field << 3 | FIXED32] + value.to_bytes(4, "little") if value else b""
