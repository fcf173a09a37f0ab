"""Executing statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckptlens.interp.access import delete_attribute
from ckptlens.interp.assign import assign, bind_name, delete_name
from ckptlens.interp.branching import branch
from ckptlens.interp.classes import make_class, note_annotation
from ckptlens.interp.contexts import run_with
from ckptlens.interp.errors import raise_value, run_try
from ckptlens.interp.expressions import evaluate, make_function
from ckptlens.interp.imports import import_from, import_module
from ckptlens.interp.item_changes import delete_item
from ckptlens.interp.loops import run_for, run_while
from ckptlens.interp.machine import Flow, Jumped, Machine, ProgramError, Returned
from ckptlens.interp.matching import run_match
from ckptlens.interp.operators import augmented
from ckptlens.interp.refine import refined
from ckptlens.interp.site import Arguments
from ckptlens.interp.truth import truth
from ckptlens.syntax import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.values import Scope


def execute(machine: Machine, body: tuple[ir.Stmt, ...], scope: Scope) -> Flow:
    """Run statements in order until one of them leaves the block."""
    frame = machine.frame
    for statement in body:
        machine.budget.step()
        frame.statement = statement
        flow = _EXECUTE[type(statement)](machine, statement, scope)
        if flow is not None:
            return flow
    return None


def _expression(machine: Machine, node: ir.ExprStmt, scope: Scope) -> Flow:
    evaluate(machine, node.value, scope)
    return None


def _assign(machine: Machine, node: ir.Assign, scope: Scope) -> Flow:
    value = evaluate(machine, node.value, scope)
    for target in node.targets:
        assign(machine, target, value, scope)
    return None


def _aug_assign(machine: Machine, node: ir.AugAssign, scope: Scope) -> Flow:
    site = machine.site(node, scope)
    old = evaluate(machine, node.target, scope)
    assign(machine, node.target, augmented(machine, node.op, old, evaluate(machine, node.value, scope), site), scope)
    return None


def _ann_assign(machine: Machine, node: ir.AnnAssign, scope: Scope) -> Flow:
    if node.value is not None:
        assign(machine, node.target, evaluate(machine, node.value, scope), scope)
    note_annotation(machine, node, scope)
    return None


def _delete(machine: Machine, node: ir.Delete, scope: Scope) -> Flow:
    for target in node.targets:
        if isinstance(target, ir.Name):
            delete_name(machine, target.id, scope)
        elif isinstance(target, ir.Attribute):
            delete_attribute(machine, evaluate(machine, target.value, scope), target.name, machine.site(target, scope))
        elif isinstance(target, ir.Subscript):
            value, index = evaluate(machine, target.value, scope), evaluate(machine, target.index, scope)
            delete_item(machine, value, index, machine.site(target, scope))
    return None


def _if(machine: Machine, node: ir.If, scope: Scope) -> Flow:
    decided = truth(machine, evaluate(machine, node.test, scope))
    if decided is not None:
        return execute(machine, node.body if decided else node.orelse, scope)

    def then() -> Flow:
        refined(machine, node.test, scope, holds=True)
        return execute(machine, node.body, scope)

    def orelse() -> Flow:
        refined(machine, node.test, scope, holds=False)
        return execute(machine, node.orelse, scope)

    return branch(machine, node.test_text, then, orelse)


def _function(machine: Machine, node: ir.FunctionDef, scope: Scope) -> Flow:
    value: object = make_function(machine, node.function, scope)
    for decorator in reversed(node.function.decorators):
        value = _decorated(machine, decorator, value, scope)
    bind_name(machine, node.function.name, value, scope)
    return None


def _class(machine: Machine, node: ir.ClassDef, scope: Scope) -> Flow:
    value: object = make_class(machine, node, scope)
    for decorator in reversed(node.decorators):
        value = _decorated(machine, decorator, value, scope)
    bind_name(machine, node.name, value, scope)
    return None


def _decorated(machine: Machine, decorator: ir.Expr, value: object, scope: Scope) -> object:
    from ckptlens.interp.calls import call

    function = evaluate(machine, decorator, scope)
    return call(machine, function, Arguments((value,)), machine.site(decorator, scope))


def _return(machine: Machine, node: ir.Return, scope: Scope) -> Flow:
    return Returned(evaluate(machine, node.value, scope) if node.value is not None else None)


def _raise(machine: Machine, node: ir.Raise, scope: Scope) -> Flow:
    return raise_value(machine, node, scope)


def _assert(machine: Machine, node: ir.Assert, scope: Scope) -> Flow:
    if truth(machine, evaluate(machine, node.test, scope)) is False:
        raise ProgramError("AssertionError", "", machine.site(node, scope).location)
    refined(machine, node.test, scope, holds=True)
    return None


def _import(machine: Machine, node: ir.Import, scope: Scope) -> Flow:
    for name, alias in node.names:
        value = import_module(machine, name, machine.site(node, scope), top=alias is None)
        bind_name(machine, alias or name.partition(".")[0], value, scope)
    return None


def _import_from(machine: Machine, node: ir.ImportFrom, scope: Scope) -> Flow:
    for name, value in import_from(machine, node, scope):
        bind_name(machine, name, value, scope)
    return None


def _nothing(machine: Machine, node: ir.Stmt, scope: Scope) -> Flow:
    return None


def _jump(machine: Machine, node: ir.Jump, scope: Scope) -> Flow:
    return None if node.kind == "pass" else Jumped(node.kind)


def _unsupported(machine: Machine, node: ir.Unsupported, scope: Scope) -> Flow:
    machine.gap(machine.site(node, scope), f"{node.what} is not followed")
    machine.trail.set(scope.module.names.state, "__incomplete__", value=True)
    return None


_EXECUTE: dict[type, Callable[[Machine, Any, Scope], Flow]] = {
    ir.ExprStmt: _expression,
    ir.Assign: _assign,
    ir.AugAssign: _aug_assign,
    ir.AnnAssign: _ann_assign,
    ir.Delete: _delete,
    ir.If: _if,
    ir.While: run_while,
    ir.For: run_for,
    ir.With: run_with,
    ir.Try: run_try,
    ir.FunctionDef: _function,
    ir.ClassDef: _class,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Assert: _assert,
    ir.Import: _import,
    ir.ImportFrom: _import_from,
    ir.Scoping: _nothing,
    ir.Jump: _jump,
    ir.Match: run_match,
    ir.Unsupported: _unsupported,
}
