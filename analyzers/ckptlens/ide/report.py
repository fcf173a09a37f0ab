"""The JSON that the command line prints: `docs/command-line.md` describes it field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.ide.labels import event_kind, event_status, path_text
from ckptlens.predict.keys import RestoreEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ckptlens.fixes.model import FileEdits, Fix
    from ckptlens.ide.analysis import Analysis
    from ckptlens.ide.places import Places
    from ckptlens.predict.keys import Event, Key
    from ckptlens.rules.model import Finding
    from ckptlens.template import Hole
    from ckptlens.text import Location, Span

Json = dict[str, object]

SCHEMA = 1


def program(analysis: Analysis, places: Places, shown: Callable[[str], str]) -> Json:
    """One program of ``ckptlens keys``."""
    found = analysis.prediction
    raised = found.raises
    return {
        "path": shown(analysis.path),
        "status": found.status.value,
        "assumed": dict(analysis.options.assumptions),
        "events": [_event(event, places, shown) for event in found.events],
        "raises": {**_at(raised.location, places, shown), "type": raised.type, "message": raised.message} if raised else None,
        "gaps": [{**_at(gap.location, places, shown), "reason": gap.reason} for gap in found.gaps],
    }


def finding(found: Finding, fixes: Iterable[Fix], places: Places, shown: Callable[[str], str]) -> Json:
    """One finding of ``ckptlens check``."""
    return {
        "code": found.code,
        "name": found.name,
        "severity": found.severity.value,
        "certainty": found.certainty.value,
        "path": shown(found.location.path),
        **span_fields(found.location.path, found.location.span, places),
        "message": found.message,
        "keys": list(found.keys),
        "related": [{**_at(other.location, places, shown), "message": other.message} for other in found.related],
        "fixes": [_fix(fix, places, shown) for fix in fixes],
    }


def span_fields(path: str, span: Span, places: Places) -> Json:
    """Start and end of a span, counted from one."""
    start, end = places.ends(path, span)
    return {"line": start.line + 1, "column": start.column + 1, "end_line": end.line + 1, "end_column": end.column + 1}


def _at(location: Location, places: Places, shown: Callable[[str], str]) -> Json:
    return {"file": shown(location.path), "line": places.start(location).line + 1}


def _at_or_none(location: Location | None, places: Places, shown: Callable[[str], str]) -> Json | None:
    return None if location is None else _at(location, places, shown)


def _event(event: Event, places: Places, shown: Callable[[str], str]) -> Json:
    common: Json = {
        "kind": event_kind(event),
        "api": event.api,
        **_at(event.location, places, shown),
        "made_at": _at_or_none(event.made_at, places, shown),
        "style": event.style,
        "path": path_text(event.path),
        "status": event_status(event).value,
    }
    if isinstance(event, RestoreEvent):
        return {
            **common,
            "left_at_init": list(event.left_at_init),
            "missing": list(event.missing),
            "unused_keys": list(event.unused_keys),
            "raises": event.raises,
        }
    return {**common, "keys": [_key(key, places, shown) for key in event.keys.keys]}


def _key(key: Key, places: Places, shown: Callable[[str], str]) -> Json:
    return {
        "key": str(key.text),
        "shape": None if key.shape is None else list(key.shape),
        "dtype": key.dtype,
        **(_at_or_none(key.location, places, shown) or {"file": None, "line": None}),
        "when": key.when,
        "holes": [_hole(hole, places, shown) for hole in key.text.holes],
    }


def _hole(hole: Hole, places: Places, shown: Callable[[str], str]) -> Json:
    origin = _at_or_none(hole.origin, places, shown) or {"file": None, "line": None}
    return {"name": hole.name, "reason": hole.reason, "bound": hole.bound, **origin}


def _fix(fix: Fix, places: Places, shown: Callable[[str], str]) -> Json:
    edits = [edit for file in fix.edits for edit in _edits(file, places, shown)]
    return {"id": fix.id, "title": fix.title, "safety": fix.safety.value, "edits": edits}


def _edits(file: FileEdits, places: Places, shown: Callable[[str], str]) -> list[Json]:
    return [{"path": shown(file.path), **span_fields(file.path, edit.span, places), "text": edit.text} for edit in file.edits]
