"""The written form behind a fact: its source text, its line, its indentation, names that are still free."""

from __future__ import annotations

import re

import libcst as cst

from ckptlens.text import LineIndex, Location, Span

_REST_OF_LINE = re.compile(r"[ \t\f]*(#[^\r\n]*)?(?=[\r\n]|$)")
_INDENTED = re.compile(r"^([ \t]+)[^\s#]", re.MULTILINE)
LINE_END = re.compile(r"\r\n|\n|\r")


def code(text: str, where: Span | Location) -> str:
    """The source text of a span."""
    span = where.span if isinstance(where, Location) else where
    return text[span.start : span.end]


def newline_of(text: str) -> str:
    """The line ending that the file uses first."""
    found = LINE_END.search(text)
    return found[0] if found else "\n"


def indentation(text: str, span: Span) -> str:
    """The text between the start of the line and `span`."""
    index = LineIndex(text)
    return text[index.line_start(index.place(span.start).line) : span.start]


def one_level(text: str) -> str:
    """What one more level of indentation adds, as the file's first indented line tells."""
    first = _INDENTED.search(text)
    indent = first[1] if first else ""
    return "\t" if indent.startswith("\t") else "  " if indent == "  " else "    "


def stands_alone(text: str, span: Span) -> bool:
    """Whether nothing but space and a comment shares the lines of `span`."""
    return not indentation(text, span).strip(" \t\f") and _REST_OF_LINE.match(text, span.end) is not None


def comment_after(text: str, span: Span) -> str | None:
    """The comment on the rest of the line after `span`; None when code follows, ``""`` when nothing does."""
    found = _REST_OF_LINE.match(text, span.end)
    return None if found is None else found[1] or ""


def whole_lines(text: str, span: Span) -> Span:
    """`span` grown to its lines, with the last line's ending."""
    index = LineIndex(text)
    last = index.place(span.end).line
    return Span(index.line_start(index.place(span.start).line), index.line_start(last + 1) if last + 1 < index.line_count else len(text))


def free_name(text: str, *wanted: str) -> str:
    """The first of `wanted` that the file does not use, or the last one with a number."""
    for name in wanted:
        if not uses(text, name):
            return name
    return next(name for number in range(2, len(text) + 3) if not uses(text, name := f"{wanted[-1]}_{number}"))


def uses(text: str, name: str) -> bool:
    """Whether a word stands in a text."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def quoted(value: str) -> str:
    """A string literal in double quotes."""
    escaped = value.encode("unicode_escape").decode("ascii") if not value.isprintable() else value.replace("\\", "\\\\")
    return '"' + escaped.replace('"', '\\"') + '"'


def expression(source: str) -> cst.BaseExpression | None:
    """The parsed expression, or None when `source` is none."""
    try:
        return cst.parse_expression(source)
    except cst.ParserSyntaxError:
        return None


def printed(node: cst.CSTNode, newline: str = "\n") -> str:
    """The source text of a node."""
    return cst.Module([], default_newline=newline).code_for_node(node)
