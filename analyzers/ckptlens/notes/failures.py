"""Calls that end a program, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ckptlens.text import Location
    from ckptlens.trace import CallSite, Condition, PathArgument, Raised, Shape


class Failure(Struct, frozen=True):
    """A restore, or a check of what it restored, that ends the program. It was followed on all the same, as if it were mended, so that
    there can be several in one run; an error that ends the analysis is `Trace.raised` alone."""

    uid: int
    raised: Raised
    when: tuple[Condition, ...] = ()


class FailedCheck(Struct, frozen=True):
    """An assertion on the status of a restore that does not hold: `check` is its name.

    `left` are the paths of the objects that the file has nothing for, `unused` the keys of the file that no object takes; the file is
    name-based if `by_name`. `caught` says that the program handles the error.
    """

    uid: int
    restore: int
    check: str
    location: Location
    left: tuple[str, ...]
    unused: tuple[str, ...]
    by_name: bool
    caught: bool


class Building(Struct, frozen=True):
    """How the program makes the variables of an object (`made`) that it calls `name`; None for the root of a Checkpoint by position.

    `how` is ``build`` (with the shape), ``call`` (with a tensor of this shape and dtype), ``train`` (an optimizer, of the trainable
    variables of the object `trained`), or ``train own`` (the optimizer that the object was compiled with).
    """

    name: str | None
    how: str
    shape: Shape = None
    dtype: str | None = None
    trained: str | None = None
    made: tuple[int, ...] = ()


class BuiltLater(Struct, frozen=True):
    """An object that has no variables when it is restored, and that the program builds later. Its name is that in the Checkpoint's call."""

    uid: int
    restore: int
    building: Building


class NotAwaited(Struct, frozen=True):
    """A restore by names that has values for `variables`, which are made later and do not get them."""

    uid: int
    restore: int
    variables: tuple[int, ...]


class Training(Struct, frozen=True):
    """The first step of an optimizer: the statement that it runs in, where the code has names for all that is trained, and these names.

    The names are those of models and modules, and of the optimizer unless a model was compiled with it.
    """

    uid: int
    statement: Location
    names: tuple[str, ...]
    buildings: tuple[Building, ...]


class MissingModule(Struct, frozen=True):
    """A call that imports a module which no release on the stack has."""

    uid: int
    api: str
    site: CallSite
    module: str


class KerasRefusal(Struct, frozen=True):
    """A call that this Keras ends with `error` before it writes or reads a model's file.

    It refuses the end of `path` (`wanted` are those that it takes), or the argument `argument`.
    """

    uid: int
    api: str
    site: CallSite
    error: str
    reads: bool
    path: PathArgument
    wanted: tuple[str, ...] = ()
    argument: str | None = None
    when: tuple[Condition, ...] = ()


class Mix(StrEnum):
    """How a save or restore mixes graph and eager mode."""

    GRAPH_VARIABLES = "variables of a graph in eager mode"
    EAGER_VARIABLES = "eager variables in a graph"
    EAGER_SAVER = "a Saver made in eager mode, in a graph"
    NO_SESSION = "None for a session, in a graph"


class MixedModes(Struct, frozen=True):
    """A call that ends with `error` because it mixes graph and eager mode; `variables` are those of the other mode than the call's."""

    uid: int
    site: CallSite
    mix: Mix
    error: str
    variables: tuple[int, ...] = ()
    when: tuple[Condition, ...] = ()


class EagerMetaGraph(Struct, frozen=True):
    """A call that reads or writes a graph in eager mode."""

    uid: int
    api: str
    site: CallSite
    when: tuple[Condition, ...] = ()
