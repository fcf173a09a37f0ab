import json
import random
from pathlib import Path

import pytest
from bundle_tables import HEADER, block, index_of, record, table
from ckptlens.bundle import BundleError, Scheme, read_index
from ckptlens.bundle.crc import crc32c, masked_crc32c

DATA = Path(__file__).parent / "data"
RECORDED = ["named", "tracked", "sharded"]


def index(name: str) -> bytes:
    return (DATA / f"{name}.index").read_bytes()


@pytest.mark.parametrize("name", RECORDED)
def test_keys_dtypes_and_shapes_are_what_tensorflow_reads(name: str):
    recorded = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    found = {e.key: [e.dtype, list(e.shape or ())] for e in read_index(index(name)).entries}
    assert found == recorded


@pytest.mark.parametrize(("name", "scheme"), [("named", Scheme.NAME), ("tracked", Scheme.OBJECT)])
def test_the_scheme_follows_from_the_object_graph(name: str, scheme: Scheme):
    assert read_index(index(name)).scheme is scheme


def test_the_pieces_of_a_partitioned_variable_carry_its_name_and_bytes():
    bundle = read_index(index("named"))
    table = bundle.entry("emb/table")
    assert table is not None
    assert (table.slices, [p.entry.key for p in bundle.pieces], bundle.size_of(table)) == (2, ["emb/table"] * 2, 5 * 2 * 4)


@pytest.mark.parametrize("name", RECORDED)
def test_shards_are_as_long_as_their_files(name: str):
    bundle = read_index(index(name))
    sizes = [p.stat().st_size for p in sorted(DATA.glob(f"{name}.data-*"))]
    assert [bundle.shard_size(s) for s in range(bundle.header.num_shards)] == sizes


@pytest.mark.parametrize("name", RECORDED)
def test_no_truncation_is_read(name: str):
    whole = index(name)
    for length in range(len(whole)):
        with pytest.raises(BundleError):
            read_index(whole[:length])


def test_a_flipped_bit_in_a_block_is_found():
    whole = bytearray(index("named"))
    blocks = len(whole) - 48
    for place in range(blocks):
        whole[place] ^= 1 << place % 8
        with pytest.raises(BundleError):
            read_index(bytes(whole))
        whole[place] ^= 1 << place % 8


def test_random_bytes_raise_nothing_but_bundle_error():
    source = random.Random(7)
    for _ in range(2_000):
        damaged = bytearray(index("tracked"))
        for _ in range(3):
            damaged[source.randrange(len(damaged))] = source.randrange(256)
        try:
            read_index(bytes(damaged))
        except BundleError:
            continue
        assert damaged[-48:] != index("tracked")[-48:] or damaged == index("tracked")


def test_records_of_several_blocks_are_read_in_order():
    data = table(block(record(0, *HEADER) + record(0, b"a", b"\x08\x01")), block(record(0, b"b", b"\x08\x09")))
    assert [(e.key, e.dtype) for e in read_index(data).entries] == [("a", "float32"), ("b", "int64")]


def test_a_dtype_newer_than_the_table_of_names_keeps_its_number():
    assert read_index(index_of((b"a", b"\x08\x63"))).entries[0].dtype == "dtype99"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "git lfs pull"),
        (b"", "too few"),
        (b"x" * 100, "magic number"),
        (table(block(record(0, *HEADER), compression=1)), "compressed"),
        (table(block(record(0, b"a", b""))), "no bundle header"),
        (table(), "no bundle header"),
        (table(block(record(0, b"", b"\x08\x01\x10\x01"))), "big-endian"),
        (table(block(record(0, b"", b"\x08\xa0\x8d\x06"))), "100000 data shards"),
        (index_of((b"a", b"\x18\x01")), "outside the data files"),
        (index_of((b"a", b"\x20\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")), "outside the data files"),
        (index_of((b"a", b"\x12\x0d\x12\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")), "impossible shape"),
        (index_of((b"a", b"\x12\x7f")), "cut short"),
        (index_of((b"a", b"\x0b")), "wire type 3"),
        (index_of((b"a", b"\x08" + b"\xff" * 10)), "ten bytes"),
        (index_of((b"\xff", b"")), "not UTF-8"),
        (index_of((b"b", b""), (b"a", b"")), "out of order"),
        (index_of((b"a", b""), (b"a", b"")), "out of order"),
        (index_of((b"\0ab", b"")), "malformed"),
        (table(block(record(0, *HEADER) + record(5, b"a", b""))), "outside its block"),
    ],
)
def test_a_malformed_index_is_refused_with_the_reason(data: bytes, message: str):
    with pytest.raises(BundleError, match=message):
        read_index(data)


def test_keys_that_expand_without_end_are_refused():
    long = b"k" * 60_000
    bomb = record(0, *HEADER) + record(0, long, b"") + b"".join(record(60_000, i.to_bytes(2, "big"), b"") for i in range(2_000))
    with pytest.raises(BundleError, match="far longer than the file"):
        read_index(table(block(bomb)))


def test_the_checksum_is_crc_32c():
    assert (crc32c(b"123456789"), crc32c(b""), masked_crc32c(b"")) == (0xE3069283, 0, 0xA282EAD8)
