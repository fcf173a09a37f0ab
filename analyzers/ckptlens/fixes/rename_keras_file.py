"""QF22: give a model's file the suffix that Keras 3 wants, where it is saved and where it is loaded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.written import code, expression
from ckptlens.notes import KerasRefusal
from ckptlens.text import Location, Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.trace import CallSite, Restore

_OLD = re.compile(r"(?<=[\w}])\.(weights\.h5|h5|hdf5|keras|ckpt|tf|weights)$")
_STATUS = re.compile(r"\s*\.(assert_consumed|assert_existing_objects_matched|assert_nontrivial_match|expect_partial)\(\)")
_DROPPED = ("save_format", "options")


def offer(context: FixContext) -> Iterator[Fix]:
    """A fix per refused save, and per refused load of a file that the program itself saves."""
    notes = context.rule.trace.noted(KerasRefusal)
    for finding in context.findings:
        refusal = next((n for n in notes if n.uid == finding.subject), None)
        if refusal is not None and finding.code in SPEC.rules and (edits := _edits(context, refusal)):
            title = f"Save and load it as a '{_suffix_of(_writers(context, refusal))}' file"
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),), finding, preferred=True)


def _edits(context: FixContext, refusal: KerasRefusal) -> tuple[TextEdit, ...] | None:
    """The edits of all calls with this path; None when one of them cannot be changed."""
    writers, readers = _writers(context, refusal), _readers(context, refusal)
    suffix = _suffix_of(writers)
    loads_model = any("load_model" in r.api for r in readers)
    if suffix is None or (loads_model and suffix != ".keras") or any(w.argument not in (None, *_DROPPED) for w in writers):
        return None
    edits: set[TextEdit] = set()
    for use in (*writers, *readers):
        renamed = _renamed(context, use.path.location, suffix)
        dropped = _without_status(context.text, use.site) if use in readers else _without_format(context.text, use.site)
        if renamed is None or dropped is None:
            return None
        edits |= {*renamed, *dropped}
    return tuple(sorted(edits, key=lambda e: e.span.start))


def _writers(context: FixContext, refusal: KerasRefusal) -> list[KerasRefusal]:
    notes = context.rule.trace.noted(KerasRefusal)
    return [n for n in notes if not n.reads and n.path.text is not None and n.path.text == refusal.path.text]


def _readers(context: FixContext, refusal: KerasRefusal) -> list[KerasRefusal | Restore]:
    notes = [n for n in context.rule.trace.noted(KerasRefusal) if n.reads and n.path.text == refusal.path.text]
    loads = [r for r in context.rule.trace.restores if r.api.endswith(".load_weights") and r.path.text == refusal.path.text]
    return [*notes, *loads]


def _suffix_of(writers: list[KerasRefusal]) -> str | None:
    """The suffix for what all of them write; None when they write different things."""
    wanted = {n.wanted[0] if n.wanted else ".weights.h5" if n.api.endswith(".save_weights") else ".keras" for n in writers}
    return {".weights.json": ".weights.h5"}.get(found := wanted.pop(), found) if len(wanted) == 1 else None


def _renamed(context: FixContext, where: Location | None, suffix: str) -> tuple[TextEdit, ...] | None:
    if where is None or where.path != context.path:
        return None
    written = code(context.text, where)
    match expression(written):
        case cst.SimpleString() | cst.FormattedString():
            return _literal(context.text, where.span, suffix)
        case cst.Name(value=name):
            defined = _definition(context.text, name)
            return _literal(context.text, defined, suffix) if defined is not None else _added(where.span, suffix)
        case cst.Attribute() | cst.Call() | cst.Subscript():
            return _added(where.span, suffix)
        case _:
            return None


def _added(span: Span, suffix: str) -> tuple[TextEdit, ...]:
    return (TextEdit(Span(span.end, span.end), f' + "{suffix}"'),)


def _literal(text: str, span: Span, suffix: str) -> tuple[TextEdit, ...]:
    """Another end of the string that is written at `span`."""
    end = span.start + len(code(text, span).rstrip("\"'"))
    old = _OLD.search(text[span.start : end])
    start = span.start + old.start() if old is not None else end
    return () if text[start:end] == suffix else (TextEdit(Span(start, end), suffix),)


def _definition(text: str, name: str) -> Span | None:
    """The string literal that the file assigns to this name; None unless that is its only assignment."""
    stored = re.findall(rf"(?<![\w.]){name}\s*(?:\+?=(?!=)|\bin\b|:\s*\w+\s*=)", text)
    found = re.search(rf"^[ \t]*{name}[ \t]*=[ \t]*(f?(\"[^\"\n]+\"|'[^'\n]+'))[ \t]*(?:#.*)?\r?$", text, re.MULTILINE)
    return Span(found.start(1), found.end(1)) if found is not None and len(_assignments(stored)) == 1 else None


def _assignments(stored: list[str]) -> list[str]:
    """Those that are no keyword of a call: ``filepath=filepath`` binds nothing here."""
    return [s for s in stored if not re.fullmatch(r"\w+=", s)]


def _without_status(text: str, site: CallSite) -> tuple[TextEdit, ...] | None:
    """The result of a load, which is now None, is not asked; None where it goes somewhere else."""
    asked = _STATUS.match(text, site.location.span.end)
    if asked is not None:
        return (TextEdit(Span(site.location.span.end, asked.end()), ""),)
    return () if site.discarded or code(text, site.callee).endswith("load_model") else None


def _without_format(text: str, site: CallSite) -> tuple[TextEdit, ...] | None:
    """The call without the options that chose a format."""
    edits: list[TextEdit] = []
    for given in site.arguments:
        if given.keyword in _DROPPED:
            value = given.location.span
            before = re.search(rf",\s*{given.keyword}\s*=\s*$", text[site.callee.span.end : value.start])
            if before is None:
                return None
            edits.append(TextEdit(Span(site.callee.span.end + before.start(), value.end), ""))
    return tuple(edits)


SPEC = FixSpec("QF22", ("CK401", "CK402"), offer)
