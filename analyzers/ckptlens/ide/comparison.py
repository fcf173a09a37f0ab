"""Predicted keys against those that a run of the program wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ckptlens.bundle.model import OBJECT_GRAPH_KEY
from ckptlens.ide.labels import shape_text
from ckptlens.predict.keys import SaveEvent
from ckptlens.template import Hole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ckptlens.ide.places import Places
    from ckptlens.predict.keys import Key, Prediction
    from ckptlens.template import Template


class RealKey(Struct, frozen=True):
    """A key of a file that was written."""

    key: str
    dtype: str
    shape: tuple[int, ...]


class RealSave(Struct, frozen=True):
    """A save that was made: the lines of the program that led to it, innermost first, and its keys, or why these could not be listed."""

    api: str
    stack: tuple[tuple[str, int], ...]
    keys: tuple[RealKey, ...]
    problem: str | None = None


class Filled(Struct, frozen=True):
    """A predicted key with holes, and the real keys that it stands for."""

    key: Key
    real: tuple[str, ...]


class Different(Struct, frozen=True):
    """A key that was predicted with another shape or dtype."""

    key: str
    predicted: str
    real: str


class KeyComparison(Struct, frozen=True):
    """Where predicted keys and real keys agree and where not. `absent` are predicted and need not be in this save: they exist under a
    condition that did not hold, or are in another save of the same call."""

    equal: tuple[str, ...] = ()
    filled: tuple[Filled, ...] = ()
    different: tuple[Different, ...] = ()
    only_predicted: tuple[Key, ...] = ()
    only_real: tuple[RealKey, ...] = ()
    absent: tuple[Key, ...] = ()

    @property
    def differences(self) -> int:
        """How many keys were predicted wrongly or not at all."""
        return len(self.different) + len(self.only_predicted) + len(self.only_real)


class SiteComparison(Struct, frozen=True):
    """One save that was made, `count` times with the same keys; `event` is its prediction, None when no save was predicted there."""

    save: RealSave
    event: SaveEvent | None
    keys: KeyComparison
    count: int = 1

    @property
    def is_equal(self) -> bool:
        """Whether the save was predicted, with the keys that it wrote."""
        return self.event is not None and not self.keys.differences and self.save.problem is None


def compare_saves(prediction: Prediction, saves: Sequence[RealSave], places: Places) -> tuple[SiteComparison, ...]:
    """Each different save against what was predicted for its line."""
    events = [event for event in prediction.events if isinstance(event, SaveEvent) and event.kind == "save"]
    return _shared([_compare_save(save, _at_site(events, save, places), saves.count(save)) for save in dict.fromkeys(saves)])


def not_reached(prediction: Prediction, compared: Iterable[SiteComparison]) -> tuple[SaveEvent, ...]:
    """The predicted saves that the run did not come to."""
    met = {site.event.location for site in compared if site.event}
    return tuple(e for e in prediction.events if isinstance(e, SaveEvent) and e.kind == "save" and e.location not in met)


def _shared(sites: Sequence[SiteComparison]) -> tuple[SiteComparison, ...]:
    """A call that saves several times is predicted with all their keys, so one that is in another save of the call is not wrong."""
    wrong: dict[int, set[int]] = {}
    for site in sites:
        mine = {id(key) for key in site.keys.only_predicted}
        wrong[id(site.event)] = wrong.get(id(site.event), mine) & mine
    return tuple(replace(site, keys=_excused(site.keys, wrong[id(site.event)])) for site in sites)


def _excused(keys: KeyComparison, wrong: set[int]) -> KeyComparison:
    elsewhere = tuple(key for key in keys.only_predicted if id(key) not in wrong)
    only = tuple(key for key in keys.only_predicted if id(key) in wrong)
    return replace(keys, only_predicted=only, absent=(*keys.absent, *elsewhere))


def _at_site(events: list[SaveEvent], save: RealSave, places: Places) -> list[SaveEvent]:
    """The events on the innermost line of the program that has any."""
    for file, line in save.stack:
        found = [event for event in events if event.location.path == file and _covers(event, line, places)]
        if found:
            return found
    return []


def _covers(event: SaveEvent, line: int, places: Places) -> bool:
    start, end = places.ends(event.location.path, event.location.span)
    return start.line + 1 <= line <= end.line + 1


def _compare_save(save: RealSave, events: list[SaveEvent], count: int) -> SiteComparison:
    """Against the event that fits best: a line that is run again can save something else."""
    if not events:
        return SiteComparison(save, None, compare_keys((), save.keys), count)
    fitting = [SiteComparison(save, event, compare_keys(event.keys.keys, save.keys), count) for event in events]
    return min(fitting, key=lambda site: site.keys.differences)


def compare_keys(predicted: Sequence[Key], real: Sequence[RealKey]) -> KeyComparison:
    """A real key was predicted by the literal keys of its text; without one, by the keys with holes that its text can be."""
    rows = {row.key: row for row in real if row.key != OBJECT_GRAPH_KEY}
    wanted = [key for key in predicted if key.text.literal != OBJECT_GRAPH_KEY]
    literal = [key for key in wanted if key.text.literal is not None]
    matches = _matches(rows, literal, [key for key in wanted if key.text.literal is None])
    met = {id(key) for keys in matches.values() for key in keys}
    right = {text for text, keys in matches.items() if any(_same_value(key, rows[text]) for key in keys)}
    missing = [key for key in wanted if id(key) not in met]
    return KeyComparison(
        equal=tuple(text for text in rows if text in right and matches[text][0].text.literal is not None),
        filled=_filled(wanted, matches),
        different=tuple(
            Different(text, _value_text(keys[0]), _value_text(rows[text])) for text, keys in matches.items() if keys and text not in right
        ),
        only_predicted=tuple(key for key in missing if key.when is None),
        only_real=tuple(row for text, row in rows.items() if not matches[text]),
        absent=tuple(key for key in missing if key.when is not None),
    )


def _matches(rows: Iterable[str], literal: Iterable[Key], holed: Iterable[Key]) -> dict[str, list[Key]]:
    """The predicted keys that each real one can be."""
    by_text: dict[str, list[Key]] = {}
    for key in literal:
        by_text.setdefault(str(key.text.literal), []).append(key)
    patterns = [(key, _pattern(key.text)) for key in holed]
    return {text: by_text.get(text) or [key for key, pattern in patterns if pattern.fullmatch(text)] for text in rows}


def _filled(wanted: Iterable[Key], matches: Mapping[str, Sequence[Key]]) -> tuple[Filled, ...]:
    found = ((key, tuple(text for text, keys in matches.items() if key in keys)) for key in wanted if key.text.literal is None)
    return tuple(Filled(key, real) for key, real in found if real)


def _same_value(key: Key, real: RealKey) -> bool:
    """Whether shape and dtype can be those; what is not known can be anything."""
    if key.dtype is not None and key.dtype != real.dtype:
        return False
    if key.shape is None:
        return True
    return len(key.shape) == len(real.shape) and all(a is None or a == b for a, b in zip(key.shape, real.shape, strict=True))


def _pattern(text: Template) -> re.Pattern[str]:
    """What the text can be; a hole that occurs twice is the same both times."""
    names: dict[str, str] = {}
    parts: list[str] = []
    for part in text.parts:
        if not isinstance(part, Hole):
            parts.append(re.escape(part))
        elif part.name in names:
            parts.append(f"(?P={names[part.name]})")
        else:
            names[part.name] = f"h{len(names)}"
            parts.append(f"(?P<{names[part.name]}>.*)")
    return re.compile("".join(parts), re.DOTALL)


def _value_text(key: Key | RealKey) -> str:
    return f"{shape_text(key.shape)} {key.dtype or 'unknown dtype'}"
