"""What a run did beside making variables, saving and restoring: one kind of fact for each thing that rules ask about.

The models of `tf_api` write them with ``machine.facts.add``; a rule reads those of one kind with ``trace.noted(Kind)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckptlens.template import Template
    from ckptlens.text import Location
    from ckptlens.trace import CallSite, Condition, PathArgument, Raised


@dataclass(frozen=True, slots=True)
class Failure:
    """A restore, or a check of what it restored, that ends the program. It was followed on all the same, as if it were mended, so that
    there can be several in one run; an error that ends the analysis is `Trace.raised` alone."""

    uid: int
    raised: Raised
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class FailedCheck:
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


@dataclass(frozen=True, slots=True)
class UnseenWeights:
    """A save of an object-based checkpoint that lacks weights of a Keras model or layer in it, by uid."""

    uid: int
    site: CallSite
    weights: tuple[int, ...]
    of: int


@dataclass(frozen=True, slots=True)
class KeptVariable:
    """A variable of get_variable that an object keeps for the next call (``track_tf1_style_variables``)."""

    uid: int
    variable: int


@dataclass(frozen=True, slots=True)
class MissingModule:
    """A call that imports a module which no release on the stack has."""

    uid: int
    api: str
    site: CallSite
    module: str


@dataclass(frozen=True, slots=True)
class NothingAssigned:
    """An assignment map by which no variable gets a value of the checkpoint, and which raises nothing."""

    uid: int
    site: CallSite
    eager: bool


Session = tuple[int, "Location"]
"""What makes a session itself: the number of its graph and the call that makes it."""


@dataclass(frozen=True, slots=True)
class SessionRestore:
    """The values of `restore` are put into `variables` of a session."""

    uid: int
    restore: int
    session: Session
    variables: frozenset[int]
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Initialized:
    """A session runs the initializer of `variables`."""

    uid: int
    site: CallSite
    session: Session
    variables: frozenset[int]
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class InitialValues:
    """`restore` replaces the initial values of variables in a graph: initializers that run later give them."""

    uid: int
    restore: int
    graph: int
    variables: frozenset[int]
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherKind:
    """A session that resumes from a checkpoint of the other kind than its saver writes, and ends with `error`.

    `by_name` says that the file is name-based; `maker` made the saver (None: the session itself).
    """

    uid: int
    site: CallSite
    by_name: bool
    error: str
    maker: int | None


class Damage(StrEnum):
    """What is wrong with a checkpoint on disk."""

    INDEX = "the index cannot be read"
    NO_INDEX = "the index is missing"
    DATA = "the data is cut off"
    NO_DATA = "a data file is missing"


@dataclass(frozen=True, slots=True)
class Damaged:
    """A call that reads a checkpoint on disk which is not whole: which file, and why it cannot be read."""

    uid: int
    site: CallSite
    damage: Damage
    file: str
    why: str


@dataclass(frozen=True, slots=True)
class ToldCheckpoint:
    """A call that reads the checkpoint which the user named for its line."""

    uid: int
    site: CallSite
    prefix: str


@dataclass(frozen=True, slots=True)
class StateElsewhere:
    """The state file of a folder names a checkpoint that is not there, while the folder has one of that name."""

    uid: int
    site: CallSite
    folder: str
    named: str
    there: str


@dataclass(frozen=True, slots=True)
class AutomaticScope:
    """A variable scope or layer without a name of its own: `name` is what the counter of `base` made of it, in full."""

    uid: int
    site: CallSite
    name: Template
    base: str
    graph: int
    calls: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class CountedScope:
    """A variable below a variable scope that is entered again: its name begins with `name_scope`, which has a number, not with `scope`."""

    uid: int
    variable: int
    scope: str
    name_scope: str


@dataclass(frozen=True, slots=True)
class OpenMap:
    """An assignment map of which no entry is known, from a checkpoint that is not known: it may be empty. `given` is its expression."""

    uid: int
    restore: int
    given: Location


@dataclass(frozen=True, slots=True)
class Reencoded:
    """A variable that is made of the value under `key` of a checkpoint, as converters do."""

    uid: int
    variable: int
    key: str


@dataclass(frozen=True, slots=True)
class AbsentTensor:
    """A reader is asked for a key that its file does not have; `saved_as` is the key of an object-based file under which a variable of
    this name or path is."""

    uid: int
    site: CallSite
    key: str
    saved_as: str | None
    caught: bool


@dataclass(frozen=True, slots=True)
class EagerMetaGraph:
    """A call that reads or writes a graph in eager mode."""

    uid: int
    api: str
    site: CallSite
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainedAlone:
    """A Saver that is given all trained variables of a graph, and the variables that there are besides."""

    uid: int
    maker: int
    others: tuple[int, ...]


class Collision(StrEnum):
    """How two writers of checkpoints come into each other's way."""

    FILE = "one file"
    FOLDER = "one state file"


@dataclass(frozen=True, slots=True)
class Collided:
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


@dataclass(frozen=True, slots=True)
class KerasRefusal:
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


@dataclass(frozen=True, slots=True)
class WarmStart:
    """A warm start by a regular expression, and the variables of the model that it leaves out because they are not trained.

    `file_known` says that the checkpoint is known and holds all of them.
    """

    uid: int
    site: CallSite
    left: tuple[int, ...]
    file_known: bool


@dataclass(frozen=True, slots=True)
class SessionSaver:
    """A Checkpoint in the place of a session's saver, with the variables of the graph that it does not hold.

    `maker` made the Checkpoint. `refused` says that it is of a class that no session takes.
    """

    uid: int
    site: CallSite
    maker: int
    missing: tuple[int, ...]
    refused: bool = False


class Mix(StrEnum):
    """How a save or restore mixes graph and eager mode."""

    GRAPH_VARIABLES = "variables of a graph in eager mode"
    EAGER_VARIABLES = "eager variables in a graph"
    EAGER_SAVER = "a Saver made in eager mode, in a graph"
    NO_SESSION = "None for a session, in a graph"


@dataclass(frozen=True, slots=True)
class MixedModes:
    """A call that ends with `error` because it mixes graph and eager mode; `variables` are those of the other mode than the call's."""

    uid: int
    site: CallSite
    mix: Mix
    error: str
    variables: tuple[int, ...] = ()
    when: tuple[Condition, ...] = ()
