"""What `ckptlens show` shows: the tensors of a checkpoint, whatever its format."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from ckptlens.bundle.keys import ATTRIBUTES, OPTIMIZER_SLOT, VARIABLE_VALUE, parse_object_key
from ckptlens.bundle.model import Bundle, Scheme
from ckptlens.bundle.statistics import Statistics, element_width, statistics
from msgspec import Struct

from ckptlens_server.conversion.slots import variable_of_slot
from ckptlens_server.conversion.source import Source, open_source
from ckptlens_server.executor.inputs import resolve_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from ckptlens.bundle import Entry
    from ckptlens.bundle.graph import ObjectGraph

_CHUNK = 1 << 20


class Slot(Struct, frozen=True):
    """That a tensor is a slot: the key of its variable, and the slot as the file names it."""

    variable: str
    name: str


class Row(Struct, frozen=True):
    """One tensor. `size` is None where only TensorFlow knows it; `name` is the recorded name of a variable of an object-based file."""

    key: str
    dtype: str
    shape: tuple[int, ...] | None
    size: int | None
    slices: int = 0
    name: str | None = None
    slot: Slot | None = None
    values: Statistics | None = None


class Content(Struct, frozen=True):
    """A checkpoint. `shards` is 0 for the V1 format."""

    prefix: str
    scheme: Scheme
    shards: int
    rows: tuple[Row, ...]
    graph: ObjectGraph | None = None


def read_content(name: str, *, values: bool, python: str | None) -> Content:
    """The content of the checkpoint that `name` means. Raises InputError when it cannot be read."""
    found = resolve_checkpoint(name)
    if found.bundle is None:
        return _listed_by_tensorflow(found.prefix, python)
    source = open_source(found.prefix, found.bundle)
    return Content(found.prefix, found.bundle.scheme, found.bundle.header.num_shards, tuple(_rows(source, values)), source.graph)


def _rows(source: Source, values: bool) -> Iterator[Row]:
    entries, sizes = source.entries, _sizes(source.bundle)
    names = source.graph.names_by_key if source.graph else dict[str, str]()
    for key, entry in entries.items():
        numbers = statistics(entry.dtype, _chunks(source, entry)) if values and element_width(entry.dtype) else None
        slot = _slot(key, source.bundle.scheme, entries.keys())
        yield Row(key, entry.dtype, entry.shape, sizes.get(key, entry.size), entry.slices, names.get(key), slot, numbers)


def _sizes(bundle: Bundle) -> Counter[str]:
    """The bytes of partitioned variables."""
    sizes: Counter[str] = Counter()
    for piece in bundle.pieces:
        sizes[piece.entry.key] += piece.entry.size
    return sizes


def _slot(key: str, scheme: Scheme, known: Set[str]) -> Slot | None:
    if scheme is Scheme.NAME:
        found = variable_of_slot(key, known)
        return Slot(*found) if found else None
    parsed = parse_object_key(key)
    if parsed is None or parsed.slot is None or parsed.optimizer is None:
        return None
    variable = key.partition(f"/{OPTIMIZER_SLOT}/")[0]
    return Slot(f"{variable}/{ATTRIBUTES}/{VARIABLE_VALUE}", "/".join((*parsed.optimizer, parsed.slot)))


def _chunks(source: Source, entry: Entry) -> Iterator[bytes]:
    parts = [p.entry for p in source.bundle.pieces if p.entry.key == entry.key] if entry.slices else [entry]
    width = element_width(entry.dtype) or 1
    for part in parts:
        with source.data_file(part.shard).open("rb") as file:
            file.seek(part.offset)
            left = part.size // width * width
            while left and (chunk := file.read(min(left, _CHUNK))):
                left -= len(chunk)
                yield chunk


def _listed_by_tensorflow(prefix: str, python: str | None) -> Content:
    """A file of the V1 format."""
    from ckptlens_server.cli.running import executor
    from ckptlens_server.executor.client import Request
    from ckptlens_server.executor.operations import absolute_prefix

    with executor(python) as client:
        found = client.request(Request("list", {"source": absolute_prefix(prefix)}))
    listed = cast("list[dict[str, object]]", found["keys"])
    known = {str(item["key"]) for item in listed}
    rows = (
        Row(key, str(item["dtype"]), tuple(cast("list[int]", item["shape"])), None, slot=_slot(key, Scheme.NAME, known))
        for item in listed
        for key in [str(item["key"])]
    )
    return Content(prefix, Scheme.NAME, 0, tuple(rows))
