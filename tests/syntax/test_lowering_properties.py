"""Lowering never raises, and spans stay inside the text."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest
from ckptlens.syntax.blocks import block_spans
from ckptlens.syntax.parse import parse_module
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from ir_walk import nodes, sources

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
PACKAGES = ("json", "asyncio", "collections", "dataclasses.py", "argparse.py", "contextlib.py")
FILES = [
    path
    for name in PACKAGES
    for path in sorted([STANDARD_LIBRARY / name] if name.endswith(".py") else (STANDARD_LIBRARY / name).glob("*.py"))
]

STATEMENTS = [
    "a = b, *c = [1, *d], {**e, 'f': g}\n",
    "a: 'int' = (yield)\n",
    "a.b[c:d, ::2] @= e if f else g\n",
    "@a\n@b.c(1)\nasync def f(a, /, b=1, *c, d: int = 2, **e) -> None:\n    async with g as h: await i\n    return [j async for j in k]\n",
    "class A(B, *C, metaclass=D):\n    '''doc'''\n    x: int\n    def f(self): return super().f()\n",
    "try:\n    pass\nexcept (A, B) as c:\n    raise D from c\nelse: pass\nfinally:\n    del a, (b, c[0])\n",
    "match a:\n    case [1, *b] | {'c': d, **e} if f: pass\n    case A(b, c=1) as g: pass\n",
    "match a:\n    case -1 | 'x' | None | A.B: pass\n    case _: pass\n",
    "for a, (b, *c) in d: continue\nelse: pass\n",
    "while (a := b()): break\n",
    "with a as b, (c): pass\n",
    "f'{a!r:>{b}}{{}}{c=}' \"d\" rb'\\x00'.e\n",
    "lambda a, *b, c=1, **d: (yield)\n",
    "global a; nonlocal_ = 1; assert a, b\n",
    "from . import a as b\nfrom ..c import (d, e,)\nimport f.g as h, i\n",
    "if a:\n\tb\nelif c:\n\n    # comment\n    d\nelse: e\n",
    "a = '''\nb\n''' \\\n  'c'\n",
    "{a: b for a in c if d for e in f}; {*g}; (h for h in i)\n",
    "a = 0xFF_FF + 1e-3j - .5 // ~b ** -c\n",
    "not a is not b not in c < d != e\n",
    "print(*a, sep='', **b)\n",
    "# a comment only\n",
    "\n\f\n",
    "a = 'é\u2028\N{GRINNING FACE}'\n",
]

MAY_BE_EMPTY = ("Joined", "Sequence", "Unsupported")
"""The format of ``{a:}``, what ``()`` has between its brackets, and an error at the end of a line."""


def check(text: str) -> None:
    module = parse_module(text)
    starts = [block.start for block in module.blocks]
    assert starts == sorted(starts)
    for problem in module.problems:
        assert problem.span.end <= len(text)
    for kind, source in sources(module, text):
        assert source or kind in MAY_BE_EMPTY, f"an empty {kind}"
    for block in module.blocks:
        assert all(block.start + node.span.end <= len(text) for node in nodes(block.body))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_of_the_standard_library_is_read_without_problems(path):
    text = path.read_text(encoding="utf-8")
    assert parse_module(text).problems == ()
    check(text)


@given(st.lists(st.sampled_from(STATEMENTS), max_size=6).map("".join))
def test_any_sequence_of_statements_is_read_without_problems(text):
    try:
        ast.parse(text)
    except SyntaxError:
        assume(False)
    assert [p.message for p in parse_module(text).problems] == []
    check(text)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=4).map("".join), st.data())
def test_text_with_a_piece_cut_out_gives_problems_and_never_raises(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    check(text[:start] + text[end:])


@settings(max_examples=200)
@given(st.text(alphabet="ab =()[]{}'\"\\#:\n\r\t\f,.@f0\u2028\N{GRINNING FACE}", max_size=40))
@example("if a:\n\tb\n        c\n")
@example("a = '''\n")
@example("a \\")
@example("(" * 50)
def test_any_text_can_be_read(text):
    check(text)


@settings(max_examples=200)
@given(st.text(alphabet="ab =()'\"\\#:\n\r\t,@", max_size=40))
def test_blocks_start_at_lines_and_joined_give_the_text_again(text):
    spans = block_spans(text)
    starts = [span.start for span in spans]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert all(text[start - 1] in "\r\n" for start in starts[1:])
    assert all(span.start <= span.code <= span.end for span in spans)
    assert "".join(text[span.start : span.end] for span in spans) == text


@settings(max_examples=60)
@given(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=5))
def test_an_error_at_the_end_leaves_the_blocks_above_as_they_are(statements):
    text = "".join(statements)
    alone = parse_module(text)
    assume(not alone.problems)
    spoiled = parse_module(text + "\nx = = 1\n")
    assert spoiled.blocks[: len(alone.blocks) - 1] == alone.blocks[:-1]


@pytest.mark.parametrize(
    "text",
    [
        "a = " + " + ".join("1" * 1200),
        "a = b" + ".c" * 1200,
        "a = b" + ".c()" * 500,
        "a = " + " ".join(["'b'"] * 1200),
        "a = " + "(" * 300 + "1" + ")" * 300,
    ],
    ids=["sum", "attributes", "calls", "strings", "brackets"],
)
def test_code_that_is_nested_very_deeply_is_one_problem_or_none(text):
    module = parse_module(f"{text}\nlast = 1\n")
    assert len(module.problems) <= 1
    assert len(module.blocks) == 2


@pytest.mark.parametrize(
    "text",
    [
        "a = '\\N{no such name}'",
        "a = '\\N{no such name}' 'b'",
        "a = f'\\N{no such name}'",
        "a = '\\x'",
        "a = " + "9" * 5000,
        "# coding: no-such\na = 1",
    ],
)
def test_text_that_python_refuses_later_is_read(text):
    check(text)
