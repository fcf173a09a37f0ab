"""Code lenses on the calls that save and restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.ide.labels import STATUS_WORDS, keys_summary, plural
from ckptlens.predict.keys import RestoreEvent

if TYPE_CHECKING:
    from ckptlens.ide.analysis import Analysis
    from ckptlens.predict.keys import Event
    from ckptlens.text import Span


class Lens(Struct, frozen=True):
    """A line of text above `span`. `event` is the index of the event in the prediction."""

    span: Span
    title: str
    event: int


def lenses(analysis: Analysis) -> tuple[Lens, ...]:
    """One lens for each save and restore of the analysed file itself, in program order."""
    return tuple(
        Lens(event.location.span, _title(event), number)
        for number, event in enumerate(analysis.prediction.events)
        if event.location.path == analysis.path
    )


def _title(event: Event) -> str:
    if not isinstance(event, RestoreEvent):
        return keys_summary(event.keys) if event.kind == "save" else f"variables: {keys_summary(event.keys)}"
    if event.raises:
        return f"restore raises {event.raises}"
    troubles = [
        *([plural(len(event.missing), "missing key")] if event.missing else []),
        *([f"{plural(len(event.left_at_init), 'variable')} left at the initial value"] if event.left_at_init else []),
        *([plural(len(event.unused_keys), "unused key")] if event.unused_keys else []),
    ]
    return "restore · " + (", ".join(troubles) or STATUS_WORDS[event.status])
