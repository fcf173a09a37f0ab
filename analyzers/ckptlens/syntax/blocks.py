"""Cutting a module into its top-level blocks without parsing it.

A block starts at a line that begins in the first column with code, outside brackets and strings, and is no
continuation of a compound statement (``else`` and its kin) and does not follow a decorator.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# No possessive quantifiers: Python's are wrong before 3.11.5. None of these repetitions can be read in two ways. The first part only
# makes tokens few: what it takes whole, the others would take piece by piece.
_TOKEN = re.compile(
    r"""
    (?: [^\#'"()\[\]{}\\\r\n]+
      | '[^'\\\r\n]+'(?!') | "[^"\\\r\n]+"(?!")
      | \([^\#'"()\[\]{}\\\r\n]*\) | \[[^\#'"()\[\]{}\\\r\n]*\]
    )*
    (?:
    (?P<comment>\#[^\r\n]*)
  | (?P<string>
        '''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''
      | \"\"\"[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"\"\"
      | '(?:[^'\\\r\n]|\\\r\n|\\.)*'
      | "(?:[^"\\\r\n]|\\\r\n|\\.)*")
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<joined>\\(?:\r\n|\n|\r))
  | (?P<newline>\r\n|\n|\r)
  | (?P<other>['"\\])
  | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
_STARTS_BLOCK = re.compile(r"(?![ \t\f\r\n\#)\]}\\]|(?:else|elif|except|finally)\b)", re.DOTALL)


class LogicalLine(NamedTuple):
    """A line as Python counts it, brackets and strings not cut: `code` is where its code ends, before a comment; `end` is behind it."""

    start: int
    code: int
    end: int

    def has_code(self, text: str) -> bool:
        """Whether it is neither blank nor a comment alone."""
        return bool(text[self.start : self.code].strip())


class BlockSpan(NamedTuple):
    """Where a block starts and ends, and where the code of its last line ends (where it starts, if it has none)."""

    start: int
    end: int
    code: int


def logical_lines(text: str) -> Iterator[LogicalLine]:
    """The lines of a text in order. Brackets that never close keep the rest in one line."""
    depth, start, comment = 0, 0, -1
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "comment" and not depth:
            comment = token.start(kind)
        elif kind == "newline" and not depth:
            yield LogicalLine(start, token.start(kind) if comment < 0 else comment, token.end())
            start, comment = token.end(), -1
    yield LogicalLine(start, len(text) if comment < 0 else comment, len(text))


def block_spans(text: str) -> list[BlockSpan]:
    """The top-level blocks in order; together they are the whole text."""
    spans: list[BlockSpan] = []
    start = code = 0
    seen_code = decorated = False
    for line in logical_lines(text):
        if line.has_code(text):
            seen_code, code = True, line.code
            decorated = text.startswith("@", line.start)
        if seen_code and not decorated and line.end < len(text) and _STARTS_BLOCK.match(text, line.end):
            spans.append(BlockSpan(start, line.end, max(start, code)))
            start = line.end
    return [*spans, BlockSpan(start, len(text), max(start, code))]
