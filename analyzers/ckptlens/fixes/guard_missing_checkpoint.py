"""QF13: decide what happens when there is no checkpoint to restore: stop, or go on and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.statements import Placed, path_to, starts_with_call
from ckptlens.fixes.written import LINE_END, code, expression, free_name, indentation, newline_of, one_level, printed, quoted, stands_alone
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckptlens.rules.model import Finding
    from ckptlens.trace import Restore


def offer(context: FixContext) -> Iterator[Fix]:
    """Two fixes per restore whose path may be None and that is a statement of its own: raise, or say so and go on."""
    for finding in context.findings:
        restore = next((r for r in context.rule.trace.restores if r.uid == finding.subject), None)
        if finding.code != "CK217" or restore is None or not (edits := guard_edits(context, restore)):
            continue
        yield _fix(context, finding, "Raise FileNotFoundError when there is no checkpoint", edits, preferred=True)
        if skipping := _skip_edits(context, restore):
            yield _fix(context, finding, "Start from initial values when there is no checkpoint, and say so", skipping)


def _fix(context: FixContext, finding: Finding, title: str, edits: tuple[TextEdit, ...], *, preferred: bool = False) -> Fix:
    return Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),), finding, preferred)


def guard_edits(context: FixContext, restore: Restore) -> tuple[TextEdit, ...]:
    """The edits that name the path and raise when it is None; none when the restore is part of a larger expression."""
    return _edits(context, restore, lambda message: f"raise FileNotFoundError({message})", "")


def _skip_edits(context: FixContext, restore: Restore) -> tuple[TextEdit, ...]:
    """The edits that print and skip the restore; none when later code needs its result, or it spans lines."""
    statement = _statement(context, restore)
    if statement is None or not isinstance(statement.node, ir.ExprStmt) or LINE_END.search(code(context.text, statement.span)):
        return ()
    return _edits(context, restore, lambda message: f"print({message[:-1]}: starting from initial values{message[-1]})", "else")


def _edits(context: FixContext, restore: Restore, then: Callable[[str], str], otherwise: str) -> tuple[TextEdit, ...]:
    """`then` is what happens without a checkpoint; with `otherwise` the restore becomes the other branch."""
    where, placed = restore.path.location, _statement(context, restore)
    if where is None or where.path != context.path or placed is None or restore.path.is_none:
        return ()
    statement = placed.span
    written = code(context.text, where)
    node = expression(written)
    if node is None:
        return ()
    named = isinstance(node, cst.Name)
    name = written if named else free_name(context.text, "path", "checkpoint_path")
    indent = indentation(context.text, statement)
    lines = [*([] if named else [f"{name} = {written}"]), f"if {name} is None:", f"{one_level(context.text)}{then(_message(node))}"]
    end = f"{otherwise}:{newline_of(context.text)}{indent}{one_level(context.text)}" if otherwise else ""
    before = "".join(f"{line}{newline_of(context.text)}{indent}" for line in lines) + end
    first = TextEdit(Span(statement.start, statement.start), before)
    return (first,) if named else (first, TextEdit(where.span, name))


def _statement(context: FixContext, restore: Restore) -> Placed | None:
    steps = path_to(context.text, restore.site.location.span) if restore.site.location.path == context.path else ()
    if not steps or not starts_with_call(steps[-1].statement, restore.site.location.span):
        return None
    return steps[-1].statement if stands_alone(context.text, steps[-1].statement.span) else None


def _message(path: cst.BaseExpression) -> str:
    """A string literal, closing quote last."""
    match path:
        case cst.Call(args=[cst.Arg(value=cst.SimpleString() as folder, star=""), *_]) if isinstance(folder.evaluated_value, str):
            return quoted(f"no checkpoint in {folder.evaluated_value}")
        case cst.Call(args=[cst.Arg(value=cst.Name() | cst.Attribute() as folder, star=""), *_]) if _names(folder):
            return f'f"no checkpoint in {{{printed(folder)}}}"'
        case cst.Attribute(value=manager, attr=cst.Name("latest_checkpoint")) if _names(manager):
            return f'f"no checkpoint in {{{printed(manager)}.directory}}"'
        case _:
            return '"no checkpoint to restore"'


def _names(node: cst.BaseExpression) -> bool:
    """Whether the expression is names and dots only, and so can stand in an f-string."""
    return isinstance(node, cst.Name) or (isinstance(node, cst.Attribute) and _names(node.value))


SPEC = FixSpec("QF13", ("CK217",), offer)
