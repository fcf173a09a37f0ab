"""Where a scope of the source reads a name for anything else than to fill it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.syntax import ir
from ckptlens.syntax.parse import parse_module
from ckptlens.syntax.walk import children, walk_scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.text import Span


def scope_of(text: str, place: Span) -> tuple[tuple[object, ...], int]:
    """The statements of the innermost function around a place (of the module, when there is none), and what their spans count from."""
    blocks = parse_module(text).blocks
    inside = next((b for b in blocks if any(_holds(node, b.start, place) for node in b.body)), None)
    functions = [n for n in _functions(inside.body) if _holds(n, inside.start, place)] if inside is not None else []
    if inside is not None and functions:
        return functions[-1].function.body, inside.start
    return tuple(node for block in blocks for node in block.body), 0


def _functions(body: tuple[object, ...]) -> Iterator[ir.FunctionDef]:
    for node in walk_scope(body):
        if isinstance(node, ir.FunctionDef):
            yield node
            yield from _functions(node.function.body)
        elif isinstance(node, ir.ClassDef):
            yield from _functions(node.body)


def _holds(node: object, base: int, place: Span) -> bool:
    span: Span | None = getattr(node, "span", None)
    return span is not None and span.start + base <= place.start and place.end <= span.end + base


def bound_with(body: tuple[object, ...], name: str) -> frozenset[str]:
    """The names that are bound together with `name`, by ``a, b = ...``, itself among them."""
    targets = [t for node in walk_scope(body) if isinstance(node, ir.Assign) for t in node.targets if isinstance(t, ir.Sequence)]
    groups = [frozenset(n.id for n in walk_scope((target,)) if isinstance(n, ir.Name)) for target in targets]
    return frozenset({name}).union(*(group for group in groups if name in group))


def reads_of(body: tuple[object, ...], names: frozenset[str]) -> int:
    """How often a scope reads one of the names, without ``name = ...``, ``name[...] = ...`` and what the target of a loop is."""
    return sum(_reads(node, names) for node in body)


def _reads(node: object, names: frozenset[str]) -> int:
    if isinstance(node, ir.Name):
        return node.id in names
    written = node.targets if isinstance(node, ir.Assign) else (node.target,) if isinstance(node, ir.For) else ()
    below = tuple(child for child in children(node) if not any(child is target for target in written))
    kept = (*below, *(part for target in written for part in _read_in(target)))
    return sum(_reads(child, names) for child in kept)


def _read_in(target: object) -> tuple[object, ...]:
    """What writing to a target reads: the index of ``name[index]``."""
    if isinstance(target, ir.Name):
        return ()
    if isinstance(target, ir.Subscript) and isinstance(target.value, ir.Name):
        return (target.index,)
    return tuple(part for child in children(target) for part in _read_in(child)) if isinstance(target, ir.Sequence) else (target,)
