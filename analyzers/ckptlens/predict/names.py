"""From what savers hold to key sets: the name-based world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ckptlens.predict.keys import Event, Key, KeySet, Prediction, RestoreEvent, SaveEvent, Status
from ckptlens.predict.same_key import condition_of, dtype_of, shape_of, text_of
from ckptlens.trace import Restore, Save, SavedItem, Trace, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.template import Template
    from ckptlens.text import Location

_GLOBAL = "variables"


def predict(traces: tuple[Trace, ...], path: str, stack: str) -> Prediction:
    """The events of all entries of a file, in the order of the entries."""
    events = [event for trace in traces for event in _events(trace)]
    gaps = tuple(dict.fromkeys(gap for trace in traces for gap in trace.gaps))
    raises = traces[0].raised if traces else None
    return Prediction(path, stack, tuple(events), raises, gaps)


def _events(trace: Trace) -> list[Event]:
    facts = sorted([*trace.saves, *trace.restores], key=lambda f: f.uid)
    events: list[Event] = []
    for fact in facts:
        if isinstance(fact, Save):
            _add_save(events, _save_event(trace, fact))
        else:
            events.append(_restore_event(trace, fact))
    if trace.entry and not trace.saves and trace.variables:
        events.append(_variables_event(trace))
    return events


def _add_save(events: list[Event], event: SaveEvent) -> None:
    """A call that runs several times is one event with the union of its keys."""
    for index, other in enumerate(events):
        if isinstance(other, SaveEvent) and other.location == event.location and other.made_at == event.made_at:
            events[index] = SaveEvent(
                other.kind, other.api, other.style, other.location, other.made_at, other.path, _union(other.keys, event.keys)
            )
            return
    events.append(event)


def _union(left: KeySet, right: KeySet) -> KeySet:
    order = [*Status]
    keys = {str(k.text): k for k in (*left.keys, *right.keys)}
    return KeySet(tuple(keys[k] for k in sorted(keys)), max(left.status, right.status, key=order.index))


def _made_at(trace: Trace, maker: int | None) -> Location | None:
    found = trace.maker(maker)
    return found.site.location if found is not None else None


def _save_event(trace: Trace, save: Save) -> SaveEvent:
    keys = key_set(save.items, known=save.items_known and not trace.gaps)
    return SaveEvent("save", save.api, save.style, save.site.location, _made_at(trace, save.maker), save.path, keys)


def _restore_event(trace: Trace, restore: Restore) -> RestoreEvent:
    found = restore.found
    complete = found is not None and (found.raises is not None or not trace.gaps)
    made_at = _made_at(trace, restore.maker)
    event = RestoreEvent(
        restore.api, restore.style, restore.site.location, made_at, restore.path, Status.COMPLETE if complete else Status.PARTIAL
    )
    if found is None:
        return event
    return replace(event, left_at_init=found.left_at_init, missing=found.missing, unused_keys=found.unused_keys, raises=found.raises)


def _variables_event(trace: Trace) -> SaveEvent:
    """The keys that a Saver made at the end of an entry would write."""
    held = [v for v in trace.variables if _GLOBAL in v.collections]
    location = held[0].location if held else trace.variables[0].location
    keys = key_set((_own_item(v) for v in held), known=not trace.gaps)
    return SaveEvent("variables", trace.entry, "name", location, None, None, keys)


def _own_item(variable: Variable) -> SavedItem:
    return SavedItem(variable.name, variable.uid, variable.shape, variable.dtype, variable.when, variable.location)


def key_set(items: Iterable[SavedItem], *, known: bool) -> KeySet:
    """The keys of a saver's entries, sorted and without duplicates."""
    held: dict[str, list[SavedItem]] = {}
    for item in items:
        held.setdefault(str(item.key), []).append(item)
    keys = {text: _key(same) for text, same in held.items()}
    return KeySet(tuple(keys[k] for k in sorted(keys)), _status(keys.values(), known=known))


def _key(items: list[SavedItem]) -> Key:
    """The key of one variable, or of several that different paths make under one name."""
    paths = {item.when: item for item in reversed(items)}
    first = paths.get((), items[0])
    if first.when == () or len(paths) == 1:
        return Key(first.key, first.shape, first.dtype, first.location, text_of(first.when) or None, first.variable)
    apart = [*reversed(paths.values())]
    return Key(first.key, shape_of(apart), dtype_of(apart), first.location, condition_of(apart), first.variable)


def _status(keys: Iterable[Key], *, known: bool) -> Status:
    if not known:
        return Status.PARTIAL
    return Status.HOLES if any(_open(k.text) or k.when is not None for k in keys) else Status.COMPLETE


def _open(text: Template) -> bool:
    return bool(text.holes)
