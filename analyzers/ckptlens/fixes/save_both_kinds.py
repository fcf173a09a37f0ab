"""QF17: an object-based checkpoint beside each name-based one, from one dict of variables, in a folder of its own.

The Saver, its folder and its keys stay as they are, for the programs that still read them. Where a CheckpointManager saves, it is the
name-based checkpoint that is added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes import save_by_name_too
from ckptlens.fixes.arguments import argument, set_argument, unpacks
from ckptlens.fixes.beside import can_be_read_again, lines_after
from ckptlens.fixes.checkpoint_source import manager_arguments, var_list_source
from ckptlens.fixes.imports import tensorflow_2
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.saver_calls import is_default
from ckptlens.fixes.saver_uses import SaverUses, uses_of
from ckptlens.fixes.statements import path_to, starts_with_call
from ckptlens.fixes.written import code, free_name, indentation, newline_of, one_level, stands_alone
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit
from ckptlens.trace import Mode, Save, SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.statements import Placed

_FOLDER = "tf2"
_NOTE = "# Once nothing reads the name-based checkpoints any more, the Saver and its saves can go."


def offer(context: FixContext) -> Iterator[Fix]:
    """A refactoring on each Saver at the selection that saves in this file."""
    if context.rule.stack.is_tf1:
        return
    yield from save_by_name_too.offer(SPEC.id, context)
    for maker in context.rule.trace.makers:
        if isinstance(maker, SaverMade) and maker.mode is not Mode.UNKNOWN and not maker.defer_build and _is_selected(context, maker):
            edits = _edits(context, maker)
            if edits:
                title = "Save an object-based checkpoint beside each name-based one"
                yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),))


def _is_selected(context: FixContext, maker: SaverMade) -> bool:
    call = maker.site.location.span
    return maker.site.location.path == context.path and call.start <= context.span.end and context.span.start <= call.end


def _edits(context: FixContext, maker: SaverMade) -> tuple[TextEdit, ...]:
    uses = uses_of(context, maker)
    tensorflow = tensorflow_2(context.text, code(context.text, maker.site.callee))
    if uses is None or tensorflow is None or not uses.saves or len({_number(save) is None for save in uses.saves}) > 1:
        return ()
    owner = "self." if uses.name.startswith("self.") else ""
    checkpoint, manager = (owner + free_name(context.text, *names) for names in (("checkpoint", "ckpt"), ("manager", "checkpoint_manager")))
    made = _made(context.text, maker, uses, var_list_source(context.text, context.rule.trace, maker))
    built = _built(context.text, maker, uses, f"{tensorflow[0]}.train", (checkpoint, manager))
    saves = [_save_beside(context.text, save, manager) for save in uses.saves]
    if not made or built is None or any(edit is None for edit in saves):
        return ()
    imported = (tensorflow[1],) if tensorflow[1] is not None else ()
    return (*imported, *made, built, *(edit for edit in saves if edit is not None))


def _made(text: str, maker: SaverMade, uses: SaverUses, variables: str | None) -> tuple[TextEdit, ...]:
    """The dict under a name of its own, and the Saver made from it."""
    if variables is None or maker.site.location.span.end != uses.built.end:
        return ()
    name, before = free_name(text, "variables", "saved_variables"), Span(uses.built.start, uses.built.start)
    line = f"{name} = {variables}{newline_of(text)}{indentation(text, uses.built)}"
    return (TextEdit(before, line), set_argument(text, maker.site, "var_list", 0, name))


def _built(text: str, maker: SaverMade, uses: SaverUses, train: str, names: tuple[str, str]) -> TextEdit | None:
    """The Checkpoint and its manager, behind the Saver."""
    arguments = manager_arguments(text, maker, uses.saves, _FOLDER)
    if arguments is None:
        return None
    checkpoint, manager = names
    variables = free_name(text, "variables", "saved_variables")
    made = f"{checkpoint} = {train}.Checkpoint(var_list={variables})"
    return lines_after(text, uses.built, [_NOTE, made, f"{manager} = {train}.CheckpointManager({checkpoint}, {arguments})"])


def _save_beside(text: str, save: Save, manager: str) -> TextEdit | None:
    """The manager's save on the line after a Saver's; None where there is no such line."""
    steps = path_to(text, save.site.location.span)
    statement = steps[-1].statement if steps else None
    if statement is None or not _can_be_followed(text, save, statement):
        return None
    number, session = _number(save), argument(save.site, "sess", 0)
    call = f"{manager}.save({f'checkpoint_number={code(text, number)}' if number else ''})"
    if save.mode is not Mode.GRAPH:
        return lines_after(text, statement.span, [call])
    if session is None:
        return None
    written = code(text, session.location)
    if is_default(text, save.site.location.span, written):
        return lines_after(text, statement.span, [call])
    return lines_after(text, statement.span, [f"with {written}.as_default():", one_level(text) + call])


def _can_be_followed(text: str, save: Save, statement: Placed) -> bool:
    number = _number(save)
    return (
        starts_with_call(statement, save.site.location.span)
        and not isinstance(statement.node, ir.Return)
        and stands_alone(text, statement.span)
        and not unpacks(text, save.site)
        and (number is None or can_be_read_again(code(text, number)))
    )


def _number(save: Save) -> Span | None:
    given = argument(save.site, "global_step", 2)
    return given.location.span if given is not None else None


SPEC = FixSpec("QF17", (), offer)
