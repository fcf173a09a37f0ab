"""Cutting a module into blocks."""

from __future__ import annotations

import pytest
from ckptlens.syntax.blocks import block_spans

TRIPLE = '"' * 3


def blocks(text: str) -> list[str]:
    return [text[span.start : span.end] for span in block_spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(["a = 1\n", "b = 2\n"], id="statements"),
        pytest.param(["a = 1\n", "b = 2"], id="no newline at the end"),
        pytest.param(["a = 1; b = 2\n", "c\n"], id="statements on one line"),
        pytest.param(["if a:\n    b\n", "c\n"], id="an indented body"),
        pytest.param(["if a:\n    b\nelif c:\n    d\nelse:\n    e\n", "f\n"], id="elif and else"),
        pytest.param(["try:\n    a\nexcept E:\n    b\nelse:\n    c\nfinally:\n    d\n", "e\n"], id="except and finally"),
        pytest.param(["if a:\n    b\n# between\nelse:\n    c\n"], id="a comment before else"),
        pytest.param(["for a in b:\n    c\n\nelse:\n    d\n"], id="a blank line before else"),
        pytest.param(["a = 1\n", "else_ = 2\n", "finally2 = 3\n"], id="names that begin like else"),
        pytest.param(["@a\n@b(\n1)\ndef c():\n    pass\n", "d\n"], id="decorators"),
        pytest.param(["@a\nclass C: pass\n", "d\n"], id="a decorated class on one line"),
        pytest.param(["a = (1,\n2,\n)\n", "b\n"], id="round brackets"),
        pytest.param(["a = [\n1\n]\n", "b = {\n1: 2}\n", "c\n"], id="other brackets"),
        pytest.param(["a = 1 + \\\n2\n", "b\n"], id="a joined line"),
        pytest.param([f"a = {TRIPLE}x\ny = 1\n{TRIPLE}\n", "b\n"], id="a string over lines"),
        pytest.param(["a = '''x\n\\'''\ny\n'''\n", "b\n"], id="an escaped quote in a string over lines"),
        pytest.param(["a = 'x\\\ny'\n", "b\n"], id="a joined line in a string"),
        pytest.param(["a = '(' # (\n", 'b = "["\n', "c\n"], id="brackets in strings and comments"),
        pytest.param(["# it's\n\na = 1\n# don't\n", "b\n"], id="comments stay with the block above"),
        pytest.param(["a\r\n", "if b:\r\n    c\r\nelse:\r\n    d\r\n", "e"], id="Windows newlines"),
        pytest.param(["a\r", "b\r"], id="old Mac newlines"),
        pytest.param(["a = 'x\u2028y'\n", "b\n"], id="a line separator in a string"),
        pytest.param(["\n\n  # c\n"], id="nothing but blanks"),
        pytest.param([""], id="nothing at all"),
        pytest.param(["a = (1,\nb = 2\nc = 3\n"], id="a bracket that never closes keeps the rest"),
        pytest.param(["a)\n", "b\n"], id="a bracket that was never opened"),
        pytest.param(["a = 1\n\fb = 2\n", "c\n"], id="a form feed before a statement keeps it with the one above"),
    ],
)
def test_a_module_is_cut_into(expected):
    assert blocks("".join(expected)) == expected


@pytest.mark.parametrize("between", ["# why\n", "\n", "@b\n\n# why\n"])
def test_a_decorator_belongs_to_what_follows_after_comments_and_blank_lines(between):
    text = f"@a\n{between}def b():\n    pass\n"
    assert blocks(text) == [text]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("a = 1  # why\n\n# more\nb\n", ["a = 1  ", "b"], id="before comments and blank lines"),
        pytest.param("def f():\n  a\n\n  # b\nc", ["def f():\n  a", "c"], id="of the last line of a body"),
        pytest.param("\n# nothing\n", [""], id="without code"),
    ],
)
def test_the_code_of_a_block_ends(text, codes):
    assert [text[span.start : span.code] for span in block_spans(text)] == codes
