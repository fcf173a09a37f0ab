"""Function bodies that are parsed when they are needed.

A program imports far more functions than it calls, and parsing is most of the time of an analysis. So in an imported
module the bodies of functions are blanked out before it is parsed, with every character in its place; a body is parsed
alone when its function is called for the first time.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ckptlens.syntax.blocks import logical_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEF = re.compile(r"[ \t\f]*(?:async[ \t]+)?def[ \t]+(?P<name>\w+)")
_CLASS = re.compile(r"[ \t\f]*class[ \t]+(\w+)")
WORTH_IT = 60
"""Characters of a body below which blanking it gains nothing."""


class DeferredBody(Struct, frozen=True):
    """A function whose body was blanked out: the block it stands in, from ``def`` to the end of its body.

    `around` are the headers of the statements around it: Python renames private names after the class.
    """

    block: str
    start: int
    end: int
    around: str

    @property
    def text(self) -> str:
        """The function with the headers around it, to be parsed alone."""
        return self.around + self.block[self.start : self.end]

    @property
    def shift(self) -> int:
        """What an offset in `text` counts more in the block."""
        return self.start - len(self.around)


class Skeleton(Struct, frozen=True):
    """A block without the bodies of its functions, and those bodies by the offset of their function's name."""

    text: str
    bodies: dict[int, DeferredBody]


class _Line(NamedTuple):
    """A logical line: `code` is where its code ends, before a comment. `indent` is its width, -1 for a line without code."""

    start: int
    code: int
    indent: int


def skeleton(block: str) -> Skeleton:
    """Blank out the bodies of the functions of a block. Functions inside functions go with the outer one."""
    lines = [*_indented(block)]
    dense = _dense(block, lines)
    bodies: dict[int, DeferredBody] = {}
    parts: list[str] = []
    done = 0
    for header, first, last, around in _functions(block, lines):
        start = first.start + len(_indent_of(block, first.start))
        if last.code - start < WORTH_IT:
            continue
        parts += [dense[done:start], "pass #", "." * (last.code - start - 6)]
        done = last.code
        found = _DEF.match(block, header.start)
        assert found is not None
        bodies[found.start("name")] = DeferredBody(block, header.start, last.code, around)
    return Skeleton("".join([*parts, dense[done:]]), bodies)


def _dense(block: str, lines: list[_Line]) -> str:
    """The block with its blank lines and comment lines turned to spaces at the end of the line before: the parser makes objects of each."""
    parts: list[str] = []
    done = code_end = 0
    for line, following in pairwise(lines):
        if line.indent >= 0:
            code_end = following.start
        elif code_end:
            start = code_end - _newline_width(block, code_end)
            end = following.start - _newline_width(block, following.start)
            parts += [block[done:start], " " * (end - start)]
            done = end
            code_end = following.start
    return "".join([*parts, block[done:]])


def _newline_width(block: str, end: int) -> int:
    """The length of the line end before `end`."""
    return 2 if block.endswith("\r\n", 0, end) else 1


def _functions(block: str, lines: list[_Line]) -> Iterator[tuple[_Line, _Line, _Line, str]]:
    """Header, first and last line of the body, and the headers around it, of each outermost function."""
    around: list[tuple[int, str]] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if line.indent < 0:
            continue
        around = [each for each in around if each[0] < line.indent]
        if not block[line.start : line.code].rstrip().endswith(":"):
            continue
        if _DEF.match(block, line.start) is None:
            around.append((line.indent, _header(block, line)))
            continue
        body, index = _body(lines, index, line.indent)
        if body:
            yield line, body[0], body[-1], "".join(header for _, header in around)


def _header(block: str, line: _Line) -> str:
    found = _CLASS.match(block, line.start)
    return f"{_indent_of(block, line.start)}{f'class {found[1]}' if found else 'if 1'}:\n"


def _body(lines: list[_Line], index: int, indent: int) -> tuple[list[_Line], int]:
    body: list[_Line] = []
    while index < len(lines) and (lines[index].indent < 0 or lines[index].indent > indent):
        if lines[index].indent >= 0:
            body.append(lines[index])
        index += 1
    return body, index


def _indented(block: str) -> Iterator[_Line]:
    for line in logical_lines(block):
        indent = len(_indent_of(block, line.start).expandtabs(8))
        yield _Line(line.start, line.code, indent if line.has_code(block) else -1)


_BLANKS = re.compile(r"[ \t\f]*")


def _indent_of(block: str, start: int) -> str:
    found = _BLANKS.match(block, start)
    assert found is not None
    return found[0]
