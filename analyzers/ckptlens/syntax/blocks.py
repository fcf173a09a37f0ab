"""Cutting a module into its top-level blocks without parsing it.

A block starts at a line that begins in the first column with code, outside brackets and strings, and is no
continuation of a compound statement (``else`` and its kin) and does not follow a decorator.
"""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<string>'''(?:[^\\]|\\.)*?''' | \"\"\"(?:[^\\]|\\.)*?\"\"\" | '(?:[^'\\\r\n]|\\.|\\\r\n)*' | "(?:[^"\\\r\n]|\\.|\\\r\n)*")
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<joined>\\(?:\r\n|\n|\r))
  | (?P<newline>\r\n|\n|\r)
    """,
    re.VERBOSE | re.DOTALL,
)
_STARTS_BLOCK = re.compile(r"(?![ \t\f\r\n\#)\]}\\]|(?:else|elif|except|finally)\b)", re.DOTALL)


def block_starts(text: str) -> list[int]:
    """Offsets where top-level blocks start; the first is 0. Brackets that never close keep the rest in one block."""
    starts = [0]
    depth, line_start = 0, 0
    seen_code = decorated = False
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "newline" and depth == 0:
            seen_code = seen_code or _has_code(text, line_start, token.start())
            if text.startswith("@", line_start):
                decorated = True
            elif _has_code(text, line_start, token.start()):
                decorated = False
            line_start = token.end()
            if seen_code and not decorated and line_start < len(text) and _STARTS_BLOCK.match(text, line_start):
                starts.append(line_start)
    return starts


def _has_code(text: str, start: int, end: int) -> bool:
    line = text[start:end].strip()
    return bool(line) and not line.startswith("#")
