"""``tf.variable_creator_scope``: functions that see each new variable before it is made.

Source: ``tensorflow/python/ops/variables.py`` (VariableMetaclass), ``framework/ops.py`` (Graph._variable_creator_scope), TF 1.15 to 2.21.
Case: field_variable_creators.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING, SetAside
from ckptlens.interp.values import HostFunction, HostObject, Value, is_tuple
from ckptlens.tf_api.registry import Call, api

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

CREATORS = "variable creators"
Named = dict[str, Value]
Make = Callable[[Named], Value]


def creators(machine: Machine) -> tuple[Value, ...]:
    """The functions in force, the innermost last."""
    found = machine.world.get(CREATORS, ())
    return found if is_tuple(found) else ()


def through_creators(call: Call, given: Named, make: Make) -> Value:
    """What the innermost creator gives; each calls the next one, and the last `make`."""
    return _step(call, creators(call.machine), given, make)


def _step(call: Call, left: tuple[Value, ...], given: Named, make: Make) -> Value:
    from ckptlens.interp.calls import call as call_value

    machine = call.machine
    if not left:
        before = machine.world.get(CREATORS, ())
        machine.trail.set(machine.world, CREATORS, ())
        try:
            return make(given)
        finally:
            machine.trail.set(machine.world, CREATORS, before)

    def run(machine: Machine, arguments: Arguments, site: Site) -> Value:
        return _step(call, left[:-1], arguments.keywords, make)

    return call_value(machine, left[-1], Arguments((HostFunction("next_creator", run),), given), call.site)


class CreatorScope(HostObject, Struct, eq=False):
    """``with tf.variable_creator_scope(creator)``."""

    creator: Value
    saved: SetAside = field(default_factory=SetAside)

    def attribute(self, machine: Machine, name: str) -> Value:
        return MISSING

    def enter(self, machine: Machine, site: Site) -> Value:
        before = creators(machine)
        self.saved.push(machine.trail, before)
        machine.trail.set(machine.world, CREATORS, (*before, self.creator))
        return None

    def leave(self, machine: Machine) -> None:
        machine.trail.set(machine.world, CREATORS, self.saved.pop(machine.trail))


@api("tf.variable_creator_scope", "tf.compat.v1.variable_creator_scope")
def variable_creator_scope(call: Call, variable_creator: Value) -> Value:
    """A context in which a function makes the variables."""
    return CreatorScope(variable_creator)
