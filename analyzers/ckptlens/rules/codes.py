"""The codes that users write: whether there are such rules, and what may have been meant."""

from __future__ import annotations

import re
import tokenize
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ckptlens.rules.registry import RULES
from ckptlens.text import LineIndex, Place, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = tuple(rule.code for rule in RULES)

_COMMENT = re.compile(r"#\s*ckptlens:\s*ignore\[([^\]]*)\]")


def unknown_code(code: str) -> str | None:
    """What is wrong with `code`, which must be or begin the code of a rule; None when nothing is."""
    if code and any(known.startswith(code) for known in CODES):
        return None
    near = get_close_matches(code.upper(), CODES, n=1) or [rule.code for rule in RULES if rule.name == code.lower()]
    hint = f"did you mean {near[0]}?" if near else "`ckptlens explain` lists the rules"
    return f'there is no rule "{code}"; {hint}'


def unknown_ignores(text: str) -> Iterator[tuple[Span, str]]:
    """The codes in ``# ckptlens: ignore[...]`` comments of a Python text that no rule has: where, and what is wrong."""
    if "ckptlens:" not in text:
        return
    index = LineIndex(text)
    for line, column, comment in _comments(index):
        for mark in _COMMENT.finditer(comment):
            for code in re.finditer(r"[^\s,]+", mark[1]):
                wrong = None if code[0] in CODES else unknown_code(code[0]) or f'"{code[0]}" is not the whole code of a rule'
                if wrong is not None:
                    start = index.offset(Place(line, column)) + mark.start(1) + code.start()
                    yield Span(start, start + len(code[0])), f"this comment ignores nothing: {wrong}"


def _comments(index: LineIndex) -> Iterator[tuple[int, int, str]]:
    """Line and column from zero, and text, of each comment; those before the place where the text is no Python."""
    lines = (index.line_text(line) + "\n" for line in range(index.line_count))
    try:
        for token in tokenize.generate_tokens(lambda: next(lines, "")):
            if token.type == tokenize.COMMENT:
                yield token.start[0] - 1, token.start[1], token.string
    except (tokenize.TokenError, SyntaxError):
        return
