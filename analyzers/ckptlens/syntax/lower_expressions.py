"""Lowering expressions of libcst trees to the compact representation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import libcst as cst
from msgspec import Struct

from ckptlens.syntax import ir
from ckptlens.syntax.walk import body_of
from ckptlens.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ckptlens.syntax.positions import Spans


class Scope(Struct, frozen=True):
    """What lowering one block needs: the spans of its nodes and its text."""

    spans: Spans
    text: str
    cls: str = ""
    """The class whose body is lowered: Python renames private names after it."""
    later: Callable[[int], ir.LaterBody | None] | None = None
    """The body of the function whose name stands at an offset, when it is to be parsed later."""

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node stands in the block; an empty span for a node that libcst records no position for."""
        found = self.spans.get(id(node))
        return Span(*found) if found is not None else Span(0, 0)

    def source(self, node: cst.CSTNode) -> str:
        """The source of an expression on one line."""
        span = self.span(node)
        return " ".join(self.text[span.start : span.end].split())


def mangled(name: str, scope: Scope) -> str:
    """A name as Python stores it: ``__x`` inside class C is ``_C__x``."""
    private = scope.cls and name.startswith("__") and not name.endswith("__")
    return f"_{scope.cls.lstrip('_')}{name}" if private else name


_PRINTER = cst.Module([])


def target_text(node: cst.CSTNode) -> str:
    """The code of a name, dotted name or operator, without blanks."""
    return node.value if isinstance(node, cst.Name) else _PRINTER.code_for_node(node).strip()


def expression(node: cst.CSTNode, scope: Scope) -> ir.Expr:
    """Lower one expression. A kind that is not known becomes an ellipsis, which evaluates to an unknown."""
    lower = _LOWER.get(type(node))
    return lower(node, scope) if lower is not None else ir.EllipsisLit(scope.span(node))


def argument(node: cst.Arg, scope: Scope) -> ir.Arg:
    """Lower one argument of a call or class."""
    keyword = mangled(node.keyword.value, scope) if node.keyword is not None else None
    return ir.Arg(scope.span(node), expression(node.value, scope), keyword, node.star)


def function_of(
    node: cst.CSTNode,
    name: str,
    parameters: cst.Parameters,
    body: tuple[ir.Stmt, ...],
    scope: Scope,
    *,
    decorators: tuple[ir.Expr, ...] = (),
    is_async: bool = False,
) -> ir.Function:
    """The function of a ``def`` or a lambda with its parameters and local names."""
    lowered = _parameters(parameters, scope)
    name_span = scope.span(node.name) if isinstance(node, cst.FunctionDef) else Span(0, 0)
    content = (scope.later and scope.later(name_span.start)) or body_of(body)
    return ir.Function(scope.span(node), mangled(name, scope), lowered, content, decorators, is_async, name_span)


def _parameters(node: cst.Parameters, scope: Scope) -> tuple[ir.Parameter, ...]:
    found = [*(_parameter(p, "positional", scope) for p in node.posonly_params), *(_parameter(p, "normal", scope) for p in node.params)]
    if isinstance(node.star_arg, cst.Param):
        found.append(_parameter(node.star_arg, "args", scope))
    found += [_parameter(p, "keyword", scope) for p in node.kwonly_params]
    if node.star_kwarg is not None:
        found.append(_parameter(node.star_kwarg, "kwargs", scope))
    return tuple(found)


def _parameter(node: cst.Param, kind: str, scope: Scope) -> ir.Parameter:
    default = expression(node.default, scope) if node.default is not None else None
    annotation = expression(node.annotation.annotation, scope) if node.annotation is not None else None
    return ir.Parameter(mangled(node.name.value, scope), kind, default, annotation)


def _name(node: cst.Name, scope: Scope) -> ir.Expr:
    span = scope.span(node)
    match node.value:
        case "True":
            return ir.Const(span, True)
        case "False":
            return ir.Const(span, False)
        case "None":
            return ir.Const(span, None)
        case name:
            return ir.Name(span, mangled(name, scope))


