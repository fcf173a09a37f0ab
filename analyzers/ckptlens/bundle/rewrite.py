"""A new ``.index`` over the data files of another checkpoint: keys change, bytes stay where they are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.bundle.crc import crc32c, mask
from ckptlens.bundle.dtypes import dtype_number
from ckptlens.bundle.encode import bytes_field, fixed32_field, number_field
from ckptlens.bundle.graph import write_string_scalar
from ckptlens.bundle.model import Entry
from ckptlens.bundle.ordered import renamed_piece
from ckptlens.bundle.table_writer import write_table
from ckptlens.bundle.wire import fields, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ckptlens.bundle.model import Bundle, Header, Piece
    from ckptlens.bundle.table import Record


class Copy(Struct, frozen=True):
    """The value of key `source` stands under key `target`; under the shape `shape`, of as many elements, if one is given."""

    source: str
    target: str
    shape: tuple[int, ...] | None = None


class NewTensor(Struct, frozen=True):
    """A value that the source does not hold: its key, element type, shape, stored bytes and their masked checksum."""

    key: str
    dtype: str
    shape: tuple[int, ...]
    stored: bytes
    crc32c: int


class Place(Struct, frozen=True):
    """Where the bytes of a tensor are, and their masked checksum."""

    shard: int
    offset: int
    size: int
    crc32c: int


class Rewritten(Struct, frozen=True):
    """The new index and the records in it, and the content of a data file that follows the source's; None when nothing was added."""

    index: bytes
    num_shards: int
    added_shard: bytes | None
    records: tuple[Record, ...]


def int64_scalar(key: str, value: int) -> NewTensor:
    """A scalar of type int64."""
    stored = value.to_bytes(8, "little", signed=True)
    return NewTensor(key, "int64", (), stored, mask(crc32c(stored)))


def string_scalar(key: str, value: bytes) -> NewTensor:
    """A scalar of type string."""
    return NewTensor(key, "string", (), *write_string_scalar(value))


def rewrite(bundle: Bundle, copies: Iterable[Copy], additions: Sequence[NewTensor] = ()) -> Rewritten:
    """The index with a record for each copy and addition. With every key copied to itself it is the source's, byte for byte.

    A source may be copied to several targets. Targets must be distinct; every source must be a key of the bundle.
    """
    entries = {e.key: e for e in bundle.entries}
    pieces: defaultdict[str, list[Piece]] = defaultdict(list)
    for piece in bundle.pieces:
        pieces[piece.entry.key].append(piece)
    shards = bundle.header.num_shards
    records: list[Record] = []
    for copy in copies:
        raw = entries[copy.source].raw
        records.append((copy.target.encode(), raw if copy.shape is None else _reshaped(raw, copy.shape)))
        records += ((renamed_piece(p.raw_key, copy.target), p.entry.raw) for p in pieces.get(copy.source, ()))
    offset = 0
    for tensor in additions:
        entry = placed_entry(tensor.key, tensor.dtype, tensor.shape, Place(shards, offset, len(tensor.stored), tensor.crc32c))
        records.append((tensor.key.encode(), entry.raw))
        offset += len(tensor.stored)
    records.sort()
    count = shards + bool(additions)
    records.insert(0, (b"", _header_bytes(bundle.header, count)))
    return Rewritten(write_table(records), count, b"".join(t.stored for t in additions) if additions else None, tuple(records))


def _header_bytes(header: Header, num_shards: int) -> bytes:
    if header.raw and header.num_shards == num_shards:
        return header.raw
    version = bytes_field(3, number_field(1, header.producer) + number_field(2, header.min_consumer))
    return number_field(1, num_shards) + version


def placed_entry(key: str, dtype: str, shape: tuple[int, ...], place: Place) -> Entry:
    """The entry of a whole tensor, with its record."""
    raw = (
        number_field(1, dtype_number(dtype))
        + bytes_field(2, _shape_bytes(shape))
        + number_field(3, place.shard)
        + number_field(4, place.offset)
        + number_field(5, place.size)
        + fixed32_field(6, place.crc32c)
    )
    return Entry(key, dtype, shape, place.shard, place.offset, place.size, place.crc32c, 0, raw)


def _shape_bytes(shape: tuple[int, ...]) -> bytes:
    return b"".join(bytes_field(2, number_field(1, size)) for size in shape)


def _reshaped(raw: bytes, shape: tuple[int, ...]) -> bytes:
    """The record with another shape, its other fields as they were."""
    kept = {field: number(value) for field, value in fields(raw) if field != 2}
    plain = (number_field(field, kept.get(field, 0)) for field in (3, 4, 5))
    return number_field(1, kept.get(1, 0)) + bytes_field(2, _shape_bytes(shape)) + b"".join(plain) + fixed32_field(6, kept.get(6, 0))
