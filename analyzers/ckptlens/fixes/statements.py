"""The way from a module down to the statement that holds a place, with the neighbours at every level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.syntax import ir
from ckptlens.syntax.parse import parse_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.text import Span


class Placed(Struct, frozen=True):
    """A statement and where it stands in the file. `base` is what its inner spans count from."""

    node: ir.Stmt
    base: int

    @property
    def span(self) -> Span:
        """Where it stands in the file."""
        return self.node.span.shifted(self.base)

    def holds(self, span: Span) -> bool:
        """Whether `span` lies in the statement."""
        return self.span.start <= span.start and span.end <= self.span.end


class Step(Struct, frozen=True):
    """One level: the statements of a block, and which of them holds the place."""

    block: tuple[Placed, ...]
    index: int

    @property
    def statement(self) -> Placed:
        """The statement that holds the place."""
        return self.block[self.index]


def path_to(text: str, span: Span) -> tuple[Step, ...]:
    """The statements around `span`, outermost first; empty when it lies in none."""
    top = tuple(Placed(node, block.start) for block in parse_module(text).blocks for node in block.body)
    return tuple(_descend(top, span))


def _descend(block: tuple[Placed, ...], span: Span) -> Iterator[Step]:
    for index, placed in enumerate(block):
        if placed.holds(span):
            yield Step(block, index)
            for body in _bodies(placed.node):
                yield from _descend(tuple(Placed(node, placed.base) for node in body), span)
            return


def _bodies(node: ir.Stmt) -> tuple[tuple[ir.Stmt, ...], ...]:
    match node:
        case ir.If() | ir.While() | ir.For():
            return (node.body, node.orelse)
        case ir.With() | ir.ClassDef():
            return (node.body,)
        case ir.FunctionDef():
            return (node.function.body,)
        case ir.Try():
            return (node.body, *(handler.body for handler in node.handlers), node.orelse, node.final)
        case ir.Match():
            return tuple(case.body for case in node.cases)
        case _:
            return ()


def all_within(text: str) -> Iterator[Placed]:
    """All statements of a file, outer ones before those within."""
    for block in parse_module(text).blocks:
        for node in block.body:
            yield from within(Placed(node, block.start))


def within(placed: Placed) -> Iterator[Placed]:
    """A statement and all those in it."""
    yield placed
    for body in _bodies(placed.node):
        for node in body:
            yield from within(Placed(node, placed.base))


def starts_with_call(statement: Placed, call: Span) -> bool:
    """Whether the statement is ``call``, ``x = call`` or ``return call``, each with a chain after the call."""
    match statement.node:
        case ir.ExprStmt(value=value) | ir.Assign(value=value):
            return value.span.start + statement.base == call.start
        case ir.Return(value=value) if value is not None:
            return value.span.start + statement.base == call.start
        case _:
            return False
