"""From text to `ir.Module`, one top-level block at a time.

libcst has no error recovery and needs 30-60 ms for 1,000 lines; so each block is parsed alone and kept by its text.
An edit parses only the block that it touches, and a syntax error spoils only its own block.
"""

from __future__ import annotations

from functools import lru_cache, partial

import libcst as cst

from ckptlens.syntax import ir
from ckptlens.syntax.blocks import BlockSpan, block_spans
from ckptlens.syntax.deferred import DeferredBody, skeleton
from ckptlens.syntax.headers import plain_function
from ckptlens.syntax.lower import lower_module
from ckptlens.syntax.positions import spans_of
from ckptlens.syntax.python2 import python2_mark
from ckptlens.text import LineIndex, Place, Span

_KEPT_BLOCKS = 32_768


def parse_module(text: str) -> ir.Module:
    """The representation of a module. Never raises: blocks that do not parse become problems.

    A block that holds an error runs as one `ir.Unsupported` statement.
    """
    if "\0" in text:
        return ir.Module(
            (), (ir.SyntaxProblem(Span(text.index("\0"), text.index("\0") + 1), "this is not a text file: it holds a NUL byte"),)
        )
    if text.startswith("\ufeff"):
        # A byte order mark that an editor kept: a line end in its place keeps all offsets.
        text = "\n" + text[1:]
    module = _by_blocks(text)
    if not module.problems:
        return module
    whole = _parse_block(text)
    return module if isinstance(whole, ir.SyntaxProblem) else ir.Module((ir.Block(0, whole),))


def parse_import(text: str) -> ir.Module:
    """The representation of a module that is imported: the bodies of its functions are parsed when they are called.

    A syntax error in such a body is no problem of the module: the function then runs as one `ir.Unsupported` statement.
    """
    blocks = [(span.start, _parse_later(text, span)) for span in block_spans(text)]
    if any(isinstance(parsed, ir.SyntaxProblem) for _, parsed in blocks):
        return parse_module(text)
    return ir.Module(tuple(ir.Block(start, parsed) for start, parsed in blocks if not isinstance(parsed, ir.SyntaxProblem)))


def _parse_later(text: str, span: BlockSpan) -> tuple[ir.Stmt, ...] | ir.SyntaxProblem:
    block = text[span.start : span.end]
    plain = plain_function(block, span.code - span.start, _later)
    return (plain,) if plain is not None else _parse_skeleton(block)


def _later(body: DeferredBody) -> ir.LaterBody:
    return ir.LaterBody(partial(_parse_body, body))


@lru_cache(maxsize=_KEPT_BLOCKS)
def _parse_skeleton(text: str) -> tuple[ir.Stmt, ...] | ir.SyntaxProblem:
    found = skeleton(text)
    if not found.bodies:
        return _parse_block(text)

    def later(name: int) -> ir.LaterBody | None:
        body = found.bodies.get(name)
        return _later(body) if body is not None else None

    try:
        module = cst.parse_module(found.text)
        return lower_module(module, spans_of(module), text, later)
    except Exception:  # whatever it is, parsing the whole block tells
        return _parse_block(text)


@lru_cache(maxsize=_KEPT_BLOCKS)
def _parse_body(body: DeferredBody) -> ir.Body:
    try:
        module = cst.parse_module(body.text)
        spans = {node: (start + body.shift, end + body.shift) for node, (start, end) in spans_of(module).items()}
        (statement,) = lower_module(module, spans, body.block)
    except Exception as error:  # as in _parse_block
        return ir.Body((ir.Unsupported(Span(body.start, body.end), f"a syntax error: {error}"),))
    while isinstance(statement, (ir.ClassDef, ir.If)):
        (statement,) = statement.body
    assert isinstance(statement, ir.FunctionDef)
    return statement.function.parsed


def _by_blocks(text: str) -> ir.Module:
    blocks: list[ir.Block] = []
    problems: list[ir.SyntaxProblem] = []
    for start, end, _ in block_spans(text):
        parsed = _parse_block(text[start:end])
        if isinstance(parsed, ir.SyntaxProblem):
            problems.append(_placed(parsed, text, start))
            parsed = (ir.Unsupported(parsed.span, "a syntax error"),)
        blocks.append(ir.Block(start, parsed))
    return ir.Module(tuple(blocks), tuple(problems))


def _placed(problem: ir.SyntaxProblem, text: str, start: int) -> ir.SyntaxProblem:
    span = problem.span.shifted(start)
    mark = python2_mark(text, span)
    if mark is None:
        return ir.SyntaxProblem(span, problem.message)
    what, where = mark
    return ir.SyntaxProblem(where, f"this file is Python 2 ({what}); ckptlens reads Python 3: convert it with 2to3 first")


@lru_cache(maxsize=_KEPT_BLOCKS)
def _parse_block(text: str) -> tuple[ir.Stmt, ...] | ir.SyntaxProblem:
    try:
        module = cst.parse_module(text)
        return lower_module(module, spans_of(module), text)
    except cst.ParserSyntaxError as error:
        return ir.SyntaxProblem(_error_span(text, error), f"syntax error: {error.message.splitlines()[0]}")
    except RecursionError:
        return ir.SyntaxProblem(Span(0, min(1, len(text))), "this code is nested too deeply to be read")
    except Exception as error:
        # libcst's native parser reports some broken input (a stray indent, an odd encoding) by other exception types.
        return ir.SyntaxProblem(Span(0, min(1, len(text))), f"syntax error: {error}")


def _error_span(text: str, error: cst.ParserSyntaxError) -> Span:
    index = LineIndex(text)
    start = min(index.offset(Place(max(0, error.raw_line - 1), max(0, error.raw_column))), len(text))
    return Span(start, max(start, index.line_end(index.place(start).line)))
