from struct import pack

import pytest
from ckptlens.bundle.statistics import Statistics, element_width, statistics


@pytest.mark.parametrize(
    ("dtype", "stored"),
    [
        ("float32", pack("<3f", 1.0, -2.0, 4.0)),
        ("float16", pack("<3e", 1.0, -2.0, 4.0)),
        ("bfloat16", b"\x80\x3f\x00\xc0\x80\x40"),
        ("int64", pack("<3q", 1, -2, 4)),
        ("int8", b"\1\xfe\4"),
    ],
)
def test_numbers_are_read_by_their_type(dtype: str, stored: bytes):
    width = element_width(dtype)
    assert width
    assert statistics(dtype, [stored[:width], stored[width:]]) == Statistics(-2.0, 4.0, 1.0, 0)


def test_nan_is_counted_and_left_out():
    assert statistics("float32", [pack("<2f", float("nan"), 3.0)]) == Statistics(3.0, 3.0, 3.0, 1)


def test_nothing_has_no_minimum():
    assert statistics("float64", []) == Statistics(None, None, None, 0)


def test_strings_have_no_statistics():
    assert element_width("string") is None