def _literal(node: cst.Integer | cst.Float | cst.Imaginary | cst.SimpleString, scope: Scope) -> ir.Expr:
    try:
        return ir.Const(scope.span(node), node.evaluated_value)
    except (ValueError, SyntaxError):
        # An integer longer than Python's limit for conversion, or an escape that is no character.
        return ir.EllipsisLit(scope.span(node))


def _concatenated(node: cst.ConcatenatedString, scope: Scope) -> ir.Expr:
    value = node.evaluated_value
    if value is not None:
        return ir.Const(scope.span(node), value)
    parts: list[str | ir.Replacement] = []
    for half in (expression(node.left, scope), expression(node.right, scope)):
        if isinstance(half, ir.Joined):
            parts += half.parts
        elif isinstance(half, ir.Const) and isinstance(half.value, str):
            parts.append(half.value)
    return ir.Joined(scope.span(node), tuple(parts))


def _formatted(node: cst.FormattedString, scope: Scope) -> ir.Expr:
    return _joined(node.parts, "r" in node.start.lower(), scope, scope.span(node))


def _joined(parts: Iterable[cst.BaseFormattedStringContent], raw: bool, scope: Scope, span: Span) -> ir.Joined:
    return ir.Joined(span, tuple(_string_part(p, raw, scope) for p in parts))


def _string_part(node: cst.BaseFormattedStringContent, raw: bool, scope: Scope) -> str | ir.Replacement:
    if isinstance(node, cst.FormattedStringText):
        text = node.value.replace("{{", "{").replace("}}", "}")
        return text if raw or "\\" not in text else _unescaped(text)
    assert isinstance(node, cst.FormattedStringExpression)
    span = scope.span(node.expression)
    spec = _joined(node.format_spec, raw, scope, span) if node.format_spec is not None else None
    debug = scope.source(node.expression) + "=" if node.equal is not None else ""
    return ir.Replacement(span, expression(node.expression, scope), node.conversion or ("r" if debug and spec is None else ""), spec, debug)


_QUOTES = re.compile(r'\\.|"', re.DOTALL)


def _unescaped(text: str) -> str:
    try:
        value = cst.SimpleString('"""' + _QUOTES.sub(lambda found: '\\"' if found[0] == '"' else found[0], text) + '"""').evaluated_value
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, str) else text


def _attribute(node: cst.Attribute, scope: Scope) -> ir.Expr:
    return ir.Attribute(scope.span(node), expression(node.value, scope), mangled(node.attr.value, scope))


def _subscript(node: cst.Subscript, scope: Scope) -> ir.Expr:
    items = tuple(_subscript_item(e, scope) for e in node.slice)
    single = len(items) == 1 and not isinstance(node.slice[0].comma, cst.Comma)
    index = items[0] if single else ir.Sequence(scope.span(node), "tuple", items)
    return ir.Subscript(scope.span(node), expression(node.value, scope), index)


def _subscript_item(node: cst.SubscriptElement, scope: Scope) -> ir.Expr:
    inner = node.slice
    if isinstance(inner, cst.Index):
        value = expression(inner.value, scope)
        return ir.Starred(scope.span(node), value) if inner.star else value
    assert isinstance(inner, cst.Slice)
    bounds = (expression(b, scope) if b is not None else None for b in (inner.lower, inner.upper, inner.step))
    return ir.Slice(scope.span(node), *bounds)


def _call(node: cst.Call, scope: Scope) -> ir.Expr:
    return ir.Call(scope.span(node), expression(node.func, scope), tuple(argument(a, scope) for a in node.args))


def _unary(node: cst.UnaryOperation, scope: Scope) -> ir.Expr:
    return ir.Unary(scope.span(node), target_text(node.operator), expression(node.expression, scope))


def _binary(node: cst.BinaryOperation, scope: Scope) -> ir.Expr:
    return ir.Binary(scope.span(node), target_text(node.operator), expression(node.left, scope), expression(node.right, scope))


def _boolean(node: cst.BooleanOperation, scope: Scope) -> ir.Expr:
    left, right = expression(node.left, scope), expression(node.right, scope)
    return ir.Boolean(scope.span(node), target_text(node.operator), left, right, scope.source(node.left))


