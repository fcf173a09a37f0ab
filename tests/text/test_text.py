"""Offsets, lines and edits."""

from __future__ import annotations

import pytest
from ckptlens.text import LineIndex, Place, Span, TextEdit, apply_edits

ENDS = "a\r\nbc\rd\n\ne"


def test_lines_end_at_each_of_the_three_terminators():
    index = LineIndex(ENDS)
    assert [index.line_text(line) for line in range(index.line_count)] == ["a", "bc", "d", "", "e"]


@pytest.mark.parametrize("character", ["\f", "\v", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_other_character_ends_a_line(character):
    index = LineIndex(f"a{character}b\nc")
    assert [index.line_text(line) for line in range(index.line_count)] == [f"a{character}b", "c"]


def test_an_astral_character_is_one_column():
    assert LineIndex("x\n\N{GRINNING FACE}b").place(3) == Place(1, 1)


@pytest.mark.parametrize("offset", range(len(ENDS) + 1))
def test_the_place_of_an_offset_leads_back_to_it(offset):
    index = LineIndex(ENDS)
    inside_a_terminator = ENDS[max(0, offset - 1) : offset + 1] == "\r\n"
    assert index.offset(index.place(offset)) == (offset - 1 if inside_a_terminator else offset)


def test_an_offset_outside_of_the_text_gives_its_nearest_end():
    index = LineIndex("ab\nc")
    assert (index.place(-1), index.place(99)) == (Place(0, 0), Place(1, 1))


def test_a_column_past_the_end_gives_the_end_of_the_line():
    assert LineIndex("ab\r\nc").offset(Place(0, 99)) == 2


def test_a_line_past_the_end_gives_the_end_of_the_text():
    assert LineIndex("ab\nc").offset(Place(9, 0)) == 4


def test_text_that_ends_with_a_newline_has_an_empty_last_line():
    index = LineIndex("a\n")
    assert (index.line_count, index.line_text(1), index.line_start(1)) == (2, "", 2)


def test_the_empty_text_has_one_line():
    assert (LineIndex("").line_count, LineIndex("").place(0)) == (1, Place(0, 0))


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (2, 1)])
def test_a_span_runs_forwards_from_zero(start, end):
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_span_contains_both_of_its_ends():
    assert [Span(2, 4).contains(offset) for offset in (1, 2, 4, 5)] == [False, True, True, False]


def test_edits_refer_to_the_original_text_in_any_order():
    assert apply_edits("abcdef", [TextEdit(Span(4, 5), "E!"), TextEdit(Span(0, 2), "")]) == "cdE!f"


def test_inserts_at_one_offset_keep_their_order():
    assert apply_edits("ab", [TextEdit(Span(1, 1), "2"), TextEdit(Span(1, 1), "1")]) == "a21b"


def test_an_insert_stands_before_a_replacement_at_its_offset():
    assert apply_edits("ab", [TextEdit(Span(1, 2), "B"), TextEdit(Span(1, 1), "-")]) == "a-B"


def test_edits_that_touch_do_not_overlap():
    assert apply_edits("abc", [TextEdit(Span(0, 1), "A"), TextEdit(Span(1, 2), "B")]) == "ABc"


def test_overlapping_edits_are_refused():
    with pytest.raises(ValueError, match="overlapping edits at 1"):
        apply_edits("abc", [TextEdit(Span(0, 2), ""), TextEdit(Span(1, 3), "")])
