"""Files that nobody vouches for: compressed, damaged, forged."""

import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from struct import pack

import pytest
from bundle_tables import HEADER, record, table, varint
from ckptlens.bundle import BundleError, read_index
from ckptlens.bundle.crc import masked_crc32c
from ckptlens.bundle.snappy import decompress
from ckptlens.bundle.table import FOOTER_SIZE
from ckptlens.bundle.wire import fields, last_fields
from hypothesis import given
from hypothesis import strategies as st

DATA = Path(__file__).parent / "data"
SEEDS = [(DATA / f"{name}.index").read_bytes() for name in ("named", "tracked", "sharded")]
KEY = record(0, b"key", b"\x08\x01\x12\x00")


def literal(content: bytes) -> bytes:
    return bytes([(len(content) - 1) << 2]) + content


def compressed(content: bytes) -> bytes:
    body = content + b"\1"
    return body + pack("<I", masked_crc32c(body))


def test_a_snappy_block_of_another_writer_is_read():
    plain = record(0, *HEADER) + KEY + pack("<II", 0, 1)
    assert [e.key for e in read_index(table(compressed(varint(len(plain)) + literal(plain)))).entries] == ["key"]


@pytest.mark.parametrize(
    ("stream", "plain"),
    [
        (b"\x03" + literal(b"abc"), b"abc"),
        (b"\x09" + literal(b"ab") + b"\x0d\x02", b"ababababa"),
        (b"\x08" + literal(b"abcd") + b"\x0e\x04\x00", b"abcdabcd"),
        (b"\x08" + literal(b"abcd") + b"\x0f\x04\x00\x00\x00", b"abcdabcd"),
        (b"\x40\xf0\x3f" + b"x" * 64, b"x" * 64),
    ],
)
def test_literals_and_references_of_snappy(stream: bytes, plain: bytes):
    assert decompress(stream, 100) == plain


@pytest.mark.parametrize(
    "stream", [b"\xff\xff\xff\xff\x0f", b"\x03\x08ab", b"\x04\x00a\x01\x02", b"\x04\x00a\x0e", b"\x05" + literal(b"abc")]
)
def test_malformed_snappy_is_refused(stream: bytes):
    with pytest.raises(BundleError):
        decompress(stream, 100)


def test_ten_thousand_damaged_indexes_are_refused_or_read_within_bounds():
    chance = random.Random(5)
    tracemalloc.start()
    for number in range(10_000):
        mutant = resealed(mutated(bytearray(SEEDS[number % len(SEEDS)]), chance), number % 2 == 0)
        try:
            read_index(mutant)
        except BundleError:
            continue
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # A tenth of a megabyte holds the objects of a few records; a claimed size that was believed would be far above.
    assert peak < 1_000_000


def mutated(data: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
        elif kind == 2:
            del data[at : at + chance.randint(1, 8)]
        else:
            data[at:at] = chance.randbytes(chance.randint(1, 8))
    return data


def resealed(data: bytearray, seal: bool) -> bytes:
    """With the checksum of the first block made right again, so that damage gets past it."""
    if not seal:
        return bytes(data)
    end = first_block_end(SEEDS)
    for length in end:
        if len(data) > length + 5 + FOOTER_SIZE:
            data[length + 1 : length + 5] = pack("<I", masked_crc32c(bytes(data[: length + 1])))
    return bytes(data)


def first_block_end(seeds: list[bytes]) -> list[int]:
    """Where the first block of each seed ends: the metaindex block of eight bytes follows its trailer."""
    return sorted({seed.index(pack("<II", 0, 1) + b"\0", seed.index(pack("<II", 0, 1) + b"\0") + 9) - 5 for seed in seeds})


@given(st.binary(max_size=24))
def test_the_fast_way_to_read_fields_agrees_with_the_other(raw: bytes):
    def outcome(read: Callable[[bytes], object]) -> object:
        try:
            return read(raw)
        except BundleError as error:
            return str(error)

    assert outcome(last_fields) == outcome(lambda data: dict(fields(data)))
