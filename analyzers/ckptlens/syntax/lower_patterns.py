"""Lowering match patterns."""

from __future__ import annotations

import libcst as cst

from ckptlens.syntax import ir
from ckptlens.syntax.lower_expressions import Scope, expression

WILDCARD = ir.Pattern("wildcard")


def pattern(node: cst.CSTNode, scope: Scope) -> ir.Pattern:
    """The pattern of a ``case``; an unknown kind becomes the wildcard named ``?``, which the interpreter reports."""
    match node:
        case cst.MatchValue(value=value):
            return ir.Pattern("value", expr=expression(value, scope))
        case cst.MatchSingleton(value=value):
            return ir.Pattern("singleton", expr=expression(value, scope))
        case cst.MatchAs(pattern=inner, name=name):
            return _capture(inner, name, scope)
        case cst.MatchOr(patterns=patterns):
            return ir.Pattern("or", parts=tuple(pattern(p.pattern, scope) for p in patterns))
        case cst.MatchList(patterns=items) | cst.MatchTuple(patterns=items):
            return ir.Pattern("list", parts=tuple(_item(i, scope) for i in items))
        case cst.MatchMapping(elements=elements, rest=rest):
            keys = tuple(expression(e.key, scope) for e in elements)
            values = tuple(pattern(e.pattern, scope) for e in elements)
            return ir.Pattern("mapping", keys=keys, parts=values, name=rest.value if rest is not None else None)
        case cst.MatchClass(cls=cls, patterns=positional, kwds=keywords):
            parts = [*(pattern(p.value, scope) for p in positional), *(pattern(k.pattern, scope) for k in keywords)]
            return ir.Pattern("class", expr=expression(cls, scope), parts=tuple(parts), names=tuple(k.key.value for k in keywords))
        case _:
            return ir.Pattern("wildcard", name=None)


def _capture(inner: cst.MatchPattern | None, name: cst.Name | None, scope: Scope) -> ir.Pattern:
    if name is None:
        return WILDCARD if inner is None else pattern(inner, scope)
    return ir.Pattern("capture", name=name.value, parts=(pattern(inner, scope),) if inner is not None else ())


def _item(node: cst.CSTNode, scope: Scope) -> ir.Pattern:
    if isinstance(node, cst.MatchStar):
        return ir.Pattern("star", name=node.name.value if node.name is not None else None)
    if isinstance(node, cst.MatchSequenceElement):
        return pattern(node.value, scope)
    return WILDCARD
