"""The span of a node is its source text."""

from __future__ import annotations

import pytest
from ckptlens.syntax.parse import parse_module
from ir_walk import sources

BEFORE = "x = 1\n# \N{GRINNING FACE}\n"

EXPRESSIONS = {
    "Const": "'a'",
    "Name": "name",
    "Attribute": "a . b",
    "Subscript": "a[1, 2]",
    "Call": "f(1, *b, c=2, **d)",
    "Unary": "- a",
    "Binary": "a + b",
    "Boolean": "a and b",
    "Compare": "a < b not in c",
    "Conditional": "a if b else c",
    "Sequence": "[1, *b]",
    "DictLit": "{1: 2, **a}",
    "Comprehension": "[a for a in b if c]",
    "Joined": "f'{a!r:>{b}}'",
    "Lambda": "lambda a, *b: c",
    "EllipsisLit": "...",
}

STATEMENTS = {
    "Assign": "a = b = 1",
    "AugAssign": "a += 1",
    "AnnAssign": "a: int = 1",
    "ExprStmt": "f()",
    "Delete": "del a, b[0]",
    "Assert": "assert a, b",
    "Raise": "raise a from b",
    "Import": "import a.b as c",
    "ImportFrom": "from ..a import (b as c, d)",
    "If": "if a:\n    b\nelse:\n    c",
    "While": "while a: b",
    "For": "for a, b in c:\n    d",
    "With": "with a as b, c:\n    d",
    "Try": "try:\n    a\nexcept B as c:\n    d\nfinally:\n    e",
    "FunctionDef": "def f(a=1):\n    return a",
    "ClassDef": "class A(B, metaclass=C):\n    pass",
    "Match": "match a:\n    case [b]:\n        c",
}


def source_of(kind: str, text: str) -> str:
    return next(source for found, source in sources(parse_module(text), text) if found == kind)


@pytest.mark.parametrize(("kind", "source"), EXPRESSIONS.items(), ids=EXPRESSIONS)
def test_the_span_of_an_expression_is_its_text(kind, source):
    text = f"{BEFORE}if y:\n    z = {source}  # comment\n"
    found = [each for name, each in sources(parse_module(text), text) if name == kind]
    assert source in found


@pytest.mark.parametrize(("kind", "source"), STATEMENTS.items(), ids=STATEMENTS)
def test_the_span_of_a_statement_is_its_text(kind, source):
    text = f"z()\n{source}\n" if kind != "ExprStmt" else f"z = 1\n{source}\n"
    assert source_of(kind, text).rstrip("\n") == source


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_count_as_they_are_written(newline):
    text = newline.join(["def f():", "    a = '\N{GRINNING FACE}'", "    return last", ""])
    assert ("Name", "last") in sources(parse_module(text), text)


@pytest.mark.parametrize("indent", ["\t", "  ", " \t "])
def test_any_indentation_counts_as_it_is_written(indent):
    text = f"if a:\n{indent}if b:\n{indent}{indent}last\n"
    assert ("Name", "last") in sources(parse_module(text), text)


def test_brackets_around_an_expression_are_not_part_of_it():
    text = "a = (\n  b\n)\n"
    assert ("Name", "b") in sources(parse_module(text), text)


def test_a_byte_order_mark_counts_as_a_character():
    text = "\ufeffa = first\nb = second\n"
    found = sources(parse_module(text), text)
    assert ("Name", "first") in found
    assert ("Name", "second") in found


def test_the_name_of_a_function_has_a_span_of_its_own():
    module = parse_module("@d\ndef f(): pass\n")
    span = module.blocks[0].body[0].function.name_span
    assert "@d\ndef f(): pass\n"[span.start : span.end] == "f"
