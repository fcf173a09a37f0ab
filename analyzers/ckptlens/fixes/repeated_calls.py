"""The function that runs several times, where two facts are those of two of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.statements import path_to
from ckptlens.fixes.written import code
from ckptlens.syntax import ir
from ckptlens.syntax.walk import walk_scope

if TYPE_CHECKING:
    from ckptlens.fixes.model import FixContext
    from ckptlens.fixes.statements import Placed
    from ckptlens.text import Location
    from ckptlens.trace import Variable


def repeated_function(context: FixContext, variable: int | None) -> tuple[Placed, ...]:
    """The definition of the function whose runs make variables of one name, in what it stands in; empty when it is not in this file."""
    again = next((v for v in context.rule.trace.variables if v.uid == variable), None)
    first = next((v for v in context.rule.trace.variables if again is not None and v.name == again.name), None)
    if first is None or again is None or first is again:
        return ()
    place = _place(context, first.calls, again.calls)
    if place is None or _callee(context, first.calls[place]) != _callee(context, again.calls[place]):
        return ()
    found = {_definition(context, _next(v, place)) for v in (first, again)}
    return found.pop() if len(found) == 1 else ()


def _place(context: FixContext, first: tuple[Location, ...], again: tuple[Location, ...]) -> int | None:
    """How deep the call stands that is made again: the first one that differs, else the first in a loop."""
    if first == again:
        return next((i for i, call in enumerate(again) if call.path == context.path and _in_loop(context.text, call)), None)
    return next((i for i, (a, b) in enumerate(zip(first, again, strict=False)) if a != b), None)


def _in_loop(text: str, call: Location) -> bool:
    """Whether a call stands in a loop or comprehension of its function."""
    for step in reversed(path_to(text, call.span)):
        placed = step.statement
        if isinstance(placed.node, ir.FunctionDef):
            return False
        if isinstance(placed.node, ir.For | ir.While):
            return True
        loops = (n.span.shifted(placed.base) for n in walk_scope((placed.node,)) if isinstance(n, ir.Comprehension))
        if any(span.start <= call.span.start and call.span.end <= span.end for span in loops):
            return True
    return False


def _callee(context: FixContext, call: Location) -> str | None:
    """What is called, in this file."""
    return code(context.text, call).partition("(")[0] if call.path == context.path else None


def _next(variable: Variable, place: int) -> Location:
    """A place in the function that a call runs."""
    return (*variable.calls, variable.location)[place + 1]


def _definition(context: FixContext, inside: Location) -> tuple[Placed, ...]:
    """The innermost function around a place, at the top of the file or of a class there."""
    placed = [step.statement for step in path_to(context.text, inside.span)] if inside.path == context.path else []
    at = max((i for i, p in enumerate(placed) if isinstance(p.node, ir.FunctionDef)), default=None)
    outer = placed[:at] if at is not None else []
    is_top = at == 0 or (at == 1 and isinstance(outer[0].node, ir.ClassDef))
    return tuple(placed[: at + 1]) if at is not None and is_top else ()
