"""Indexes written over the data files of others."""

from pathlib import Path

import pytest
from ckptlens.bundle import read_index
from ckptlens.bundle.crc import crc32c, portable_crc32c
from ckptlens.bundle.graph import read_object_graph, read_string_scalar, write_object_graph, write_string_scalar
from ckptlens.bundle.model import OBJECT_GRAPH_KEY
from ckptlens.bundle.rewrite import Copy, int64_scalar, rewrite
from ckptlens.bundle.table import read_table
from ckptlens.bundle.table_writer import write_table
from hypothesis import given
from hypothesis import strategies as st

DATA = Path(__file__).parent / "data"


def index(name: str) -> bytes:
    return (DATA / f"{name}.index").read_bytes()


@pytest.mark.parametrize("name", ["named", "tracked", "sharded"])
def test_copying_every_key_to_itself_gives_tensorflows_own_bytes(name: str):
    bundle = read_index(index(name))
    assert rewrite(bundle, [Copy(e.key, e.key) for e in bundle.entries]).index == index(name)


def test_a_renamed_partitioned_variable_takes_its_pieces_along():
    renamed = read_index(rewrite(read_index(index("named")), [Copy("emb/table", "new/ÿ")]).index)
    assert [(e.key, e.slices) for e in renamed.entries] == [("new/ÿ", 2)]
    assert [(p.entry.key, p.entry.size) for p in renamed.pieces] == [("new/ÿ", 24), ("new/ÿ", 16)]


def test_an_addition_goes_to_a_data_file_of_its_own():
    new = rewrite(read_index(index("sharded")), [], [int64_scalar("step", -2)])
    entry = read_index(new.index).entry("step")
    assert entry
    assert (entry.dtype, entry.shape, entry.shard, entry.size, new.num_shards) == ("int64", (), 2, 8, 3)
    assert new.added_shard == (-2).to_bytes(8, "little", signed=True)


def test_a_reshaped_value_keeps_its_place_and_checksum():
    source = read_index(index("named"))
    before, after = (
        source.entry("dense/kernel"),
        read_index(rewrite(source, [Copy("dense/kernel", "k", (6,))]).index).entry("k"),
    )
    assert before
    assert after
    assert (after.shape, after.offset, after.size, after.crc32c) == ((6,), before.offset, before.size, before.crc32c)


def test_the_object_graph_is_written_as_tensorflow_writes_it():
    entry = read_index(index("tracked")).entry(OBJECT_GRAPH_KEY)
    assert entry
    with (DATA / "tracked.data-00000-of-00001").open("rb") as file:
        file.seek(entry.offset)
        stored = file.read(entry.size)
    graph = read_object_graph(read_string_scalar(stored, entry.crc32c))
    assert read_object_graph(write_object_graph(graph)) == graph
    assert write_string_scalar(read_string_scalar(stored, entry.crc32c)) == (stored, entry.crc32c)


@given(st.dictionaries(st.binary(max_size=12), st.binary(max_size=20), max_size=60), st.integers(20, 400))
def test_what_was_written_is_read(records: dict[bytes, bytes], block_size: int):
    assert read_table(write_table(sorted(records.items()), block_size)) == sorted(records.items())


@given(st.binary(max_size=64), st.binary(max_size=64))
def test_a_checksum_goes_on_where_another_ended(a: bytes, b: bytes):
    assert portable_crc32c(b, portable_crc32c(a)) == crc32c(a + b) == portable_crc32c(a + b)
