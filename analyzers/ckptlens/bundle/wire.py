"""Protocol-buffer wire format: the little that checkpoint files need, with every length checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle.error import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_FIXED_SIZES = {FIXED64: 8, FIXED32: 4}

Field = tuple[int, int | bytes]
"""Field number and value: an int for the numeric wire types, bytes for the length-delimited one."""


def read_varint(data: bytes | memoryview, at: int) -> tuple[int, int]:
    """The unsigned varint at offset `at`, and the offset behind it."""
    if at < len(data) and (first := data[at]) < 0x80:
        return first, at + 1
    value = shift = 0
    while shift < 64:
        if at >= len(data):
            raise BundleError("a number runs past the end of its record")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, at
        shift += 7
    raise BundleError("a number is longer than ten bytes")


def fields(data: bytes) -> Iterator[Field]:
    """The fields of one message, in the order of the bytes."""
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        wire_type, number = tag & 7, tag >> 3
        if wire_type == VARINT:
            value, at = read_varint(data, at)
            yield number, value
            continue
        size, at = _payload_size(data, at, wire_type)
        payload, at = data[at : at + size], at + size
        if len(payload) < size:
            raise BundleError(f"field {number} is cut short: {len(payload)} of {size} bytes")
        yield number, payload if wire_type == BYTES else int.from_bytes(payload, "little")


def last_fields(data: bytes) -> dict[int, int | bytes]:
    """The last value of every field. What `fields` gives, faster for the short records of an index, of which there may be 100,000."""
    found: dict[int, int | bytes] = {}
    at, end = 0, len(data)
    while at + 1 < end:
        tag, value = data[at], data[at + 1]
        kind = tag & 7
        if tag >= 0x80 or kind not in {VARINT, BYTES, FIXED32}:
            return dict(fields(data))
        if kind == FIXED32:
            value, after = int.from_bytes(data[at + 1 : at + 5], "little"), at + 5
        else:
            after = at + 2
            if value >= 0x80:
                value, after = read_varint(data, at + 1)
            if kind == BYTES:
                start, after = after, after + value
                value = data[start:after]
        if after > end:
            return dict(fields(data))
        found[tag >> 3], at = value, after
    return found if at == end else dict(fields(data))


def _payload_size(data: bytes, at: int, wire_type: int) -> tuple[int, int]:
    if wire_type == BYTES:
        return read_varint(data, at)
    if wire_type in _FIXED_SIZES:
        return _FIXED_SIZES[wire_type], at
    raise BundleError(f"wire type {wire_type} does not occur in checkpoint files")


def number(value: int | bytes) -> int:
    """The value of a numeric field."""
    if isinstance(value, bytes):
        raise BundleError("a number was expected where the record holds bytes")
    return value


def signed(value: int | bytes) -> int:
    """The value of an ``int64`` field: two's complement in 64 bits."""
    unsigned = number(value)
    return unsigned - (1 << 64) if unsigned >= 1 << 63 else unsigned


def message(value: int | bytes) -> bytes:
    """The bytes of an embedded message or of a ``bytes`` field."""
    if isinstance(value, int):
        raise BundleError("bytes were expected where the record holds a number")
    return value


def text(value: int | bytes) -> str:
    """The value of a ``string`` field."""
    return decode(message(value))


def decode(raw: bytes) -> str:
    """UTF-8 text; TensorFlow writes names in no other encoding."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BundleError(f"a name is not UTF-8: {raw[:80]!r}") from error
