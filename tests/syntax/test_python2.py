"""Python 2 is told plainly."""

from __future__ import annotations

import pytest
from ckptlens.syntax.parse import parse_module

MARKS = [
    ("print 'hello'", "print '", "a print statement"),
    ("print >>log, 'hello' % a, b c", "print >", "a print statement"),
    ("raise ValueError, 'bad'", "raise ValueError,", "'raise Type, value'"),
    ("exec 'a = 1'", "exec '", "an exec statement"),
    ("a = b <> c", "b <> c", "the operator '<>'"),
    ("a = 0755", "0755", "an old octal number"),
    ("a = 10L", "10L", "a long number"),
    ("a = `b`", "`b`", "backquotes"),
    ("a = ur'b'", "ur'", "a ur'' string"),
]


@pytest.mark.parametrize(("line", "where", "what"), MARKS, ids=[what for _, _, what in MARKS])
def test_python_2_is_named_with_its_place(line, where, what):
    text = f"import a\n{line}\nb = 1\n"
    (problem,) = parse_module(text).problems
    assert problem.message == f"this file is Python 2 ({what}); ckptlens reads Python 3: convert it with 2to3 first"
    assert text[problem.span.start : problem.span.end] == where


def test_a_mark_inside_a_function_is_found():
    text = "def f():\n    print 'hello'\n"
    assert "a print statement" in parse_module(text).problems[0].message


@pytest.mark.parametrize("line", ["print('a', = 1)", "print = = 1", "a = 0 1", "raise ValueError('a, b'"])
def test_other_errors_are_plain_syntax_errors(line):
    (problem,) = parse_module(f"{line}\n").problems
    assert problem.message.startswith("syntax error")


def test_known_wrong_the_old_except_is_read_as_two_types():
    # The parser accepts Python 3.14's `except A, B:` without brackets, so Python 2's name is taken for a type.
    assert parse_module("try:\n    a\nexcept ValueError, error:\n    b\n").problems == ()
