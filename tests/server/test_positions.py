import pytest
from ckptlens.text import LineIndex, Span
from ckptlens_server.convert import LspText
from lsprotocol.types import Position, PositionEncodingKind, Range

UTF8, UTF16, UTF32 = PositionEncodingKind.Utf8, PositionEncodingKind.Utf16, PositionEncodingKind.Utf32


def lsp(text, encoding=UTF16):
    return LspText(LineIndex(text), encoding)


@pytest.mark.parametrize(("encoding", "character"), [(UTF8, 8), (UTF16, 6), (UTF32, 5)])
def test_character_beyond_the_basic_plane_counts_by_encoding(encoding, character):
    text = "x = 😀y"
    assert lsp(text, encoding).position(5) == Position(0, character)
    assert lsp(text, encoding).offset(Position(0, character)) == 5


@pytest.mark.parametrize("separator", ["\f", "\u2028", "\u2029", "\x85", "\v", "\x1c"])
def test_only_line_ends_of_lsp_end_a_line(separator):
    text = f"a{separator}b\nc"
    assert lsp(text).position(text.index("c")) == Position(1, 0)
    assert lsp(text).offset(Position(0, 2)) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_of_lsp_ends_a_line(end):
    text = f"ab{end}c"
    assert lsp(text).position(text.index("c")) == Position(1, 0)


def test_position_inside_a_surrogate_pair_is_the_start_of_the_character():
    assert lsp("😀").offset(Position(0, 1)) == 0


def test_position_past_the_line_is_its_end():
    assert lsp("ab\ncd").offset(Position(0, 99)) == 2


def test_position_past_the_line_stops_before_carriage_return():
    assert lsp("ab\r\ncd").offset(Position(0, 99)) == 2


def test_position_past_the_text_is_its_end():
    assert lsp("ab\ncd").offset(Position(7, 3)) == 5


def test_lone_surrogate_counts_as_one_unit():
    assert lsp("\ud800x").position(2) == Position(0, 2)


def test_reversed_range_is_the_same_span():
    assert lsp("abc").span(Range(Position(0, 3), Position(0, 1))) == Span(1, 3)
