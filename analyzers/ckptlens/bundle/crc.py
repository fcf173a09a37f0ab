"""CRC-32C (Castagnoli), masked as LevelDB stores it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from struct import iter_unpack
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

_POLYNOMIAL = 0x82F63B78
_MASK_DELTA = 0xA282EAD8
_WORD = 0xFFFFFFFF


@cache
def _tables() -> tuple[tuple[int, ...], ...]:
    """Eight tables: the k-th gives the effect of a byte that is followed by k more bytes."""
    first = tuple(_shift(byte, 8) for byte in range(256))
    tables = [first]
    for _ in range(7):
        tables.append(tuple(first[value & 255] ^ value >> 8 for value in tables[-1]))
    return tuple(tables)


def _shift(value: int, bits: int) -> int:
    for _ in range(bits):
        value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
    return value


def crc32c(data: bytes | memoryview, before: int = 0) -> int:
    """The plain CRC-32C of `data`, which follows bytes whose own is `before`."""
    extend = _native()
    return extend(before, bytes(data)) if extend else portable_crc32c(data, before)


@cache
def _native() -> Callable[[int, bytes], int] | None:
    """The processor's own instruction, a thousand times as fast, where the package google-crc32c has a build for the platform."""
    try:
        return cast("Callable[[int, bytes], int]", import_module("google_crc32c.cext").extend)
    except ImportError:
        return None


def portable_crc32c(data: bytes | memoryview, before: int = 0) -> int:
    """The same in Python. Eight bytes a step: one step costs what one byte costs with a single table."""
    t0, t1, t2, t3, t4, t5, t6, t7 = _tables()
    crc, whole = before ^ _WORD, len(data) // 8 * 8
    for first, high in iter_unpack("<II", data[:whole]):
        low = first ^ crc
        crc = (
            t7[low & 255] ^ t6[low >> 8 & 255] ^ t5[low >> 16 & 255] ^ t4[low >> 24]
            ^ t3[high & 255] ^ t2[high >> 8 & 255] ^ t1[high >> 16 & 255] ^ t0[high >> 24]
        )  # fmt: skip
    for byte in data[whole:]:
        crc = t0[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ _WORD


def masked_crc32c(data: bytes | memoryview) -> int:
    """The CRC as stored in files: rotated and offset, so that data that hold their own CRC do not check trivially."""
    return mask(crc32c(data))


def mask(crc: int) -> int:
    """The stored form of a plain CRC."""
    return ((crc >> 15 | crc << 17) + _MASK_DELTA) & _WORD
