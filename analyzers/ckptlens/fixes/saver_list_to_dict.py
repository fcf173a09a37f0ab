"""QF02: pin the keys of a Saver by turning its list of variables into a dict.

The keys are those that the Saver writes today, so files stay readable; later renames of variables no longer change them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from ckptlens.fixes.arguments import argument
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code, expression, newline_of, printed, quoted
from ckptlens.text import TextEdit
from ckptlens.trace import SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator


def offer(context: FixContext) -> Iterator[Fix]:
    """A refactoring on each Saver at the selection whose list names its variables one by one."""
    for maker in context.rule.trace.makers:
        if isinstance(maker, SaverMade) and maker.site.location.path == context.path and _is_selected(context, maker):
            edit = _edit(context, maker)
            if edit is not None:
                yield Fix(SPEC.id, "Write the Saver's keys out", Safety.SAFE, (FileEdits(context.path, (edit,)),))


def _is_selected(context: FixContext, maker: SaverMade) -> bool:
    call = maker.site.location.span
    return call.start <= context.span.end and context.span.start <= call.end


def _edit(context: FixContext, maker: SaverMade) -> TextEdit | None:
    given = argument(maker.site, "var_list", 0)
    if given is None:
        return None
    written = dict_of_list(code(context.text, given.location), maker)
    return TextEdit(given.location.span, written) if written is not None else None


def dict_of_list(source: str, maker: SaverMade) -> str | None:
    """``{"a": a, "scoped/c": c}`` for ``[a, c]``, layout and comments kept; None when a key or a variable is not certain."""
    node = expression(source)
    keys = keys_by_expression(maker)
    if not isinstance(node, cst.List) or len(node.elements) != len(maker.items) or not maker.items_known:
        return None
    elements = [_pinned(element, keys) for element in node.elements]
    if any(element is None for element in elements) or len({*keys.values()}) != len(keys):
        return None
    pinned = [element for element in elements if element is not None]
    opening, closing = cst.LeftCurlyBrace(node.lbracket.whitespace_after), cst.RightCurlyBrace(node.rbracket.whitespace_before)
    return printed(cst.Dict(pinned, opening, closing), newline_of(source))


def keys_by_expression(maker: SaverMade) -> dict[str, str]:
    """The key of each variable that the Saver holds and a name of its scope is bound to."""
    keys = {item.variable: item.key.literal for item in maker.items if item.variable is not None and not item.when}
    return {b.text: key for b in maker.bindings if (key := keys.get(b.variable)) is not None}


def _pinned(element: cst.BaseElement, keys: dict[str, str]) -> cst.DictElement | None:
    key = keys.get(printed(element.value)) if isinstance(element, cst.Element) else None
    return cst.DictElement(cst.SimpleString(quoted(key)), element.value, comma=element.comma) if key is not None else None


SPEC = FixSpec("QF02", ("CK101", "CK104"), offer)
