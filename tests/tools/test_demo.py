"""The demo cannot say that all is as predicted when it is not."""

from __future__ import annotations

import pytest
from compare import must_be_equal
from edits import apply
from programs import DemoError, Fact

FACT = Fact((2,), "float32")


def edit(line, column, end_line, end_column, text):
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column, "text": text}


@pytest.mark.parametrize("real", [{}, {"w": FACT, "v": FACT}, {"w": Fact((3,), "float32")}, {"w": Fact((2,), "int64")}])
def test_any_difference_ends_the_demo(real):
    with pytest.raises(DemoError, match="1 keys differ"):
        must_be_equal({"w": FACT}, real, "it")


def test_equal_keys_go_on():
    must_be_equal({"w": FACT}, {"w": FACT}, "it")


def test_edits_are_made_together():
    assert apply("a\nbc\n", [edit(1, 1, 2, 1, ""), edit(2, 2, 2, 3, "d\n")]) == "bd\n\n"
