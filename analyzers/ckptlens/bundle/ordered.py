"""Keys of the stored pieces of partitioned variables, in TensorFlow's order-preserving code.

Such a key is the number 0 (one zero byte), the variable's name, the rank, and start and length of the piece per dimension. In the name
a zero byte stands as ``00 FF`` and 255 as ``FF 00``; ``00 01`` ends it.
"""

from __future__ import annotations

from ckptlens.bundle.error import BundleError
from ckptlens.bundle.wire import decode

_ESCAPES = {b"\0\xff": b"\0", b"\xff\0": b"\xff"}
_END = b"\0\1"


def renamed_piece(raw: bytes, name: str) -> bytes:
    """The key of the same piece of a variable called `name`."""
    _, at = _split(raw)
    return b"\0" + name.encode().replace(b"\0", b"\0\xff") + _END + raw[at:]


def piece_name(raw: bytes) -> str:
    """The name of the partitioned variable whose piece has the key `raw`."""
    return decode(_split(raw)[0])


def _split(raw: bytes) -> tuple[bytes, int]:
    """The name in a key, and the offset of what follows it."""
    name, at = bytearray(), 1
    while at < len(raw):
        if raw[at] not in {0, 255}:
            name.append(raw[at])
            at += 1
            continue
        pair = raw[at : at + 2]
        if pair == _END:
            return bytes(name), at + 2
        if pair not in _ESCAPES:
            break
        name += _ESCAPES[pair]
        at += 2
    raise BundleError(f"the key of a partitioned variable's piece is malformed: {raw[:80]!r}")
