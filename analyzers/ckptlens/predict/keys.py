"""Predicted keys of checkpoints: the product's main result."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ckptlens.template import Template
    from ckptlens.text import Location
    from ckptlens.trace import Gap, PathArgument, Raised, Shape


class Status(StrEnum):
    """What a key set promises: exactly what TensorFlow writes; that, up to holes; or possibly less."""

    COMPLETE = "complete"
    HOLES = "holes"
    PARTIAL = "partial"


class Key(Struct, frozen=True):
    """One key, or a pattern of keys when `text` has holes. `when` is the branch text under which it exists, or None."""

    text: Template
    shape: Shape
    dtype: str | None
    location: Location | None
    when: str | None = None
    variable: int | None = None


class KeySet(Struct, frozen=True):
    """Keys in the order that TensorFlow writes them (sorted), without duplicates."""

    keys: tuple[Key, ...]
    status: Status


class SaveEvent(Struct, frozen=True):
    """One save site and the keys it writes. `location` is the call; `made_at` the call that built the Saver or Checkpoint.

    `kind` is ``save``, or ``variables`` for an entry that creates variables without saving them: then the keys are
    those that a Saver made at its end would write.
    """

    kind: str
    api: str
    style: str
    location: Location
    made_at: Location | None
    path: PathArgument | None
    keys: KeySet


class RestoreEvent(Struct, frozen=True):
    """One restore site and what it would find."""

    api: str
    style: str
    location: Location
    made_at: Location | None
    path: PathArgument | None
    status: Status
    left_at_init: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unused_keys: tuple[str, ...] = ()
    raises: str | None = None


Event = SaveEvent | RestoreEvent


class Prediction(Struct, frozen=True):
    """Everything predicted for one program: events in program order, where it raises, and what could not be followed."""

    path: str
    stack: str
    events: tuple[Event, ...]
    raises: Raised | None
    gaps: tuple[Gap, ...]

    @property
    def status(self) -> Status:
        """The weakest promise among the events; partial when there are gaps and no events."""
        order = [Status.COMPLETE, Status.HOLES, Status.PARTIAL]
        found = [e.keys.status if isinstance(e, SaveEvent) else e.status for e in self.events]
        weakest = max(found, key=order.index, default=Status.PARTIAL if self.gaps else Status.COMPLETE)
        return Status(weakest)
