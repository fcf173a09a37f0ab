"""Text with holes."""

from __future__ import annotations

import pytest
from ckptlens.template import Hole, Template, template

I = Hole("i", "loop")  # noqa: E741


def test_neighbouring_literals_are_joined_and_empty_ones_dropped():
    assert template(["a", "", "b", I, "", "c"]) == Template(("ab", I, "c"))


def test_a_template_without_holes_is_literal():
    assert template(["a", "b"]).literal == "ab"


def test_the_empty_template_is_the_empty_text():
    assert template([]).literal == ""


def test_a_template_with_a_hole_is_not_literal():
    assert (template(["a", I]).literal, template([I]).literal) == (None, None)


def test_a_hole_is_written_in_braces_and_literal_braces_are_doubled():
    assert str(template(["{a}", I])) == "{{a}}{i}"


def test_holes_come_in_order_each_time_they_stand():
    other = Hole("j", "loop")
    assert template([I, "/", other, I]).holes == (I, other, I)


@pytest.mark.parametrize("right", ["b", template(["b"])])
def test_adding_joins_where_the_parts_meet(right):
    assert template([I, "a"]) + right == Template((I, "ab"))
