"""Evaluating expressions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ckptlens.interp.access import attribute
from ckptlens.interp.assign import bind_name
from ckptlens.interp.assumed import assumed
from ckptlens.interp.branching import branch
from ckptlens.interp.calls import call
from ckptlens.interp.comparison import compare
from ckptlens.interp.comprehensions import comprehension
from ckptlens.interp.formatting import formatted
from ckptlens.interp.generators import delegate
from ckptlens.interp.items import subscript
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Returned
from ckptlens.interp.names import read_name
from ckptlens.interp.operators import binary, unary
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import Entries
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, FunctionValue, GeneratorValue, Many, Scope, SliceValue, Text, Value, new_list, new_set
from ckptlens.syntax import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine


def evaluate(machine: Machine, node: ir.Expr, scope: Scope) -> Value:
    """The value of an expression."""
    machine.budget.step()
    value = _EVALUATE[type(node)](machine, node, scope)
    return assumed(machine, value) if machine.assumptions else value


def _const(machine: Machine, node: ir.Const, scope: Scope) -> Value:
    return node.value


def _ellipsis(machine: Machine, node: ir.EllipsisLit, scope: Scope) -> Value:
    return ...


def _name(machine: Machine, node: ir.Name, scope: Scope) -> Value:
    return read_name(machine, node, scope)


def _attribute(machine: Machine, node: ir.Attribute, scope: Scope) -> Value:
    return attribute(machine, evaluate(machine, node.value, scope), node.name, machine.site(node, scope))


def _subscript(machine: Machine, node: ir.Subscript, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope)
    return subscript(machine, value, evaluate(machine, node.index, scope), machine.site(node, scope))


def _slice(machine: Machine, node: ir.Slice, scope: Scope) -> Value:
    return SliceValue(*(evaluate(machine, b, scope) if b is not None else None for b in (node.lower, node.upper, node.step)))


def _call(machine: Machine, node: ir.Call, scope: Scope) -> Value:
    function = evaluate(machine, node.func, scope)
    return call(machine, function, arguments_of(machine, node.args, scope), machine.site(node, scope))


def arguments_of(machine: Machine, args: tuple[ir.Arg, ...], scope: Scope) -> Arguments:
    """The values of the arguments of a call, stars unpacked."""
    positional: list[Value] = []
    keywords: dict[str, Value] = {}
    is_open = False
    for arg in args:
        value = evaluate(machine, arg.value, scope)
        if arg.keyword is not None:
            keywords[arg.keyword] = value
        elif arg.star == "**":
            is_open |= not _add_keywords(value, keywords)
        elif arg.star == "*":
            items = iterate(machine, value, machine.site(arg.value, scope))
            is_open |= isinstance(items, Many)
            positional += () if isinstance(items, Many) else items
        else:
            positional.append(value)
    return Arguments(tuple(positional), keywords, is_open)


def _add_keywords(value: Value, keywords: dict[str, Value]) -> bool:
    if not isinstance(value, DictValue):
        return False
    keywords.update({k: v for k, v in value.state.items() if isinstance(k, str)})
    return not value.open


def _unary(machine: Machine, node: ir.Unary, scope: Scope) -> Value:
    return unary(machine, node.op, evaluate(machine, node.operand, scope), machine.site(node, scope))


def _binary(machine: Machine, node: ir.Binary, scope: Scope) -> Value:
    left = evaluate(machine, node.left, scope)
    return binary(machine, node.op, left, evaluate(machine, node.right, scope), machine.site(node, scope))


def _boolean(machine: Machine, node: ir.Boolean, scope: Scope) -> Value:
    left = evaluate(machine, node.left, scope)
    decided = truth(machine, left)
    if decided is not None:
        return evaluate(machine, node.right, scope) if decided == (node.op == "and") else left
    right = partial(evaluate, machine, node.right, scope)
    sides = (right, lambda: left) if node.op == "and" else (lambda: left, right)
    return _either(machine, node.left_text, *sides)


def _compare(machine: Machine, node: ir.Compare, scope: Scope) -> Value:
    left = evaluate(machine, node.first, scope)
    result: Value = True
    for op, operand in node.rest:
        right = evaluate(machine, operand, scope)
        result = compare(machine, op, left, right, machine.site(node, scope))
        if truth(machine, result) is not True:
            return result
        left = right
    return result


def _conditional(machine: Machine, node: ir.Conditional, scope: Scope) -> Value:
    decided = truth(machine, evaluate(machine, node.test, scope))
    if decided is not None:
        return evaluate(machine, node.body if decided else node.orelse, scope)
    return _either(machine, node.test_text, partial(evaluate, machine, node.body, scope), partial(evaluate, machine, node.orelse, scope))


def _either(machine: Machine, condition: str, then: Callable[[], Value], orelse: Callable[[], Value]) -> Value:
    """The value of an expression whose condition is undecided: both sides are run, each under its condition."""
    flow = branch(machine, condition, lambda: Returned(then()), lambda: Returned(orelse()))
    assert isinstance(flow, Returned)
    return flow.value


def _starred(machine: Machine, node: ir.Starred, scope: Scope) -> Value:
    return evaluate(machine, node.value, scope)


def _sequence(machine: Machine, node: ir.Sequence, scope: Scope) -> Value:
    items: list[Value] = []
    for item in node.items:
        if isinstance(item, ir.Starred):
            unpacked = iterate(machine, evaluate(machine, item.value, scope), machine.site(item, scope))
            if isinstance(unpacked, Many):
                return unpacked
            items += unpacked
        else:
            items.append(evaluate(machine, item, scope))
    if node.kind == "tuple":
        return tuple(items)
    return new_list(tuple(items)) if node.kind == "list" else new_set(items)


def _dict(machine: Machine, node: ir.DictLit, scope: Scope) -> Value:
    result = DictValue(Entries())
    for key, value_node in node.items:
        value = evaluate(machine, value_node, scope)
        if key is not None:
            result.state[evaluate(machine, key, scope)] = value
        elif isinstance(value, DictValue):
            result.state.update(value.state)
            result.open |= value.open
        else:
            result.open = True
    return result


def _comprehension(machine: Machine, node: ir.Comprehension, scope: Scope) -> Value:
    return comprehension(machine, node, scope)


def _joined(machine: Machine, node: ir.Joined, scope: Scope) -> Value:
    return concatenate([p if isinstance(p, str) else _replacement(machine, p, scope) for p in node.parts])


def _replacement(machine: Machine, part: ir.Replacement, scope: Scope) -> Text:
    value = evaluate(machine, part.value, scope)
    spec = _joined(machine, part.spec, scope) if part.spec is not None else ""
    text = formatted(machine, value, part.conversion, spec if isinstance(spec, str) else "", machine.site(part.value, scope))
    return concatenate([part.debug, text])


def _assigned(machine: Machine, node: ir.Assigned, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope)
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    bind_name(machine, node.target, value, scope)
    return value


def _await(machine: Machine, node: ir.Await, scope: Scope) -> Value:
    return evaluate(machine, node.value, scope)


def _yield(machine: Machine, node: ir.Yield, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope) if node.value is not None else None
    handler = machine.frame.yields
    if handler is None:
        return unknown("sent", "what a generator is sent", machine.site(node, scope))
    if not node.delegate:
        return handler(value)
    if isinstance(value, GeneratorValue):
        return delegate(machine, value, handler, machine.site(node, scope))
    items = iterate(machine, value, machine.site(node, scope))
    for item in (items.element,) if isinstance(items, Many) else items:
        handler(item)
    return None


def _lambda(machine: Machine, node: ir.Lambda, scope: Scope) -> Value:
    return make_function(machine, node.function, scope)


def make_function(machine: Machine, code: ir.Function, scope: Scope) -> FunctionValue:
    """The function object that a definition makes here, its defaults evaluated now."""
    defaults = tuple((p.name, evaluate(machine, p.default, scope)) for p in code.parameters if p.default is not None)
    return FunctionValue(code, scope, defaults)


_EVALUATE: dict[type, Callable[[Machine, Any, Scope], Value]] = {
    ir.Const: _const,
    ir.EllipsisLit: _ellipsis,
    ir.Name: _name,
    ir.Attribute: _attribute,
    ir.Subscript: _subscript,
    ir.Slice: _slice,
    ir.Call: _call,
    ir.Unary: _unary,
    ir.Binary: _binary,
    ir.Boolean: _boolean,
    ir.Compare: _compare,
    ir.Conditional: _conditional,
    ir.Starred: _starred,
    ir.Sequence: _sequence,
    ir.DictLit: _dict,
    ir.Comprehension: _comprehension,
    ir.Joined: _joined,
    ir.Assigned: _assigned,
    ir.Await: _await,
    ir.Yield: _yield,
    ir.Lambda: _lambda,
}
