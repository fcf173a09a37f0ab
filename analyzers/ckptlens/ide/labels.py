"""The words in which keys, shapes and events are shown everywhere: editor, command line, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.predict.keys import Event, KeySet, RestoreEvent, SaveEvent, Status

if TYPE_CHECKING:
    from ckptlens.ide.key_diff import KeyChange
    from ckptlens.trace import PathArgument, Shape

STATUS_WORDS = {
    Status.COMPLETE: "complete",
    Status.HOLES: "complete up to holes",
    Status.PARTIAL: "partial",
}


def plural(count: int, noun: str) -> str:
    """``1 key``, ``2 keys``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def shape_text(shape: Shape) -> str:
    """``[1, 768, ?]``; ``unknown shape`` when the rank is unknown; ``scalar`` for rank 0."""
    if shape is None:
        return "unknown shape"
    if not shape:
        return "scalar"
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"


def path_text(path: PathArgument | None) -> str | None:
    """The checkpoint path as far as it is known, holes in braces."""
    return None if path is None or path.text is None else str(path.text)


def event_kind(event: Event) -> str:
    """``save``, ``variables`` or ``restore``."""
    return "restore" if isinstance(event, RestoreEvent) else event.kind


def event_status(event: Event) -> Status:
    """What the event's key set promises."""
    return event.status if isinstance(event, RestoreEvent) else event.keys.status


def event_label(event: Event) -> str:
    """A short name of an event: ``Saver.save → 'model.ckpt'``, or ``variables of build`` for code that saves nothing."""
    if isinstance(event, SaveEvent) and event.kind == "variables":
        return f"variables of {event.api}" if event.api else "variables"
    short = ".".join(event.api.split(".")[-2:]) or event_kind(event)
    path = path_text(event.path)
    if path is None:
        return short
    return f"{short} {'→' if isinstance(event, SaveEvent) else '←'} '{path}'"


def key_count(keys: KeySet) -> str:
    """``148 keys``; ``16 patterns of keys`` when each has holes; ``at least 3 keys`` when the set is partial."""
    patterns = sum(1 for key in keys.keys if key.text.holes)
    exact = len(keys.keys) - patterns
    parts = [plural(exact, "key")] if exact or not patterns else []
    parts += [plural(patterns, "key pattern")] if patterns else []
    return ("at least " if keys.status is Status.PARTIAL and keys.keys else "") + " + ".join(parts)


def keys_summary(keys: KeySet) -> str:
    """What a save site writes, in a line: ``148 keys · complete``."""
    return f"{key_count(keys)} · {STATUS_WORDS[keys.status]}"


def change_text(change: KeyChange) -> str:
    """What a change does to the keys, in a sentence part: ``keys: 2 added (w/Momentum, b/Momentum)``."""
    renamed = tuple(f"{old} → {new}" for old, new in change.renamed)
    groups = (("added", change.added), ("removed", change.removed), ("renamed", renamed))
    parts = [f"{len(keys)} {word} ({_first(keys)})" for word, keys in groups if keys]
    return f"keys: {', '.join(parts)}" if parts else "the predicted keys stay the same"


def _first(keys: tuple[str, ...], shown: int = 3) -> str:
    return ", ".join(keys[:shown]) + (", …" if len(keys) > shown else "")
