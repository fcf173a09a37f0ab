"""textDocument/codeAction: quick fixes, refactorings, and all safe fixes at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ckptlens.ide.diagnostics import Diagnostic
from lsprotocol import types

from ckptlens_server.convert import diagnostic, workspace_edit
from ckptlens_server.features.code_action_resolve import resolved_edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckptlens.fixes.model import Fix

    from ckptlens_server.app import CkptlensServer
    from ckptlens_server.snapshot import Result

CONVERT = types.Command("Convert a checkpoint…", "ckptlens.convertCheckpoint")
"""Defined by the client, which asks what to convert and where to."""
KEYS_THAT_ARE_NOT_THERE = "CK601"
FIX_ALL = "source.fixAll.ckptlens"
OPTIONS = types.CodeActionOptions(
    code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, FIX_ALL],
    resolve_provider=True,
)


async def code_action(server: CkptlensServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The actions at a selection, of the kinds that the client wants."""
    result = await server.settled(params.text_document.uri)
    if result is None:
        return []
    # In a thread: a fix may parse the whole file, and other requests should not wait for it.
    return await asyncio.to_thread(_actions, server, result, params)


def _actions(server: CkptlensServer, result: Result, params: types.CodeActionParams) -> list[types.CodeAction]:
    only = params.context.only
    actions = [*_fixes(server, result, params), *_conversions(server, result, params), *_fix_all(server, result, only)]
    return [action for action in actions if only is None or any(_is_kind(action.kind or "", wanted) for wanted in only)]


def _fixes(server: CkptlensServer, result: Result, params: types.CodeActionParams) -> list[types.CodeAction]:
    from ckptlens.ide.actions import offers

    path = result.snapshot.document.path
    span = server.session.places(result).text(path).span(params.range)
    found = offers(result.analysis, result.snapshot.sources, path, span)
    return [_action(server, result, fix, params.range) for fix in found]


def _conversions(server: CkptlensServer, result: Result, params: types.CodeActionParams) -> list[types.CodeAction]:
    """A conversion, at a restore that asks for keys which its checkpoint does not have."""
    path = result.snapshot.document.path
    span = server.session.places(result).text(path).span(params.range)
    places = [f.location for f in result.analysis.findings if f.code == KEYS_THAT_ARE_NOT_THERE]
    if not any(p.path == path and p.span.start <= span.end and span.start <= p.span.end for p in places):
        return []
    return [types.CodeAction(CONVERT.title, kind=types.CodeActionKind.QuickFix, command=CONVERT)]


def _action(server: CkptlensServer, result: Result, fix: Fix, selection: types.Range) -> types.CodeAction:
    action = types.CodeAction(
        title=fix.title,
        kind=types.CodeActionKind.QuickFix if fix.finding else types.CodeActionKind.RefactorRewrite,
        diagnostics=_diagnostics(server, result, fix),
        is_preferred=fix.preferred or None,
    )
    if not server.client.resolves_edits:
        action.edit = resolved_edit(server, result, fix)
        return action
    document = result.snapshot.document
    start, end = selection.start, selection.end
    action.data = {
        "uri": document.uri,
        "version": document.version,
        "fix": fix.id,
        "title": fix.title,
        "range": [start.line, start.character, end.line, end.character],
    }
    return action


def _diagnostics(server: CkptlensServer, result: Result, fix: Fix) -> list[types.Diagnostic] | None:
    found = fix.finding
    if found is None or found.location.path != result.snapshot.document.path:
        return None
    plain = Diagnostic(found.location.span, found.severity, found.code, found.message, found.related)
    return [diagnostic(plain, found.location.path, server.session.places(result), server.session.settings.docs)]


def _fix_all(server: CkptlensServer, result: Result, only: Sequence[types.CodeActionKind | str] | None) -> list[types.CodeAction]:
    """All safe fixes as one source action, for clients that ask for source actions."""
    from ckptlens.ide.actions import safe_edits

    if only is None or not any(_is_kind(FIX_ALL, wanted) for wanted in only):
        return []
    edits = safe_edits(result.analysis, result.snapshot.sources, result.snapshot.document.path)
    if not edits:
        return []
    edit = workspace_edit(edits, server.session.places(result), server.client.versioned_edits)
    return [types.CodeAction("Fix all safe ckptlens findings", kind=FIX_ALL, edit=edit)]


def _is_kind(kind: str, wanted: str) -> bool:
    return wanted in ("", kind) or kind.startswith(f"{wanted}.")
