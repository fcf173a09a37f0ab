"""Where a file uses a name of TensorFlow that a stack does not have, found without running it.

A run ends at the first such name; what a migration has to change is all of them. Names are followed through the imports of the file.
Uses that the file guards are left out: under ``try`` with a handler for the error, and under the tests that ``absent_guards`` tells.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.syntax import ir
from ckptlens.syntax.parse import parse_module
from ckptlens.syntax.walk import children
from ckptlens.tf_api.absent import lacking
from ckptlens.tf_api.absent_guards import Guards, guards_of, is_guard, is_handled, reached
from ckptlens.tf_api.contrib.names import one_name
from ckptlens.tf_api.private_modules import module_name, public_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.stacks import Stack
    from ckptlens.text import Span

_BINDING = (ir.Assign, ir.AnnAssign, ir.AugAssign, ir.For, ir.WithItem, ir.Clause)


class AbsentUse(Struct, frozen=True):
    """A name as it is written in full, the part of it that is absent, and the error that its use raises."""

    span: Span
    name: str
    lacking: str
    error: str


class _Names(Struct, frozen=True):
    """What the names of a file stand for: dotted names by the names that imports bind, but for names that it binds in another way too."""

    imported: dict[str, str] = field(default_factory=dict[str, str])
    other: set[str] = field(default_factory=set[str])
    guards: Guards = Guards()

    def meaning(self, name: str, stack: Stack) -> str | None:
        found = self.imported.get(name) if name not in self.other else None
        return found if found is not None and _lacking(found, stack) is None else None


@lru_cache(maxsize=8)
def absent_uses(text: str, stack: Stack) -> tuple[AbsentUse, ...]:
    """The uses in the text of a file, in order. An import that fails is one; what is done with its names is not.

    Each run from a function of the file asks again, so the answers for a few texts are kept.
    """
    module = parse_module(text)
    names = _Names(guards=guards_of(module))
    for block in module.blocks:
        for statement in block.body:
            _note_names(statement, names)
    found = ((block.start, use) for block in module.blocks for statement in block.body for use in _uses(statement, names, stack))
    return tuple(AbsentUse(use.span.shifted(start), use.name, use.lacking, use.error) for start, use in found)


def _note_names(node: object, names: _Names) -> None:
    match node:
        case ir.Import():
            for name, alias in node.names:
                _bind(names, alias or name.partition(".")[0], name if alias else name.partition(".")[0])
        case ir.ImportFrom(level=0) if node.names is not None:
            for name, alias in node.names:
                _bind(names, alias or name, f"{node.module}.{name}")
        case ir.FunctionDef():
            names.other.update((node.function.name, *(p.name for p in node.function.parameters)))
        case ir.Lambda():
            names.other.update(p.name for p in node.function.parameters)
        case ir.ClassDef():
            names.other.add(node.name)
        case _ if isinstance(node, _BINDING):
            names.other.update(_targets(node))
        case _:
            pass
    for child in _below(node):
        _note_names(child, names)


def _bind(names: _Names, name: str, dotted: str) -> None:
    if names.imported.setdefault(name, dotted) != dotted:
        names.other.add(name)


def _targets(node: object) -> Iterator[str]:
    targets = node.targets if isinstance(node, ir.Assign) else (getattr(node, "target", None),)
    for target in targets:
        pending: list[object] = [target]
        while pending:
            part = pending.pop()
            if isinstance(part, ir.Name):
                yield part.id
            elif isinstance(part, (ir.Sequence, ir.Starred)):
                pending += children(part)


def _below(node: object) -> Iterator[object]:
    """The nodes below a node; the body of a function is one level deeper than the others."""
    if isinstance(node, (ir.FunctionDef, ir.Lambda)):
        function = node.function
        yield from (*function.decorators, *function.parameters, *function.body)
    else:
        yield from children(node)


def _uses(node: object, names: _Names, stack: Stack) -> Iterator[AbsentUse]:
    match node:
        case ir.Try() if is_handled(node):
            below: tuple[object, ...] = (*node.handlers, *node.orelse, *node.final)
        case ir.If() | ir.Conditional() if is_guard(node.test, names.guards):
            return
        case ir.FunctionDef():
            function = node.function
            below = (*function.decorators, *function.parameters, *reached(function.body, names.guards))
        case ir.Import() | ir.ImportFrom():
            yield from _of_import(node, stack)
            return
        case ir.Attribute() | ir.Name():
            dotted = _dotted(node, names, stack)
            if dotted is not None:
                yield from _of_name(node.span, dotted, stack)
                return
            below = tuple(_below(node))
        case _:
            below = tuple(_below(node))
    for child in below:
        yield from _uses(child, names, stack)


def _of_import(node: ir.Import | ir.ImportFrom, stack: Stack) -> Iterator[AbsentUse]:
    if isinstance(node, ir.Import):
        wanted = [name for name, _ in node.names]
    else:
        wanted = [] if node.level else [f"{node.module}.{name}" for name, _ in node.names or ()] or [node.module]
    for name in wanted:
        absent = _lacking(name, stack)
        if absent is not None:
            module = name if isinstance(node, ir.Import) else node.module
            yield AbsentUse(node.span, name, absent, "ImportError" if _lacking(module, stack) is None else "ModuleNotFoundError")


def _of_name(span: Span, dotted: str, stack: Stack) -> Iterator[AbsentUse]:
    absent = _lacking(dotted, stack)
    if absent is not None:
        yield AbsentUse(span, dotted, absent, "AttributeError")


def _lacking(dotted: str, stack: Stack) -> str | None:
    public = module_name(dotted)
    if not public.startswith("tf.") or public.startswith("tf.python."):
        return None
    return lacking(stack, one_name(public_name(public)))


def _dotted(node: object, names: _Names, stack: Stack) -> str | None:
    """The full dotted name of an expression; None for one that does not begin with a name of which an import makes something."""
    parts: list[str] = []
    while isinstance(node, ir.Attribute):
        parts.append(node.name)
        node = node.value
    start = names.meaning(node.id, stack) if isinstance(node, ir.Name) else None
    return ".".join([start, *reversed(parts)]) if start is not None else None
