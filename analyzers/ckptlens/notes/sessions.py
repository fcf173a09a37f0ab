"""What sessions restore, initialize and save with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ckptlens.text import Location
    from ckptlens.trace import CallSite, Condition


class WarmStart(Struct, frozen=True):
    """A warm start by a regular expression, and the variables of the model that it leaves out because they are not trained.

    `file_known` says that the checkpoint is known and holds all of them.
    """

    uid: int
    site: CallSite
    left: tuple[int, ...]
    file_known: bool


class SessionSaver(Struct, frozen=True):
    """A Checkpoint in the place of a session's saver, with the variables of the graph that it does not hold.

    `maker` made the Checkpoint. `refused` says that it is of a class that no session takes.
    """

    uid: int
    site: CallSite
    maker: int
    missing: tuple[int, ...]
    refused: bool = False


class OtherKind(Struct, frozen=True):
    """A session that resumes from a checkpoint of the other kind than its saver writes, and ends with `error`.

    `by_name` says that the file is name-based; `maker` made the saver (None: the session itself).
    """

    uid: int
    site: CallSite
    by_name: bool
    error: str
    maker: int | None


Session = tuple[int, "Location"]
"""What makes a session itself: the number of its graph and the call that makes it."""


class SessionRestore(Struct, frozen=True):
    """The values of `restore` are put into `variables` of a session."""

    uid: int
    restore: int
    session: Session
    variables: frozenset[int]
    when: tuple[Condition, ...] = ()


class Initialized(Struct, frozen=True):
    """A session runs the initializer of `variables`."""

    uid: int
    site: CallSite
    session: Session
    variables: frozenset[int]
    when: tuple[Condition, ...] = ()


class InitialValues(Struct, frozen=True):
    """`restore` replaces the initial values of variables in a graph: initializers that run later give them."""

    uid: int
    restore: int
    graph: int
    variables: frozenset[int]
    when: tuple[Condition, ...] = ()
