"""Modules with errors, and what is kept of them."""

from __future__ import annotations

import pytest
from ckptlens.syntax import ir
from ckptlens.syntax.parse import parse_module


def kinds(text: str) -> list[str]:
    return [type(statement).__name__ for block in parse_module(text).blocks for statement in block.body]


def problems(text: str) -> list[tuple[str, str]]:
    return [(text[p.span.start : p.span.end], p.message) for p in parse_module(text).problems]


def test_an_error_spoils_its_own_block_only():
    assert kinds("a = 1\nb = = 2\ndef c():\n    pass\n") == ["Assign", "Unsupported", "FunctionDef"]


def test_each_error_is_told_with_its_line():
    found = problems("a b\nc = 2\nif d:\n    e f\n")
    assert [(place, message.partition(":")[0]) for place, message in found] == [("a b", "syntax error"), ("    e f", "syntax error")]


def test_two_blocks_that_are_valid_only_together_are_read_together():
    assert (kinds("@a\n\ndef b(): pass\n"), problems("@a\n\ndef b(): pass\n")) == (["FunctionDef"], [])


def test_an_error_elsewhere_leaves_a_decorator_before_a_comment():
    assert kinds("@a\n# why\ndef b(): pass\nc = = 1\n") == ["FunctionDef", "Unsupported"]


def test_a_nul_byte_is_no_text():
    assert problems("a = 1\n\0") == [("\0", "this is not a text file: it holds a NUL byte")]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "\f\n"])
def test_text_without_code_has_no_statements_and_no_problems(text):
    assert (kinds(text), problems(text)) == ([], [])


@pytest.mark.parametrize("text", ["a = 1", "if a:\n    b", "def f():\n    return 1", "a = 1\nb"])
def test_the_last_block_needs_no_newline(text):
    assert problems(text) == []


def test_a_block_that_did_not_change_keeps_its_representation():
    before, after = parse_module("a = 1\nb = 2\n"), parse_module("a = 100\nb = 2\n")
    assert before.blocks[1].body[0] is after.blocks[1].body[0]
    assert (before.blocks[1].start, after.blocks[1].start) == (6, 8)


def test_unknown_syntax_is_a_statement_of_its_own():
    assert kinds("try:\n    a\nexcept* B:\n    c\n") == ["Unsupported"]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("0x1F", 31),
        ("1_000", 1000),
        ("1e3", 1000.0),
        ("2j", 2j),
        ("'a' 'b'", "ab"),
        (r"'\x41\u00e9'", "A\u00e9"),
        ("b'a'", b"a"),
        (r"r'\n'", "\\n"),
        ("True", True),
        ("None", None),
    ],
)
def test_a_literal_is_its_value(source, value):
    statement = parse_module(f"a = {source}\n").blocks[0].body[0]
    assert isinstance(statement, ir.Assign)
    assert isinstance(statement.value, ir.Const)
    assert (statement.value.value, type(statement.value.value)) == (value, type(value))


def joined(source: str) -> list[str]:
    statement = parse_module(f"a = {source}\n").blocks[0].body[0]
    assert isinstance(statement, ir.Assign)
    assert isinstance(statement.value, ir.Joined)
    return [part if isinstance(part, str) else f"<{part.conversion}>" for part in statement.value.parts]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("f'a{b}c'", ["a", "<>", "c"]),
        ("f'{{{b!r}}}'", ["{", "<r>", "}"]),
        (r"f'\t{b}\x41'", ["\t", "<>", "A"]),
        (r"rf'\t{b}'", ["\\t", "<>"]),
        ("'a' f'{b}' 'c'", ["a", "<>", "c"]),
    ],
)
def test_an_f_string_is_its_parts(source, parts):
    assert joined(source) == parts


def test_an_escaped_quote_in_an_f_string_is_the_quote_alone():
    assert joined(r"""f"\"{b}" """) == ['"', "<>"]
