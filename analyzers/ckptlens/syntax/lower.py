"""Lowering statements of libcst trees to the compact representation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst
from msgspec.structs import replace

from ckptlens.syntax import ir
from ckptlens.syntax.lower_expressions import Scope, argument, expression, function_of, target_text
from ckptlens.syntax.lower_patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ckptlens.syntax.positions import Spans


def lower_module(
    module: cst.Module, spans: Spans, text: str, later: Callable[[int], ir.LaterBody | None] | None = None
) -> tuple[ir.Stmt, ...]:
    """The statements of a parsed block. Never raises on a tree that libcst built. `later` gives bodies that are not parsed yet."""
    scope = Scope(spans, text, later=later)
    return tuple(_statements(module.body, scope))


def _statements(nodes: Iterable[cst.CSTNode], scope: Scope) -> Iterator[ir.Stmt]:
    for node in nodes:
        if isinstance(node, cst.SimpleStatementLine):
            for small in node.body:
                yield _statement(small, scope)
        else:
            yield _statement(node, scope)


def _body(suite: cst.BaseSuite | cst.Else | cst.Finally | None, scope: Scope) -> tuple[ir.Stmt, ...]:
    if suite is None:
        return ()
    if isinstance(suite, (cst.Else, cst.Finally)):
        return _body(suite.body, scope)
    if isinstance(suite, cst.SimpleStatementSuite):
        return tuple(_statement(s, scope) for s in suite.body)
    return tuple(_statements(suite.body, scope))


def _statement(node: cst.CSTNode, scope: Scope) -> ir.Stmt:
    lower = _LOWER.get(type(node))
    if lower is None:
        return ir.Unsupported(scope.span(node), type(node).__name__)
    return lower(node, scope)


def _expr(node: cst.Expr, scope: Scope) -> ir.Stmt:
    return ir.ExprStmt(scope.span(node), expression(node.value, scope))


def _assign(node: cst.Assign, scope: Scope) -> ir.Stmt:
    return ir.Assign(scope.span(node), tuple(expression(t.target, scope) for t in node.targets), expression(node.value, scope))


def _aug_assign(node: cst.AugAssign, scope: Scope) -> ir.Stmt:
    op = target_text(node.operator).rstrip("=")
    return ir.AugAssign(scope.span(node), expression(node.target, scope), op, expression(node.value, scope))


def _ann_assign(node: cst.AnnAssign, scope: Scope) -> ir.Stmt:
    value = expression(node.value, scope) if node.value is not None else None
    return ir.AnnAssign(scope.span(node), expression(node.target, scope), expression(node.annotation.annotation, scope), value)


def _delete(node: cst.Del, scope: Scope) -> ir.Stmt:
    target = expression(node.target, scope)
    return ir.Delete(scope.span(node), target.items if isinstance(target, ir.Sequence) else (target,))


def _if(node: cst.If, scope: Scope) -> ir.Stmt:
    orelse = (_if(node.orelse, scope),) if isinstance(node.orelse, cst.If) else _body(node.orelse, scope)
    return ir.If(scope.span(node), expression(node.test, scope), _body(node.body, scope), orelse, scope.source(node.test))


def _while(node: cst.While, scope: Scope) -> ir.Stmt:
    test = expression(node.test, scope)
    return ir.While(scope.span(node), test, _body(node.body, scope), _body(node.orelse, scope), scope.source(node.test))


def _for(node: cst.For, scope: Scope) -> ir.Stmt:
    return ir.For(
        scope.span(node),
        expression(node.target, scope),
        expression(node.iter, scope),
        _body(node.body, scope),
        _body(node.orelse, scope),
    )


def _with(node: cst.With, scope: Scope) -> ir.Stmt:
    items = tuple(
        ir.WithItem(expression(i.item, scope), expression(i.asname.name, scope) if i.asname is not None else None) for i in node.items
    )
    return ir.With(scope.span(node), items, _body(node.body, scope))


def _try(node: cst.Try, scope: Scope) -> ir.Stmt:
    handlers = tuple(_handler(h, scope) for h in node.handlers)
    return ir.Try(scope.span(node), _body(node.body, scope), handlers, _body(node.orelse, scope), _body(node.finalbody, scope))


def _handler(node: cst.ExceptHandler, scope: Scope) -> ir.Handler:
    types = expression(node.type, scope) if node.type is not None else None
    name = target_text(node.name.name) if node.name is not None else None
    return ir.Handler(scope.span(node), types, name, _body(node.body, scope))


def _function(node: cst.FunctionDef, scope: Scope) -> ir.Stmt:
    decorators = tuple(expression(d.decorator, scope) for d in node.decorators)
    body, is_async = _body(node.body, scope), node.asynchronous is not None
    function = function_of(node, node.name.value, node.params, body, scope, decorators=decorators, is_async=is_async)
    return ir.FunctionDef(scope.span(node), function)


def _class(node: cst.ClassDef, scope: Scope) -> ir.Stmt:
    args = tuple(argument(a, scope) for a in (*node.bases, *node.keywords))
    decorators = tuple(expression(d.decorator, scope) for d in node.decorators)
    return ir.ClassDef(
        scope.span(node), node.name.value, args, _body(node.body, replace(scope, cls=node.name.value)), decorators, scope.span(node.name)
    )


def _return(node: cst.Return, scope: Scope) -> ir.Stmt:
    return ir.Return(scope.span(node), expression(node.value, scope) if node.value is not None else None)


def _raise(node: cst.Raise, scope: Scope) -> ir.Stmt:
    return ir.Raise(scope.span(node), expression(node.exc, scope) if node.exc is not None else None)


def _assert(node: cst.Assert, scope: Scope) -> ir.Stmt:
    return ir.Assert(scope.span(node), expression(node.test, scope))


def _aliases(names: Iterable[cst.ImportAlias]) -> tuple[tuple[str, str | None], ...]:
    return tuple((target_text(n.name), target_text(n.asname.name) if n.asname is not None else None) for n in names)


def _import(node: cst.Import, scope: Scope) -> ir.Stmt:
    return ir.Import(scope.span(node), _aliases(node.names))


def _import_from(node: cst.ImportFrom, scope: Scope) -> ir.Stmt:
    names = None if isinstance(node.names, cst.ImportStar) else _aliases(node.names)
    return ir.ImportFrom(scope.span(node), target_text(node.module) if node.module is not None else "", len(node.relative), names)


def _scoping(node: cst.Global | cst.Nonlocal, scope: Scope) -> ir.Stmt:
    return ir.Scoping(scope.span(node), type(node).__name__.lower(), tuple(n.name.value for n in node.names))


def _jump(node: cst.CSTNode, scope: Scope) -> ir.Stmt:
    return ir.Jump(scope.span(node), type(node).__name__.lower())


def _match(node: cst.Match, scope: Scope) -> ir.Stmt:
    return ir.Match(scope.span(node), expression(node.subject, scope), tuple(_case(c, scope) for c in node.cases))


def _case(node: cst.MatchCase, scope: Scope) -> ir.Case:
    guard = expression(node.guard, scope) if node.guard is not None else None
    return ir.Case(pattern(node.pattern, scope), guard, _body(node.body, scope))


_LOWER: dict[type[cst.CSTNode], Callable[[Any, Scope], ir.Stmt]] = {
    cst.Expr: _expr,
    cst.Assign: _assign,
    cst.AugAssign: _aug_assign,
    cst.AnnAssign: _ann_assign,
    cst.Del: _delete,
    cst.If: _if,
    cst.While: _while,
    cst.For: _for,
    cst.With: _with,
    cst.Try: _try,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Import: _import,
    cst.ImportFrom: _import_from,
    cst.Global: _scoping,
    cst.Nonlocal: _scoping,
    cst.Pass: _jump,
    cst.Break: _jump,
    cst.Continue: _jump,
    cst.Match: _match,
}
