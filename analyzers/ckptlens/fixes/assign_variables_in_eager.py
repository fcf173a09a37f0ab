"""QF19: an assignment map of the variables themselves, where eager mode finds none by name.

The names and scopes of the map are those of the variables that the code of the call can reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.arguments import argument, unpacks
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code, indentation, newline_of, one_level, quoted
from ckptlens.notes import EagerMap
from ckptlens.text import TextEdit
from ckptlens.trace import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.notes import Holder
    from ckptlens.rules.model import Finding
    from ckptlens.trace import CallSite

_METHOD = ".init_from_checkpoint"
_WIDTH = 88


def offer(context: FixContext) -> Iterator[Fix]:
    """Two fixes per call: the map in its place, and a Saver with that map instead of the call."""
    for finding in context.findings:
        note = _map_of(context, finding) if finding.code == "CK213" else None
        given = argument(note.site, "assignment_map", 1) if note is not None else None
        written = _map(context, note) if note is not None else None
        if note is None or given is None or written is None or unpacks(context.text, note.site):
            continue
        edit = TextEdit(given.location.span, written)
        yield Fix(SPEC.id, "Map to the variables themselves", Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)
        saver = _saver(context.text, note.site, written)
        if saver is not None:
            title = "Restore the variables with a Saver"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (saver,)),), finding)


def _map_of(context: FixContext, finding: Finding) -> EagerMap | None:
    """The map of a call in this file; none where the call runs with several maps."""
    found = [note for note in context.rule.trace.noted(EagerMap) if note.site.location == finding.location]
    return found[0] if finding.location.path == context.path and len(found) == 1 else None


def _saver(text: str, site: CallSite, written: str) -> TextEdit | None:
    callee, path = code(text, site.callee), argument(site, "ckpt_dir_or_file", 0)
    if not callee.endswith(_METHOD) or path is None:
        return None
    maker = f"{callee.removesuffix(_METHOD)}.Saver({written})"
    return TextEdit(site.location.span, f"{maker}.restore(None, {code(text, path.location)})")


def _map(context: FixContext, note: EagerMap) -> str | None:
    """The source of the map: an entry for each variable with a name in the code, else all those of one object."""
    meant = _meant(context, note)
    names = {h.variables[0]: h.text for h in reversed(note.holders) if not h.many}
    if not meant or len({*meant.values()}) < len(meant):
        return None
    if meant.keys() <= names.keys():
        return _dict(context, note.site, [(key, names[uid] + _value(context, uid)) for uid, key in meant.items()])
    whole = [h for h in note.holders if h.many and meant.keys() <= {*h.variables}]
    return _comprehension(context, whole[0], *note.entries[0]) if whole and len(note.entries) == 1 else None


def _meant(context: FixContext, note: EagerMap) -> dict[int, str]:
    """The key for each variable that the map speaks of, by the names that the variables have."""
    found: dict[int, str] = {}
    for uid in sorted({uid for holder in note.holders for uid in holder.variables}):
        variable = context.rule.trace.variable(uid)
        keys = [key for entry in note.entries if (key := _key(*entry, variable.name.literal or "")) is not None]
        if keys and variable.name.literal and variable.mode is Mode.EAGER and not variable.when:
            found[uid] = keys[0]
    return found


def _key(key: str, target: str, name: str) -> str | None:
    """The key in the file of a variable of this name; None when the entry is not for it."""
    if not key.endswith("/") or not target.endswith("/"):
        return key if name == target else None
    scope = target.lstrip("/")
    return key.lstrip("/") + name.removeprefix(scope) if name.startswith(scope) else None


def _value(context: FixContext, uid: int) -> str:
    return ".value" if context.rule.stack.is_keras3 and "keras" in context.rule.trace.variable(uid).api else ""


def _dict(context: FixContext, site: CallSite, entries: list[tuple[str, str]]) -> str:
    items = [f"{quoted(key)}: {value}" for key, value in entries]
    if sum(map(len, items)) < _WIDTH - len(code(context.text, site.callee)):
        return f"{{{', '.join(items)}}}"
    statement = site.statement or site.location
    outer = newline_of(context.text) + indentation(context.text, statement.span)
    return "".join(("{", *(f"{outer}{one_level(context.text)}{item}," for item in items), outer, "}"))


def _comprehension(context: FixContext, holder: Holder, key: str, target: str) -> str:
    """The map of all variables of an object that are in the scope, by their names without the scope."""
    value = _value(context, holder.variables[0])
    name = "v.path" if value else 'v.name.split(":")[0]'
    scope, prefix = target.lstrip("/"), key.lstrip("/")
    rest = f"{name}.removeprefix({quoted(scope)})" if scope else name
    within = f" if v.{'path' if value else 'name'}.startswith({quoted(scope)})" if scope else ""
    return f"{{{quoted(prefix) + ' + ' if prefix else ''}{rest}: v{value} for v in {holder.text}.variables{within}}}"


SPEC = FixSpec("QF19", ("CK213",), offer)
