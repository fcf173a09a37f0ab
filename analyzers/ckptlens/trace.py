"""What one interpreted run of a program did to its variables and checkpoints.

The interpreter writes these facts in program order; the predictor and the rules read them and nothing else.
A fact is frozen and refers to other facts by number (`uid`), which is also its place in time: a variable with a
smaller `uid` than a Saver existed when that Saver was made.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct, field

if TYPE_CHECKING:
    from ckptlens.template import Template
    from ckptlens.text import Location


class Mode(StrEnum):
    """Whether a call runs while a graph is built, eagerly, or in a mode that is not known."""

    GRAPH = "graph"
    EAGER = "eager"
    UNKNOWN = "unknown"


Dimension = int | None
Shape = tuple[Dimension, ...] | None
"""Static shape: None for unknown rank, a None entry for an unknown dimension."""


class Condition(Struct, frozen=True):
    """What holds on one side of a branch that is not decided.

    `branch` numbers the branch: two tests of the same text may ask for different values.
    """

    text: str
    branch: int


class Variable(Struct, frozen=True):
    """A variable that the program creates.

    `name` is the full name without ``:0``; in graph mode it is the key that a Saver writes. `graph` numbers the graph that
    holds it (0: eager). `when` are the sides of undecided branches on which it is made, outermost first.
    `kind` is ``variable``, ``slot`` (made by an optimizer for the variable `of`), or ``average`` (EMA shadow of `of`).
    """

    uid: int
    name: Template
    shape: Shape
    dtype: str | None
    location: Location
    api: str
    mode: Mode
    graph: int
    collections: tuple[str, ...]
    trainable: bool = True
    kind: str = "variable"
    of: int | None = None
    when: tuple[Condition, ...] = ()
    calls: tuple[Location, ...] = ()


class Argument(Struct, frozen=True):
    """One argument as written in a call: its keyword (None when positional), and where its value stands."""

    keyword: str | None
    location: Location


class Binding(Struct, frozen=True):
    """A name of the calling scope that holds a variable (or an attribute of self: ``self.w``)."""

    text: str
    variable: int


class CallSite(Struct, frozen=True):
    """The call behind a fact: the whole call, its callee, its arguments, the statement it stands in, and whether
    the value of the call is thrown away (a call that is a statement of its own)."""

    location: Location
    callee: Location
    arguments: tuple[Argument, ...] = ()
    statement: Location | None = None
    discarded: bool = False


class SavedItem(Struct, frozen=True):
    """One entry that a saver holds: the key in the file and the variable behind it (None: no variable, like a table)."""

    key: Template
    variable: int | None
    shape: Shape = None
    dtype: str | None = None
    when: tuple[Condition, ...] = ()
    location: Location | None = None


class SaverMade(Struct, frozen=True):
    """A name-based ``tf.compat.v1.train.Saver``.

    `explicit` says that the call names its variables; `items` is what it holds as far as it is known when it is made,
    with `items_known` False when a part of the list could not be followed. `bindings` are names the code could have used.
    """

    uid: int
    api: str
    site: CallSite
    mode: Mode
    graph: int
    explicit: bool
    defer_build: bool
    items: tuple[SavedItem, ...]
    items_known: bool = True
    bindings: tuple[Binding, ...] = ()
    options: tuple[tuple[str, object], ...] = ()
    """Constant keyword arguments such as ``max_to_keep``."""


class CheckpointMade(Struct, frozen=True):
    """An object-based ``tf.train.Checkpoint`` (or ``tf.compat.v1.train.Checkpoint``) or CheckpointManager."""

    uid: int
    api: str
    site: CallSite
    mode: Mode
    graph: int


class PathArgument(Struct, frozen=True):
    """The checkpoint path given to a save or restore.

    `text` is None when nothing is known of it. `location` is the argument's expression. `maybe_none` says that it comes from
    ``latest_checkpoint`` and was not tested against None on the way; `folder` is then the folder that was asked.
    """

    text: Template | None
    location: Location | None
    maybe_none: bool = False
    is_none: bool = False
    folder: Template | None = None


class Save(Struct, frozen=True):
    """A call that writes a checkpoint. `maker` is the uid of the SaverMade or CheckpointMade, None when it is unknown."""

    uid: int
    api: str
    site: CallSite
    style: str
    maker: int | None
    path: PathArgument
    mode: Mode
    items: tuple[SavedItem, ...] = ()
    items_known: bool = True
    times: int | None = 1
    """How often the call is known to run; None in a loop whose turns are not counted."""


class Found(Struct, frozen=True):
    """What a restore finds in a file: the variables that it leaves as they are (names, or paths from the root of an object-based
    checkpoint), the keys that it asks for in vain, the keys that nothing asks for, and the exception that it ends with."""

    left_at_init: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unused_keys: tuple[str, ...] = ()
    raises: str | None = None
    misfits: tuple[str, ...] = ()
    """How values of the file do not fit their variables, in words."""
    refused_slots: tuple[str, ...] = ()
    """The keys of slots that the optimizer of the program ends the restore for."""
    by_name: bool = False
    """Whether a Checkpoint is matched with a name-based file: by the names of its variables alone."""
    by_full_name: bool = False
    """Whether a Saver is matched with an object-based file: by the names that variables had when they were saved."""
    held: tuple[str, ...] = ()
    """The names under which that file has values."""


class Restore(Struct, frozen=True):
    """A call that reads a checkpoint.

    `status_calls` are the methods called on what an object-based restore returns (``assert_consumed``), `status_escapes` says that
    the status went where it was not followed (returned, stored in an unknown object, passed to an unknown function).
    `found` is what it finds in the file, None when the file or a part of the program is not known.
    """

    uid: int
    api: str
    site: CallSite
    style: str
    maker: int | None
    path: PathArgument
    mode: Mode
    status_calls: tuple[str, ...] = ()
    status_escapes: bool = False
    items: tuple[SavedItem, ...] = ()
    items_known: bool = True
    found: Found | None = None


class Gap(Struct, frozen=True):
    """A place that could not be followed and may hide keys."""

    location: Location
    reason: str


class Raised(Struct, frozen=True):
    """The program is predicted to stop here with an exception of this type. The modelled `api` raises it; None: Python or the program."""

    location: Location
    type: str
    message: str = ""
    api: str | None = None


class Note(Protocol):
    """A fact of a kind of its own; see `ckptlens.notes`."""

    @property
    def uid(self) -> int:
        """Number and place in time, as for all facts."""
        ...


N = TypeVar("N")


class Trace(Struct, frozen=True):
    """All facts of one run from one entry, in program order."""

    path: str
    entry: str
    stack: str
    variables: tuple[Variable, ...] = ()
    makers: tuple[SaverMade | CheckpointMade, ...] = ()
    saves: tuple[Save, ...] = ()
    restores: tuple[Restore, ...] = ()
    gaps: tuple[Gap, ...] = ()
    raised: Raised | None = None
    notes: tuple[Note, ...] = ()
    """What else rules ask about, of the kinds in `ckptlens.notes`, in program order."""
    files: frozenset[str] = field(default_factory=frozenset[str])
    """Every file whose code was run."""

    def noted(self, kind: type[N]) -> tuple[N, ...]:
        """The notes of one kind, in program order."""
        return tuple(note for note in self.notes if isinstance(note, kind))

    def variable(self, uid: int) -> Variable:
        """The variable of this number, which must be one of this run."""
        return next(v for v in self.variables if v.uid == uid)

    def maker(self, uid: int | None) -> SaverMade | CheckpointMade | None:
        """The saver or checkpoint of this number, None when there is none."""
        return next((m for m in self.makers if m.uid == uid), None)
