"""What to show over a variable's creation, a save or a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.ide.labels import event_label, keys_summary, path_text, plural, shape_text
from ckptlens.predict.keys import RestoreEvent, SaveEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.ide.analysis import Analysis
    from ckptlens.ide.places import Places
    from ckptlens.predict.keys import Event, Key
    from ckptlens.template import Hole
    from ckptlens.text import Location, Span
    from ckptlens.trace import Variable

SHOWN = 12
"""How many keys or variables a hover lists before it only counts: a screenful."""


class Hover(Struct, frozen=True):
    """Markdown about the code at `span`."""

    span: Span
    markdown: str


def hover(analysis: Analysis, path: str, offset: int, places: Places) -> Hover | None:
    """What is known of the innermost variable creation or checkpoint call at `offset`, None when there is none."""
    creations = [v for trace in analysis.traces for v in trace.variables if _covers(v.location, path, offset)]
    events = [e for e in analysis.prediction.events if _covers(e.location, path, offset)]
    spans = [v.location.span for v in creations] + [e.location.span for e in events]
    if not spans:
        return None
    span = min(spans, key=lambda s: s.end - s.start)
    here = [v for v in creations if v.location.span == span]
    text = _creation_text(analysis, here, places) if here else _events_text(e for e in events if e.location.span == span)
    return Hover(span, text)


def code(text: str) -> str:
    """`text` as inline code in Markdown, whatever backticks it holds."""
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _covers(location: Location, path: str, offset: int) -> bool:
    return location.path == path and location.span.contains(offset)


def _creation_text(analysis: Analysis, variables: list[Variable], places: Places) -> str:
    """All variables made at one place, over all runs, and the keys that they are saved under."""
    unique = list({(str(v.name), v.shape, v.dtype): v for v in variables}.values())
    lines = [f"**{plural(len(unique), 'variable')}** made by {code(unique[0].api)}", ""]
    keys = [key for key in _saved_keys(analysis) if key.location == unique[0].location]
    if keys:
        lines += [_key_line(key) for key in keys[:SHOWN]] + _more(len(keys), "key")
    else:
        lines += [_variable_line(variable) for variable in unique[:SHOWN]] + _more(len(unique), "variable")
        lines += ["", "No save site in this program writes it."]
    lines += _why(unique[0], places)
    return "\n".join([*lines, *_holes_text(h for v in unique for h in v.name.holes)])


def _saved_keys(analysis: Analysis) -> list[Key]:
    saves = [event for event in analysis.prediction.events if isinstance(event, SaveEvent)]
    return list({str(key.text): key for event in saves for key in event.keys.keys}.values())


def _key_line(key: Key) -> str:
    when = f" when {code(key.when)}" if key.when else ""
    return f"- {code(str(key.text))} {shape_text(key.shape)} {key.dtype or 'unknown dtype'}{when}"


def _variable_line(variable: Variable) -> str:
    return f"- {code(str(variable.name))} {shape_text(variable.shape)} {variable.dtype or 'unknown dtype'}"


def _why(variable: Variable, places: Places) -> list[str]:
    """Where the name comes from: its scopes, and the calls that led here, outermost first."""
    scope = str(variable.name).rpartition("/")[0]
    lines = [f"scope {code(scope)}"] if scope else []
    calls = [f"{location.path.rpartition('/')[2]}:{places.start(location).line + 1}" for location in variable.calls]
    lines += [f"called from {' → '.join(calls)}"] if calls else []
    lines += [f"only when {code(test)}" for test in dict.fromkeys(condition.text for condition in variable.when)]
    return ["", " · ".join(lines)] if lines else []


def _events_text(events: Iterable[Event]) -> str:
    return "\n\n---\n\n".join(_event_text(event) for event in events)


def _event_text(event: Event) -> str:
    lines = [f"**{event_label(event)}**", ""]
    if isinstance(event, RestoreEvent):
        lines += [f"- missing in the checkpoint: {code(key)}" for key in event.missing[:SHOWN]] + _more(len(event.missing), "key")
        lines += [f"- left at its initial value: {code(name)}" for name in event.left_at_init[:SHOWN]]
        lines += _more(len(event.left_at_init), "variable") + ([f"- raises {code(event.raises)}"] if event.raises else [])
        return "\n".join(lines)
    lines += [keys_summary(event.keys), ""]
    lines += [_key_line(key) for key in event.keys.keys[:SHOWN]] + _more(len(event.keys.keys), "key")
    holes = [hole for key in event.keys.keys for hole in key.text.holes]
    holes += event.path.text.holes if event.path and event.path.text and path_text(event.path) else ()
    return "\n".join([*lines, *_holes_text(holes)])


def _more(count: int, noun: str) -> list[str]:
    return [f"- and {plural(count - SHOWN, f'more {noun}')}"] if count > SHOWN else []


def _holes_text(holes: Iterable[Hole]) -> list[str]:
    unique = {hole.name: hole for hole in holes}
    if not unique:
        return []
    explained = [f"- {code('{' + h.name + '}')}: {h.reason}{f' ({h.bound})' if h.bound else ''}" for h in unique.values()]
    return ["", "Not known before the program runs:", "", *explained]
