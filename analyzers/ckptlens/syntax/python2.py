"""Recognising Python 2, which libcst cannot parse."""

from __future__ import annotations

import re

from ckptlens.text import Span

_MARKS = [
    ("a print statement", re.compile(r"^[ \t]*print[ \t]+(?![=(.,\[)\]:]|(?:in|is|and|or|if|else|not)\b)[^\s#]", re.MULTILINE)),
    ("a print statement", re.compile(r"^[ \t]*print[ \t]*>>", re.MULTILINE)),
    ("'except Type, name'", re.compile(r"^[ \t]*except[ \t]*(?:[\w.]+|\([^()\n]*\))[ \t]*,[ \t]*\w+[ \t]*:", re.MULTILINE)),
    ("'raise Type, value'", re.compile(r"^[ \t]*raise[ \t]+[\w.]+[ \t]*,", re.MULTILINE)),
    ("an exec statement", re.compile(r"^[ \t]*exec[ \t]+[\w'\"]", re.MULTILINE)),
    ("the operator '<>'", re.compile(r"\w[ \t]*<>[ \t]*\w")),
    ("an old octal number", re.compile(r"(?<![\w.])0[0-7]+(?![\w.])")),
    ("a long number", re.compile(r"(?<![\w.])\d+[lL]\b")),
    ("backquotes", re.compile(r"`[^`\n]+`")),
    ("a ur'' string", re.compile(r"\b[uU][rR]['\"]")),
]


def python2_mark(text: str, around: Span) -> tuple[str, Span] | None:
    """What in the lines around a syntax error is Python 2, and where; None when nothing is."""
    start = text.rfind("\n", 0, around.start) + 1
    end = text.find("\n", around.end)
    window = text[start : len(text) if end < 0 else end]
    for what, pattern in _MARKS:
        found = pattern.search(window)
        if found:
            return what, Span(start + found.start() + len(found[0]) - len(found[0].lstrip()), start + found.end())
    return None
