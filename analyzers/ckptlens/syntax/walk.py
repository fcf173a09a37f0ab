"""Walking over the representation: children, and what the statements of a function say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ckptlens.syntax import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

_HELPERS = (ir.Arg, ir.Clause, ir.Replacement, ir.WithItem, ir.Handler, ir.Case, ir.Pattern, ir.Parameter)
_NODES = (*ir.Node.__args__, *_HELPERS)
_INNER_SCOPES = (ir.FunctionDef, ir.ClassDef, ir.Lambda)


def children(node: object) -> Iterator[object]:
    """The nodes directly below `node`, in source order."""
    for slot in getattr(node, "__slots__", ()):
        yield from _nodes_in(getattr(node, slot))


def _nodes_in(value: object) -> Iterator[object]:
    if isinstance(value, _NODES):
        yield value
    elif isinstance(value, tuple):
        for item in cast("tuple[object, ...]", value):
            yield from _nodes_in(item)


def walk_scope(body: tuple[object, ...]) -> Iterator[object]:
    """All nodes of one scope: inner functions and classes are given, but not entered."""
    for node in body:
        yield node
        if not isinstance(node, _INNER_SCOPES):
            yield from walk_scope(tuple(children(node)))


def body_of(statements: tuple[ir.Stmt, ...]) -> ir.Body:
    """A function's body with what its statements say of the function."""
    is_generator = False
    outer: dict[str, set[str]] = {"global": set(), "nonlocal": set()}
    for node in walk_scope(statements):
        if isinstance(node, ir.Yield):
            is_generator = True
        elif isinstance(node, ir.Scoping):
            outer[node.kind].update(node.names)
    return ir.Body(statements, is_generator, frozenset(outer["global"]), frozenset(outer["nonlocal"]))
