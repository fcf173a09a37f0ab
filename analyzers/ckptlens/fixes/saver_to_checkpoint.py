"""QF06: a Checkpoint with a CheckpointManager in place of a Saver.

The Checkpoint is keyed by the Saver's own keys (``Checkpoint(var_list={name: variable})``), so that its files can be turned back into
name-based ones; or it gets the models and modules that hold the variables. Rotation, folder and file name are carried over; a save gets
its step as the number of its file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.fixes.checkpoint_source import manager_arguments, objects_source, var_list_source
from ckptlens.fixes.imports import tensorflow_2
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.saver_calls import Names, restore_edits, save_edits
from ckptlens.fixes.saver_uses import SaverUses, uses_of
from ckptlens.fixes.written import code, free_name, indentation, newline_of
from ckptlens.text import Span, TextEdit
from ckptlens.trace import CallSite, Mode, Restore, Save, SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEEPS_ALL = "max_to_keep=None"
"""With this a Saver's `last_checkpoints` stays empty, and a manager's `checkpoints` does not."""
_TITLE = "Replace the Saver by a Checkpoint and a CheckpointManager"


def offer(context: FixContext) -> Iterator[Fix]:
    """A refactoring on each Saver at the selection, where every use of it can be carried over."""
    if context.rule.stack.is_tf1:
        return
    for maker in context.rule.trace.makers:
        if isinstance(maker, SaverMade) and maker.mode is not Mode.UNKNOWN and not maker.defer_build and _is_selected(context, maker.site):
            for title, given in _contents(context, maker):
                edits = _edits(context, maker, given)
                if edits:
                    yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),))


def _contents(context: FixContext, maker: SaverMade) -> Iterator[tuple[str, str]]:
    """What a Checkpoint can be given in place of the Saver's variables, with the title of the action."""
    variables = var_list_source(context.text, context.rule.trace, maker)
    if variables is not None and not _keras_3(context, maker):
        yield _TITLE, f"var_list={variables}"
    objects = objects_source(context.rule.trace, maker)
    if objects is not None:
        yield (
            f"Replace the Saver by a Checkpoint of {', '.join(objects.values())} and a CheckpointManager",
            ", ".join(f"{keyword}={source}" for keyword, source in objects.items()),
        )


def _is_selected(context: FixContext, site: CallSite) -> bool:
    call = site.location.span
    return site.location.path == context.path and call.start <= context.span.end and context.span.start <= call.end


def _edits(context: FixContext, maker: SaverMade, given: str) -> tuple[TextEdit, ...]:
    uses = uses_of(context, maker)
    tensorflow = tensorflow_2(context.text, code(context.text, maker.site.callee))
    if uses is None or tensorflow is None or not uses.saves:
        return ()
    names = _names(context.text, uses)
    if not _numbering_is_clear(context.text, uses, names):
        return ()
    construction = _construction(context, maker, uses, names, f"{tensorflow[0]}.train.Checkpoint({given})")
    calls = [_call_edits(context, use, names) for use in (*uses.saves, *uses.restores)]
    if construction is None or any(edits is None for edits in calls):
        return ()
    listings = (TextEdit(span, f"{names.manager}.checkpoints") for span in uses.listings)
    imported = (tensorflow[1],) if tensorflow[1] is not None else ()
    return (*imported, construction, *(edit for edits in calls for edit in edits or ()), *listings)


def _numbering_is_clear(text: str, uses: SaverUses, names: Names) -> bool:
    """A manager numbers every file: so all saves must pass a number, or none, and then no other code may name the file."""
    if names.numbered:
        return all(_has_number(save.site) for save in uses.saves)
    return names.prefix is not None and text.count(names.prefix) == len(uses.saves) + len(
        [r for r in uses.restores if _reads(r, names.prefix)]
    )


def _reads(restore: Restore, prefix: str) -> bool:
    return restore.path.text is not None and restore.path.text.literal == prefix


def _keras_3(context: FixContext, maker: SaverMade) -> bool:
    """Keras 3 variables are no trackable variables of their own."""
    held = (context.rule.trace.variable(item.variable) for item in maker.items if item.variable is not None)
    return context.rule.stack.is_keras3 and any("keras" in variable.api for variable in held)


def _call_edits(context: FixContext, use: Save | Restore, names: Names) -> tuple[TextEdit, ...] | None:
    return save_edits(context, use, names) if isinstance(use, Save) else restore_edits(context, use, names)


def _names(text: str, uses: SaverUses) -> Names:
    owner = "self." if uses.name.startswith("self.") else ""
    prefixes = {save.path.text.literal if save.path.text is not None else None for save in uses.saves}
    numbered = any(_has_number(save.site) for save in uses.saves)
    checkpoint, manager = (owner + free_name(text, *wanted) for wanted in (("checkpoint", "ckpt"), ("manager", "checkpoint_manager")))
    return Names(checkpoint, manager, prefixes.pop() if len(prefixes) == 1 else None, numbered)


def _has_number(site: CallSite) -> bool:
    return any(a.keyword == "global_step" for a in site.arguments) or len([a for a in site.arguments if a.keyword is None]) > 2


def _construction(context: FixContext, maker: SaverMade, uses: SaverUses, names: Names, checkpoint: str) -> TextEdit | None:
    text, call = context.text, maker.site.location.span
    arguments = manager_arguments(text, maker, uses.saves)
    if (
        arguments is None
        or (uses.listings and _KEEPS_ALL in arguments)
        or call.end != uses.built.end
        or _loses_comment(text, call, checkpoint)
    ):
        return None
    between = newline_of(text) + indentation(text, uses.built)
    return TextEdit(
        Span(uses.built.start, call.end),
        f"{names.checkpoint} = {checkpoint}{between}"
        f"{names.manager} = {checkpoint.partition('.Checkpoint(')[0]}.CheckpointManager({names.checkpoint}, {arguments})",
    )


def _loses_comment(text: str, call: Span, kept: str) -> bool:
    return len(re.findall("#", code(text, call))) > len(re.findall("#", kept))


SPEC = FixSpec("QF06", (), offer)
