"""QF04: give a Saver the values of Keras 3 variables, under their paths.

The file gets a key for each variable, where it had one for all. A dict keeps the names that it gives, but for `v.name`, which several
variables of Keras 3 share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from ckptlens.fixes.arguments import argument
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code, expression, newline_of, printed
from ckptlens.text import TextEdit
from ckptlens.tf_api.keras.tracking import SAVED_WITHOUT_NAME
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ckptlens.trace import Trace

_UNITED = (cst.IfExp, cst.Lambda, cst.NamedExpr)
"""Expressions that need parentheses behind ``in``."""


def offer(context: FixContext) -> Iterator[Fix]:
    """One fix for each Saver of Keras 3 variables whose list or dict stands in the call."""
    for finding in context.findings:
        makers = _made_there(context.rule.trace, finding.subject)
        if finding.code == "CK112" and finding.location.path == context.path and makers:
            edit = _edit(context, makers)
            if edit is not None:
                title = "Save the values of the variables, under their paths"
                yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _made_there(trace: Trace, uid: int | None) -> tuple[SaverMade, ...]:
    """All Savers that the call of this one made: it may stand in a function that is called with other variables too."""
    first = trace.maker(uid)
    return tuple(m for m in trace.makers if isinstance(m, SaverMade) and first is not None and m.site.location == first.site.location)


def _edit(context: FixContext, makers: Sequence[SaverMade]) -> TextEdit | None:
    given = argument(makers[0].site, "var_list", 0)
    if given is None or not all(_has_paths(context.rule.trace, maker) for maker in makers):
        return None
    source = code(context.text, given.location)
    written = of_values(source, listed={str(i.key) == SAVED_WITHOUT_NAME for maker in makers for i in maker.items})
    return TextEdit(given.location.span, written) if written is not None else None


def _has_paths(trace: Trace, maker: SaverMade) -> bool:
    """Whether all that the Saver holds are variables of Keras 3, of which no two have the same path."""
    held = {item.variable for item in maker.items}
    names = {trace.variable(uid).name for uid in held if uid is not None}
    known = maker.items_known and None not in held and len(names) == len(held)
    return known and all(str(item.key).endswith(SAVED_WITHOUT_NAME) for item in maker.items)


def of_values(source: str, listed: set[bool]) -> str | None:
    """The dict of values for a list, a dict or the name of either, layout and comments kept; None when it is not known which."""
    node = expression(source)
    if node is None or len(listed) != 1:
        return None
    if listed == {True}:
        return f"{{v.path: v.value for v in {_behind_in(node, source)}}}"
    match node:
        case cst.DictComp():
            return printed(_of_comprehension(node), newline_of(source))
        case cst.Dict(elements=elements) if all(isinstance(element, cst.DictElement) for element in elements):
            valued = [element.with_changes(value=_value(element.value)) for element in elements]
            return printed(node.with_changes(elements=valued), newline_of(source))
        case cst.Name() | cst.Attribute():
            return f"{{key: v.value for key, v in {source}.items()}}"
        case _:
            return None


def _of_comprehension(node: cst.DictComp) -> cst.DictComp:
    key = node.key
    if isinstance(key, cst.Attribute) and key.attr.value == "name" and key.value.deep_equals(node.value):
        key = key.with_changes(attr=cst.Name("path"))
    return node.with_changes(key=key, value=_value(node.value))


def _value(node: cst.BaseExpression) -> cst.Attribute:
    plain = isinstance(node, (cst.Name, cst.Attribute, cst.Subscript, cst.Call)) or node.lpar
    held = node if plain else node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.Attribute(held, cst.Name("value"))


def _behind_in(node: cst.BaseExpression, source: str) -> str:
    return f"({source})" if isinstance(node, _UNITED) and not node.lpar else source


SPEC = FixSpec("QF04", ("CK112",), offer)
