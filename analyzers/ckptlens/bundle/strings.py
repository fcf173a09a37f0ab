"""Stored string tensors: the lengths as varints, the masked CRC-32C of the lengths, the strings."""

from __future__ import annotations

from ckptlens.bundle.crc import crc32c, mask
from ckptlens.bundle.error import BundleError
from ckptlens.bundle.wire import read_varint

_UINT32 = 1 << 32


def string_checksum(stored: bytes, count: int) -> int:
    """The checksum of a tensor of `count` strings, as its entry must have it.

    It counts a length as a uint32, or as a uint64 when it does not fit (``WriteStringTensor`` in ``tensor_bundle.cc``), wherefore it is
    not that of the stored bytes. Raises BundleError when the bytes are not such a tensor.
    """
    if count > len(stored):
        raise BundleError("its strings are more than its bytes")
    at, total, lengths = 0, 0, bytearray()
    for _ in range(count):
        size, at = read_varint(stored, at)
        total += size
        lengths += size.to_bytes(4 if size < _UINT32 else 8, "little")
    if at + 4 + total != len(stored):
        raise BundleError("its strings do not fill its bytes")
    crc = crc32c(bytes(lengths))
    if mask(crc).to_bytes(4, "little") != stored[at : at + 4]:
        raise BundleError("the checksum of its strings' lengths does not match")
    return mask(crc32c(stored[at:], crc))
