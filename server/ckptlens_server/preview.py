"""The key preview that ``ckptlens/keys`` and ``ckptlens/keysChanged`` carry; `docs/protocol.md` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.ide.labels import event_kind, event_label, event_status, path_text
from ckptlens.predict.keys import RestoreEvent
from lsprotocol.converters import get_converter

if TYPE_CHECKING:
    from ckptlens.ide.analysis import Analysis
    from ckptlens.ide.key_diff import KeyChange
    from ckptlens.predict.keys import Event, Key
    from ckptlens.template import Hole
    from ckptlens.text import Location

    from ckptlens_server.convert import LspPlaces
    from ckptlens_server.snapshot import Result

Json = dict[str, object]
_CONVERTER = get_converter()


def preview(good: Result, newest: Result, places: LspPlaces, reason: str) -> Json:
    """The keys of the newest text that could be analysed, with the problems of the newest text."""
    found = good.analysis.prediction
    document = good.snapshot.document
    return {
        "uri": document.uri,
        "version": document.version,
        "stack": found.stack,
        "stackReason": reason,
        "status": found.status.value,
        "events": [_event(event, places) for event in found.events],
        "gaps": [{"location": _location(gap.location, places), "reason": gap.reason} for gap in found.gaps],
        "problems": _problems(newest.analysis),
    }


def change_json(change: KeyChange) -> Json:
    """The field ``change``."""
    return {"added": list(change.added), "removed": list(change.removed), "renamed": [list(pair) for pair in change.renamed]}


def _problems(analysis: Analysis) -> list[Json]:
    return [{"message": problem.message} for problem in analysis.problems]


def _event(event: Event, places: LspPlaces) -> Json:
    where = places.location(event.location)
    common: Json = {
        "kind": event_kind(event),
        "api": event.api,
        "style": event.style,
        "label": event_label(event),
        "status": event_status(event).value,
        "uri": where.uri,
        "range": _CONVERTER.unstructure(where.range),
        "madeAt": _location(event.made_at, places),
        "path": path_text(event.path),
    }
    if isinstance(event, RestoreEvent):
        missing, left = list(event.missing), list(event.left_at_init)
        return {**common, "keys": [], "missing": missing, "leftAtInit": left, "unusedKeys": list(event.unused_keys), "raises": event.raises}
    return {**common, "keys": [_key(key, places) for key in event.keys.keys]}


def _key(key: Key, places: LspPlaces) -> Json:
    return {
        "key": str(key.text),
        "shape": None if key.shape is None else list(key.shape),
        "dtype": key.dtype,
        "when": key.when,
        "location": _location(key.location, places),
        "holes": [_hole(hole, places) for hole in key.text.holes],
    }


def _hole(hole: Hole, places: LspPlaces) -> Json:
    return {"name": hole.name, "reason": hole.reason, "bound": hole.bound, "location": _location(hole.origin, places)}


def _location(location: Location | None, places: LspPlaces) -> object:
    return None if location is None else _CONVERTER.unstructure(places.location(location))
