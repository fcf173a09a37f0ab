"""The calls of a Saver rewritten as calls of a Checkpoint and its manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.fixes.arguments import argument, unpacks
from ckptlens.fixes.guard_missing_checkpoint import guard_edits
from ckptlens.fixes.statements import path_to, starts_with_call
from ckptlens.fixes.written import code, indentation, newline_of, one_level, stands_alone
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit
from ckptlens.trace import CallSite, Mode, Restore, Save

if TYPE_CHECKING:
    from ckptlens.fixes.model import FixContext

_SAVE_ARGUMENTS = frozenset({None, "sess", "save_path", "global_step", "write_meta_graph"})
_RESTORE_ARGUMENTS = frozenset({None, "sess", "save_path"})
_SESSIONS = frozenset({"Session", "InteractiveSession"})


class Names(Struct, frozen=True):
    """How the rewritten code names its two objects, and the prefix of the Saver's files where it is literal."""

    checkpoint: str
    manager: str
    prefix: str | None
    numbered: bool


def save_edits(context: FixContext, save: Save, names: Names) -> tuple[TextEdit, ...] | None:
    """``manager.save(checkpoint_number=step)`` for ``saver.save(sess, path, global_step=step)``; None when that does not say the same."""
    if not _is_plain(context.text, save.site, _SAVE_ARGUMENTS) or len(_positional(save.site)) > 3:
        return None
    number = argument(save.site, "global_step", 2)
    call = f"{names.manager}.save({f'checkpoint_number={code(context.text, number.location)}' if number else ''})"
    return _in_session(context, save.site, call) if save.mode is Mode.GRAPH else (TextEdit(save.site.location.span, call),)


def restore_edits(context: FixContext, restore: Restore, names: Names) -> tuple[TextEdit, ...] | None:
    """``checkpoint.restore(path).assert_existing_objects_matched()`` with a test for None, and in graph mode with the session."""
    path = argument(restore.site, "save_path", 1)
    if path is None or not _is_plain(context.text, restore.site, _RESTORE_ARGUMENTS):
        return None
    guard = guard_edits(context, restore) if restore.path.maybe_none else ()
    if restore.path.maybe_none and not guard:
        return None
    session = argument(restore.site, "sess", 0)
    ending = f".run_restore_ops({code(context.text, session.location)})" if restore.mode is Mode.GRAPH and session else ""
    written = _path(context, restore, names, guard)
    call = f"{names.checkpoint}.restore({written}).assert_existing_objects_matched(){ending}"
    return (*(edit for edit in guard if edit.span != path.location.span), TextEdit(restore.site.location.span, call))


def _path(context: FixContext, restore: Restore, names: Names, guard: tuple[TextEdit, ...]) -> str:
    """The path to restore: as it is, or the manager's latest one when the saves put a number behind this very prefix now."""
    where = restore.path.location
    renamed = next((edit.text for edit in guard if where is not None and edit.span == where.span), None)
    if renamed is not None:
        return renamed
    literal = restore.path.text.literal if restore.path.text is not None else None
    if literal is not None and literal == names.prefix and not names.numbered:
        return f"{names.manager}.latest_checkpoint"
    given = argument(restore.site, "save_path", 1)
    return code(context.text, given.location) if given is not None else "None"


def _is_plain(text: str, site: CallSite, allowed: frozenset[str | None]) -> bool:
    """Whether the call starts its statement and has the arguments that are carried over, without comments among them."""
    steps = path_to(text, site.location.span)
    if not steps or not starts_with_call(steps[-1].statement, site.location.span) or unpacks(text, site):
        return False
    return all(a.keyword in allowed for a in site.arguments) and "#" not in code(text, site.location)


def _positional(site: CallSite) -> list[Span]:
    return [a.location.span for a in site.arguments if a.keyword is None]


def _in_session(context: FixContext, site: CallSite, call: str) -> tuple[TextEdit, ...] | None:
    """The call where its session is the default one: a manager takes no session."""
    given = argument(site, "sess", 0)
    if given is None:
        return None
    session, statement = code(context.text, given.location), path_to(context.text, site.location.span)[-1].statement.span
    if is_default(context.text, site.location.span, session):
        return (TextEdit(site.location.span, call),)
    if not stands_alone(context.text, statement):
        return None
    indent = indentation(context.text, statement)
    opening = f"with {session}.as_default():{newline_of(context.text)}{indent}{one_level(context.text)}"
    return (TextEdit(Span(statement.start, statement.start), opening), TextEdit(site.location.span, call))


def is_default(text: str, place: Span, session: str) -> bool:
    """Whether the session is the default one at the place: it is asked for as that, or a ``with`` around makes it so."""
    return session.endswith("get_default_session()") or any(
        _opens(item, session)
        for step in path_to(text, place)
        if isinstance(step.statement.node, ir.With)
        for item in step.statement.node.items
    )


def _opens(item: ir.WithItem, session: str) -> bool:
    match item:
        case ir.WithItem(context=ir.Call(func=ir.Attribute(name=name) | ir.Name(id=name)), target=ir.Name(id=bound)):
            return name in _SESSIONS and bound == session
        case ir.WithItem(context=ir.Call(func=ir.Attribute(value=ir.Name(id=owner), name="as_default"))):
            return owner == session
        case _:
            return False
