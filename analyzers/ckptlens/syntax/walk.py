"""Walking over the representation: children, and what the statements of a function say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ckptlens.syntax import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

_HELPERS = (ir.Arg, ir.Clause, ir.Replacement, ir.WithItem, ir.Handler, ir.Case, ir.Pattern, ir.Parameter)
_NODES: frozenset[type] = frozenset((*ir.Node.__args__, *_HELPERS))
_INNER_SCOPES = frozenset((ir.FunctionDef, ir.ClassDef, ir.Lambda))


def children(node: object) -> Iterator[object]:
    """The nodes directly below `node`, in source order."""
    for name in getattr(node, "__struct_fields__", ()):
        value = getattr(node, name)
        if type(value) in _NODES:
            yield value
        elif isinstance(value, tuple):
            yield from _nodes_in(cast("tuple[object, ...]", value))


def _nodes_in(values: tuple[object, ...]) -> Iterator[object]:
    for value in values:
        if type(value) in _NODES:
            yield value
        elif isinstance(value, tuple):
            yield from _nodes_in(cast("tuple[object, ...]", value))


def walk_scope(body: tuple[object, ...]) -> Iterator[object]:
    """All nodes of one scope: inner functions and classes are given, but not entered."""
    pending = [*reversed(body)]
    while pending:
        node = pending.pop()
        yield node
        if type(node) not in _INNER_SCOPES:
            pending += reversed([*children(node)])


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