def _comparison(node: cst.Comparison, scope: Scope) -> ir.Expr:
    rest = tuple((" ".join(target_text(c.operator).split()), expression(c.comparator, scope)) for c in node.comparisons)
    return ir.Compare(scope.span(node), expression(node.left, scope), rest)


def _conditional(node: cst.IfExp, scope: Scope) -> ir.Expr:
    test, body, orelse = (expression(n, scope) for n in (node.test, node.body, node.orelse))
    return ir.Conditional(scope.span(node), test, body, orelse, scope.source(node.test))


def _sequence(node: cst.List | cst.Tuple | cst.Set, scope: Scope) -> ir.Expr:
    items = tuple(_element(e, scope) for e in node.elements)
    return ir.Sequence(scope.span(node), type(node).__name__.lower(), items)


def _element(node: cst.BaseElement, scope: Scope) -> ir.Expr:
    value = expression(node.value, scope)
    return ir.Starred(scope.span(node), value) if isinstance(node, cst.StarredElement) else value


def _dict(node: cst.Dict, scope: Scope) -> ir.Expr:
    items = tuple((expression(e.key, scope) if isinstance(e, cst.DictElement) else None, expression(e.value, scope)) for e in node.elements)
    return ir.DictLit(scope.span(node), items)


def _comprehension(node: cst.ListComp | cst.SetComp | cst.GeneratorExp, scope: Scope) -> ir.Expr:
    kind = {cst.ListComp: "list", cst.SetComp: "set", cst.GeneratorExp: "generator"}[type(node)]
    return ir.Comprehension(scope.span(node), kind, expression(node.elt, scope), None, _clauses(node.for_in, scope))


def _dict_comprehension(node: cst.DictComp, scope: Scope) -> ir.Expr:
    return ir.Comprehension(
        scope.span(node), "dict", expression(node.key, scope), expression(node.value, scope), _clauses(node.for_in, scope)
    )


def _clauses(node: cst.CompFor | None, scope: Scope) -> tuple[ir.Clause, ...]:
    if node is None:
        return ()
    conditions = tuple(expression(i.test, scope) for i in node.ifs)
    clause = ir.Clause(expression(node.target, scope), expression(node.iter, scope), conditions)
    return (clause, *_clauses(node.inner_for_in, scope))


def _lambda(node: cst.Lambda, scope: Scope) -> ir.Expr:
    body = expression(node.body, scope)
    statements = (ir.Return(body.span, body),)
    return ir.Lambda(scope.span(node), function_of(node, "<lambda>", node.params, statements, scope))


def _assigned(node: cst.NamedExpr, scope: Scope) -> ir.Expr:
    return ir.Assigned(scope.span(node), target_text(node.target), expression(node.value, scope))


def _await(node: cst.Await, scope: Scope) -> ir.Expr:
    return ir.Await(scope.span(node), expression(node.expression, scope))


def _yield(node: cst.Yield, scope: Scope) -> ir.Expr:
    if isinstance(node.value, cst.From):
        return ir.Yield(scope.span(node), expression(node.value.item, scope), delegate=True)
    return ir.Yield(scope.span(node), expression(node.value, scope) if node.value is not None else None)


def _ellipsis(node: cst.Ellipsis, scope: Scope) -> ir.Expr:
    return ir.EllipsisLit(scope.span(node))


_LOWER: dict[type[cst.CSTNode], Callable[[Any, Scope], ir.Expr]] = {
    cst.Name: _name,
    cst.Integer: _literal,
    cst.Float: _literal,
    cst.Imaginary: _literal,
    cst.SimpleString: _literal,
    cst.ConcatenatedString: _concatenated,
    cst.FormattedString: _formatted,
    cst.Attribute: _attribute,
    cst.Subscript: _subscript,
    cst.Call: _call,
    cst.UnaryOperation: _unary,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.IfExp: _conditional,
    cst.List: _sequence,
    cst.Tuple: _sequence,
    cst.Set: _sequence,
    cst.Dict: _dict,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.DictComp: _dict_comprehension,
    cst.Lambda: _lambda,
    cst.NamedExpr: _assigned,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.Ellipsis: _ellipsis,
}
