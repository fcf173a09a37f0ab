"""The checkpoint files that the program wrote so far: under which path, with which content, and which is a folder's newest.

Source: ``tensorflow/python/checkpoint/checkpoint_management.py`` (update_checkpoint_state, latest_checkpoint), TF 1.15 to 2.21: what
``save`` writes becomes the newest file of its folder, what ``write`` writes does not.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.strings import concatenate
from ckptlens.notes import Collided, Collision
from ckptlens.template import Template

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Text, Value
    from ckptlens.object_graph import ObjectGraph
    from ckptlens.trace import SavedItem


class SavedFile(Struct, frozen=True):
    """A checkpoint that the program wrote. `graph` is None for a name-based one; `known` says that `items` is all of it;
    `counter` is the value of its ``save_counter``."""

    items: tuple[SavedItem, ...]
    known: bool
    graph: ObjectGraph | None = None
    counter: int | None = None

    def entries(self) -> dict[str, SavedItem]:
        """The entries by key."""
        return {str(item.key): item for item in self.items}

    @property
    def is_literal(self) -> bool:
        """Whether its keys are known exactly: no holes, no conditions, no part that was not followed."""
        return self.known and not any(item.key.holes or item.when for item in self.items)


class Writer(Struct, frozen=True):
    """What writes a checkpoint: the uid of a Saver or Checkpoint, its style, and whether it numbers its files itself."""

    maker: int
    style: str
    numbered: bool


def note_writer(machine: Machine, site: Site, path: Value, writer: Writer, *, newest: bool) -> None:
    """Note that a file, or the state file of its folder, belonged to another writer before."""
    if not isinstance(path, str):
        return
    places = [(Collision.FILE, str(normal(path))), *([(Collision.FOLDER, str(folder_of(path)))] if newest else [])]
    for what, place in places:
        earlier = machine.world.get(("writer", what, place))
        machine.trail.set(machine.world, ("writer", what, place), (writer, site))
        if isinstance(earlier, tuple):
            _note_collision(machine, site, what, place, earlier, writer)  # pyright: ignore[reportUnknownArgumentType]


def _note_collision(machine: Machine, site: Site, what: Collision, place: str, earlier: tuple[Writer, Site], writer: Writer) -> None:
    before, there = earlier
    key = ("collided", what, place, site.location)
    differs = before.style != writer.style or (what is Collision.FILE and before.numbered and writer.numbered)
    if before.maker == writer.maker or not differs or key in machine.world:
        return
    machine.trail.set(machine.world, key, value=True)
    styles, makers = (before.style, writer.style), (before.maker, writer.maker)
    numbered = before.numbered and writer.numbered
    machine.facts.add(
        Collided(machine.facts.number(), site.call_site(), there.call_site(), what, place, styles, makers, numbered, machine.conditions)
    )


def note_file(machine: Machine, path: Value, file: SavedFile, *, newest: bool) -> None:
    """Remember a file that is written at a path."""
    if not isinstance(path, (str, Template)):
        return
    machine.trail.set(machine.world, ("file", normal(path)), file)
    if newest:
        machine.trail.set(machine.world, ("newest", folder_of(path)), path)


def file_at(machine: Machine, path: Value) -> SavedFile | None:
    """The file that the program wrote at a path; None when it is not known to have written one."""
    found = machine.world.get(("file", normal(path))) if isinstance(path, (str, Template)) else None
    return found if isinstance(found, SavedFile) else None


def newest_file(machine: Machine, folder: Value) -> Text | None:
    """The path of the newest file that the program wrote in a folder; None when it is not known to have written one."""
    found = machine.world.get(("newest", normal(folder))) if isinstance(folder, (str, Template)) else None
    return found if isinstance(found, (str, Template)) else None


def normal(path: Text) -> Text:
    """A path as it is compared."""
    return posixpath.normpath(path) if isinstance(path, str) else path


def folder_of(path: Text) -> Text:
    """The folder of a path as it is compared."""
    if isinstance(path, str):
        return posixpath.normpath(posixpath.dirname(path) or ".")
    parts = list(path.parts)
    while parts:
        last = parts.pop()
        if isinstance(last, str) and "/" in last:
            return normal(concatenate([*(p if isinstance(p, str) else Template((p,)) for p in parts), last.rpartition("/")[0]]))
    return "."
