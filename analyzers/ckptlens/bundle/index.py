"""Reads the ``.index`` file of a checkpoint."""

from __future__ import annotations

from functools import lru_cache

from ckptlens.bundle.dtypes import dtype_name
from ckptlens.bundle.error import BundleError
from ckptlens.bundle.model import Bundle, Entry, Header, Piece
from ckptlens.bundle.ordered import piece_name
from ckptlens.bundle.table import read_table
from ckptlens.bundle.wire import Field, decode, fields, last_fields, message, number, signed

_LFS = b"version https://git-lfs"
_MAX_SHARDS = 99_999
_MAX_RANK = 254
_HEADER_KEY = b""


def read_index(data: bytes) -> Bundle:
    """The bundle that the bytes of an ``.index`` file describe. Raises BundleError for anything else."""
    if data.startswith(_LFS):
        raise BundleError("it is a Git LFS pointer, not the file itself; fetch it with `git lfs pull`")
    records = read_table(data)
    if not records or records[0][0] != _HEADER_KEY:
        raise BundleError("it has no bundle header: a table, but not the index of a V2 checkpoint")
    header = _header(records[0][1])
    entries = tuple(_entry(decode(k), v, header) for k, v in records[1:] if not k.startswith(b"\0"))
    pieces = tuple(Piece(k, _entry(piece_name(k), v, header)) for k, v in records[1:] if k.startswith(b"\0"))
    return Bundle(header, entries, pieces)


def _header(raw: bytes) -> Header:
    found = dict(fields(raw))
    if number(found.get(2, 0)) != 0:
        raise BundleError("it was written on a big-endian machine, which is not supported")
    shards = number(found.get(1, 0))
    if not 0 <= shards <= _MAX_SHARDS:
        raise BundleError(f"it claims {shards} data shards")
    version = dict(fields(message(found.get(3, b""))))
    return Header(shards, number(version.get(1, 0)), number(version.get(2, 0)), raw)


def _entry(key: str, raw: bytes, header: Header) -> Entry:
    last = last_fields(raw)
    shard, offset, size = signed(last.get(3, 0)), signed(last.get(4, 0)), signed(last.get(5, 0))
    if not (0 <= shard < header.num_shards and offset >= 0 and size >= 0):
        raise BundleError(f"the record of {key!r} places its bytes outside the data files (shard {shard}, offset {offset}, size {size})")
    return Entry(
        key=key,
        dtype=dtype_name(number(last.get(1, 0))),
        shape=_shape_of(key, message(last.get(2, b""))),
        shard=shard,
        offset=offset,
        size=size,
        crc32c=number(last.get(6, 0)),
        slices=sum(1 for field, _ in fields(raw) if field == 7) if 7 in last else 0,
        raw=raw,
    )


def _shape_of(key: str, raw: bytes) -> tuple[int, ...] | None:
    try:
        return _shape(raw)
    except BundleError as error:
        raise BundleError(f"the record of {key!r} has an impossible shape: {error}") from error


@lru_cache(maxsize=4096)
def _shape(raw: bytes) -> tuple[int, ...] | None:
    """Cached, since a checkpoint has few shapes and many keys."""
    found = list(fields(raw))
    if any(field == 3 and value for field, value in found):
        return None
    shape = tuple(_dimension(f) for f in found if f[0] == 2)
    if len(shape) > _MAX_RANK or any(size < 0 for size in shape):
        raise BundleError("a size is negative, or there are too many")
    return shape


def _dimension(field: Field) -> int:
    return signed(dict(fields(message(field[1]))).get(1, 0))
