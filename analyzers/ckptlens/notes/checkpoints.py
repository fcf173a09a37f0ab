"""What happens to checkpoints: who writes them, what is wrong with them, what is read of them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ckptlens.text import Location
    from ckptlens.trace import CallSite, Condition


class Collision(StrEnum):
    """How two writers of checkpoints come into each other's way."""

    FILE = "one file"
    FOLDER = "one state file"


class Collided(Struct, frozen=True):
    """A save that writes what another Saver or Checkpoint wrote before: a file, or the state file of a folder.

    `styles` and `makers` are those of the earlier and of the later writer; `path` is what they share.
    """

    uid: int
    site: CallSite
    earlier: CallSite
    what: Collision
    path: str
    styles: tuple[str, str]
    makers: tuple[int, int]
    numbered: bool
    when: tuple[Condition, ...] = ()


class Damage(StrEnum):
    """What is wrong with a checkpoint on disk."""

    INDEX = "the index cannot be read"
    NO_INDEX = "the index is missing"
    DATA = "the data is cut off"
    NO_DATA = "a data file is missing"


class Damaged(Struct, frozen=True):
    """A call that reads a checkpoint on disk which is not whole: which file, and why it cannot be read."""

    uid: int
    site: CallSite
    damage: Damage
    file: str
    why: str


class StateElsewhere(Struct, frozen=True):
    """The state file of a folder names a checkpoint that is not there, while the folder has one of that name."""

    uid: int
    site: CallSite
    folder: str
    named: str
    there: str


class AbsentTensor(Struct, frozen=True):
    """A reader is asked for a key that its file does not have; `saved_as` is the key of an object-based file under which a variable of
    this name or path is."""

    uid: int
    site: CallSite
    key: str
    saved_as: str | None
    caught: bool


class Reencoded(Struct, frozen=True):
    """A variable that is made of the value under `key` of a checkpoint, as converters do."""

    uid: int
    variable: int
    key: str


class OpenMap(Struct, frozen=True):
    """An assignment map of which no entry is known, from a checkpoint that is not known: it may be empty. `given` is its expression."""

    uid: int
    restore: int
    given: Location


class NothingAssigned(Struct, frozen=True):
    """An assignment map by which no variable gets a value of the checkpoint, and which raises nothing."""

    uid: int
    site: CallSite
    eager: bool


class Holder(Struct, frozen=True):
    """How code reaches variables: by the expression `text` one, or (`many`) several as ``text.variables``."""

    text: str
    variables: tuple[int, ...]
    many: bool = False


class SaverHolders(Struct, frozen=True):
    """How the code that makes a Saver of given variables reaches variables there."""

    uid: int
    maker: int
    holders: tuple[Holder, ...]


class SavedObjects(Struct, frozen=True):
    """The variables, modules and layers that a Checkpoint got, at a save in eager mode: by keyword, ``""`` for its root by position."""

    uid: int
    save: int
    holders: tuple[Holder, ...]


class EagerMap(Struct, frozen=True):
    """An assignment map of names and scopes in eager mode, and how the calling code reaches the variables that there are."""

    uid: int
    site: CallSite
    entries: tuple[tuple[str, str], ...]
    holders: tuple[Holder, ...]


class ToldCheckpoint(Struct, frozen=True):
    """A call that reads the checkpoint which the user named for its line."""

    uid: int
    site: CallSite
    prefix: str
