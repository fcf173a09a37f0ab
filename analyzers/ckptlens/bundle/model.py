"""What a checkpoint holds, as its index tells it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"


class Scheme(StrEnum):
    """Which key world a file belongs to: written by a Saver (``name``) or by a Checkpoint (``object``)."""

    NAME = "name"
    OBJECT = "object"


class Header(Struct, frozen=True):
    """The bundle's own record: how many data shards there are and who may read them."""

    num_shards: int
    producer: int = 0
    min_consumer: int = 0
    raw: bytes = b""


class Entry(Struct, frozen=True):
    """One tensor: key, element type, shape, and where its bytes lie. `crc32c` is masked and covers the bytes.

    `shape` None means that the file does not fix the rank. `slices` is the number of pieces of a partitioned variable: their bytes
    have records of their own (`Bundle.pieces`), and `size` is then 0. `raw` is the record as it stands in the file.
    """

    key: str
    dtype: str
    shape: tuple[int, ...] | None
    shard: int
    offset: int
    size: int
    crc32c: int
    slices: int = 0
    raw: bytes = b""


class Piece(Struct, frozen=True):
    """One stored part of the partitioned variable `entry.key`; `raw_key` is its record's ordered key."""

    raw_key: bytes
    entry: Entry


class Bundle(Struct, frozen=True):
    """The content of one ``.index`` file: entries in the order of their keys."""

    header: Header
    entries: tuple[Entry, ...]
    pieces: tuple[Piece, ...] = ()

    @property
    def scheme(self) -> Scheme:
        """Object-based when the file holds an object graph, else name-based."""
        return Scheme.OBJECT if self.entry(OBJECT_GRAPH_KEY) else Scheme.NAME

    def entry(self, key: str) -> Entry | None:
        """The entry of `key`, or None."""
        return next((e for e in self.entries if e.key == key), None)

    def size_of(self, entry: Entry) -> int:
        """The bytes of an entry's value, its pieces included."""
        return entry.size if not entry.slices else sum(p.entry.size for p in self.pieces if p.entry.key == entry.key)

    def shard_size(self, shard: int) -> int:
        """How long the file of `shard` must be to hold all that the index places there."""
        placed = (*self.entries, *(p.entry for p in self.pieces))
        return max((e.offset + e.size for e in placed if e.shard == shard), default=0)


def shard_suffix(shard: int, num_shards: int) -> str:
    """What follows the prefix in the name of a data file."""
    return f".data-{shard:05d}-of-{num_shards:05d}"
