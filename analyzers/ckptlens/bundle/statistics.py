"""Minimum, maximum, mean and count of NaNs of a tensor, from its stored bytes and in bounded memory."""

from __future__ import annotations

from math import inf, isnan
from struct import unpack
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMATS = {
    "float16": "e",
    "float32": "f",
    "float64": "d",
    "bool": "B",
    "int8": "b",
    "uint8": "B",
    "int16": "h",
    "uint16": "H",
    "int32": "i",
    "uint32": "I",
    "int64": "q",
    "uint64": "Q",
    "qint8": "b",
    "quint8": "B",
    "qint16": "h",
    "quint16": "H",
    "qint32": "i",
}
_WIDTHS = {"e": 2, "f": 4, "d": 8, "B": 1, "b": 1, "h": 2, "H": 2, "i": 4, "I": 4, "q": 8, "Q": 8}


class Statistics(Struct, frozen=True):
    """Of all elements that are numbers; None where there is none. `nan` counts the others."""

    minimum: float | None
    maximum: float | None
    mean: float | None
    nan: int


def element_width(dtype: str) -> int | None:
    """The bytes of an element; None for a type without statistics."""
    return 2 if dtype == "bfloat16" else _WIDTHS[_FORMATS[dtype]] if dtype in _FORMATS else None


def statistics(dtype: str, chunks: Iterable[bytes]) -> Statistics:
    """The statistics of a tensor whose little-endian bytes come in chunks of whole elements."""
    low, high, total, count, nan = inf, -inf, 0.0, 0, 0
    for chunk in chunks:
        values = _numbers(dtype, chunk)
        numbers = [v for v in values if not isnan(v)] if dtype.endswith(("16", "32", "64")) and "float" in dtype else values
        nan += len(values) - len(numbers)
        if numbers:
            least, most = min(numbers), max(numbers)
            low, high = min(low, least), max(high, most)
            total += sum(numbers)
            count += len(numbers)
    return Statistics(low, high, total / count, nan) if count else Statistics(None, None, None, nan)


def _numbers(dtype: str, chunk: bytes) -> Sequence[float]:
    if dtype == "bfloat16":
        # The upper half of a float32.
        wide = bytearray(2 * len(chunk))
        wide[2::4], wide[3::4] = chunk[0::2], chunk[1::2]
        return unpack(f"<{len(chunk) // 2}f", wide)
    form = _FORMATS[dtype]
    return unpack(f"<{len(chunk) // _WIDTHS[form]}{form}", chunk)
