"""Walking over the representation: children, names that a body binds, and whether it yields."""

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


def yields(body: tuple[ir.Stmt, ...]) -> bool:
    """Whether a function with this body is a generator."""
    return any(isinstance(n, ir.Yield) for n in walk_scope(body))


def bound_names(body: tuple[ir.Stmt, ...]) -> frozenset[str]:
    """Names that a function body binds as its own locals."""
    bound: set[str] = set()
    outer: set[str] = set()
    for node in walk_scope(body):
        if isinstance(node, ir.Scoping):
            outer.update(node.names)
        else:
            bound.update(_bound_by(node))
    return frozenset(bound - outer)


def _bound_by(node: object) -> Iterator[str]:
    match node:
        case ir.Assign(targets=targets) | ir.Delete(targets=targets):
            for target in targets:
                yield from target_names(target)
        case ir.AugAssign(target=target) | ir.AnnAssign(target=target) | ir.For(target=target):
            yield from target_names(target)
        case ir.WithItem(target=target) if target is not None:
            yield from target_names(target)
        case ir.Handler(name=str(name)) | ir.Pattern(name=str(name)) | ir.Assigned(target=name):
            yield name
        case ir.FunctionDef(function=function):
            yield function.name
        case ir.ClassDef(name=name):
            yield name
        case ir.Import(names=names):
            yield from (alias or name.partition(".")[0] for name, alias in names)
        case ir.ImportFrom(names=names) if names is not None:
            yield from (alias or name for name, alias in names)
        case _:
            return


def target_names(target: ir.Expr) -> Iterator[str]:
    """The plain names that an assignment target binds."""
    match target:
        case ir.Name(id=name):
            yield name
        case ir.Sequence(items=items):
            for item in items:
                yield from target_names(item)
        case ir.Starred(value=value):
            yield from target_names(value)
        case _:
            return
