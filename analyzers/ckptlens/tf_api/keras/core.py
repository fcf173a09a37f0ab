"""What Keras keeps about one layer or model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.trail import Entries, Growing
from ckptlens.interp.values import InstanceValue, Text, Value, is_tuple
from ckptlens.template import Template
from ckptlens.tf_api.keras.names import snake_case, unique_object_name

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.trail import State
    from ckptlens.tf_api.keras.generation import Generation
    from ckptlens.tf_api.keras.spec import Spec

CORE = "keras"
"""Where an object of the program keeps its core: ``instance.foreign[CORE]``."""
FIRST_INPUT = "first input"
"""Where the state of a core keeps shape and dtype of what it was built for; no shape when that is no single tensor."""


class _CoreState(Growing):
    tuples = frozenset({"weights", "layers", "stack"})


class Core(Struct, eq=False):
    """A layer behind its face: a `KerasLayer`, or an object of the program.

    `cls` is the name of its class. `spec` says what the built-in class does that it is or derives from. ``state`` holds ``name``,
    ``dtype``, ``trainable``, ``built``, ``weights`` (its own, in the order they were made), ``layers`` (what it tracks that may hold
    weights, in order), ``network`` (of a functional model), ``stack`` (of a Sequential); ``options`` the arguments of its constructor.
    `edges` are the tracked edges in order.
    """

    generation: Generation
    cls: str
    spec: Spec
    state: State = field(default_factory=_CoreState)
    edges: State = field(default_factory=Entries)
    options: dict[str, Value] = field(default_factory=dict[str, Value])
    owner: Value = None

    @property
    def is_model(self) -> bool:
        return self.spec.is_model

    @property
    def name(self) -> Text:
        """Its name; empty while the constructor has not run."""
        found = self.state.get("name", "")
        return found if isinstance(found, (str, Template)) else ""

    def items(self, key: str) -> tuple[Value, ...]:
        """A tuple that the state holds under a key."""
        found = self.state.get(key, ())
        return found if is_tuple(found) else ()


def core_of(value: Value) -> Core | None:
    """The core of a layer, None when a value is no Keras layer."""
    found = value.foreign.get(CORE) if isinstance(value, InstanceValue) else getattr(value, "core", None)
    return found if isinstance(found, Core) else None


def is_built(core: Core) -> bool:
    """Whether the weights of a layer were made."""
    return core.state.get("built") is True


def set_name(machine: Machine, core: Core, name: Value) -> None:
    """Give a layer the name that it is called, or the next automatic one of its class."""
    from ckptlens.tf_api.graph import entered_scope

    text = entered_scope(name)
    if not text:
        text = unique_object_name(machine, snake_case(core.cls, core.generation), core.generation)
    machine.trail.set(core.state, "name", text)
