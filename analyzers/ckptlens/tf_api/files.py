"""The checkpoint files that the program wrote so far: under which path, with which content, and which is a folder's newest.

Source: ``tensorflow/python/checkpoint/checkpoint_management.py`` (update_checkpoint_state, latest_checkpoint), TF 1.15 to 2.21: what
``save`` writes becomes the newest file of its folder, what ``write`` writes does not.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckptlens.interp.strings import concatenate
from ckptlens.template import Template

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.values import Text, Value
    from ckptlens.object_graph import ObjectGraph
    from ckptlens.trace import SavedItem


@dataclass(frozen=True, slots=True)
class SavedFile:
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
