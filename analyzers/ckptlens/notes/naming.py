"""How variables get their names, and which of them a saver holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ckptlens.template import Template
    from ckptlens.text import Location
    from ckptlens.trace import CallSite


class KeptVariable(Struct, frozen=True):
    """A variable of get_variable that an object keeps for the next call (``track_tf1_style_variables``)."""

    uid: int
    variable: int


class AutomaticScope(Struct, frozen=True):
    """A variable scope or layer without a name of its own: `name` is what the counter of `base` made of it, in full."""

    uid: int
    site: CallSite
    name: Template
    base: str
    graph: int
    calls: tuple[Location, ...]


class CountedScope(Struct, frozen=True):
    """A variable below a variable scope that is entered again: its name begins with `name_scope`, which has a number, not with `scope`."""

    uid: int
    variable: int
    scope: str
    name_scope: str


class TrainedAlone(Struct, frozen=True):
    """A Saver that is given all trained variables of a graph, and the variables that there are besides."""

    uid: int
    maker: int
    others: tuple[int, ...]


class HiddenContainer(Struct, frozen=True):
    """A list or dict (`kind`) of a Keras 3 object that a Checkpoint does not see into, with weights in it.

    `argument` is the keyword by which the Checkpoint got the object, None for its root by position; `attributes` lead from there to the
    container, which an object of the class `cls` holds. `nested` says that there are containers in it.
    """

    argument: str | None
    attributes: tuple[str, ...]
    cls: str
    kind: str
    nested: bool


class UnseenWeights(Struct, frozen=True):
    """A save of an object-based checkpoint that lacks weights of a Keras model or layer in it, by uid."""

    uid: int
    site: CallSite
    weights: tuple[int, ...]
    of: int
    containers: tuple[HiddenContainer, ...] = ()
    """What hides them, where that is known for all."""
