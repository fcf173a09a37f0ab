"""What sessions do to the values of variables: initializers that they run, and restores.

Source: ``tensorflow/python/client/session.py`` (Session.run) and ``ops/variables.py`` (global_variables_initializer), TF 1.15 to 2.21: an
initializer gives the variables that there were when it was made their initial values, whatever they hold. Cases: init_after_restore_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.values import HostObject, ListValue, is_tuple
from ckptlens.notes import Initialized, InitialValues, SessionRestore
from ckptlens.tf_api.tensors import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Value
    from ckptlens.notes import Session
    from ckptlens.trace import SavedItem

_ENTERED = "sessions"


class Identified(HostObject):
    """A session that is known from others."""

    __slots__ = ()

    @property
    def identity(self) -> Session:
        """What makes it itself."""
        raise NotImplementedError


class InitOp(Tensor, frozen=True):
    """The op that gives variables their initial values, or a group with such ops."""

    variables: frozenset[int] = frozenset()

    def attribute(self, machine: Machine, name: str) -> Value:
        if name != "run":
            return Tensor.attribute(self, machine, name)

        def run(machine: Machine, site: Site, feed_dict: Value = None, session: Value = None) -> Value:
            note_run(machine, site, session if session is not None else default_session(machine), self)
            return None

        return host_function(name, run)


def grouped(op_name: Value, inputs: Iterable[Value]) -> InitOp | None:
    """The group of ops if an initializer is one of them."""
    variables = frozenset[int]().union(*(op.variables for op in inputs if isinstance(op, InitOp)))
    return InitOp(None, None, op_name if isinstance(op_name, str) else None, variables=variables) if variables else None


def enter_session(machine: Machine, session: Value) -> None:
    """Make a session the one that ``op.run()`` uses."""
    machine.trail.set(machine.world, _ENTERED, (*_entered(machine), session))


def leave_session(machine: Machine) -> None:
    """Make the session before it the default again."""
    machine.trail.set(machine.world, _ENTERED, _entered(machine)[:-1])


def default_session(machine: Machine) -> Value:
    """The session that was entered last; None when there is none."""
    entered = _entered(machine)
    return entered[-1] if entered else None


def _entered(machine: Machine) -> tuple[Value, ...]:
    found = machine.world.get(_ENTERED, ())
    return found if is_tuple(found) else ()


def note_run(machine: Machine, site: Site, session: Value, fetches: Value) -> None:
    """Note the initializers among what a session runs, once for each call."""
    variables = frozenset[int]().union(*(op.variables for op in _flat(fetches)))
    key = ("initialized", site.location)
    if not variables or not isinstance(session, Identified) or machine.world.get(key) == variables:
        return
    machine.trail.set(machine.world, key, variables)
    machine.facts.add(Initialized(machine.facts.number(), site.call_site(), session.identity, variables, machine.conditions))


def _flat(fetches: Value) -> Iterator[InitOp]:
    if isinstance(fetches, InitOp):
        yield fetches
    held = fetches.items if isinstance(fetches, ListValue) else fetches if is_tuple(fetches) else ()
    for item in held:
        yield from _flat(item)


def note_session_restore(machine: Machine, restore: int, session: Value, items: Iterable[SavedItem]) -> None:
    """Note that a restore gives values to variables in a session."""
    variables = frozenset(item.variable for item in items if item.variable is not None)
    if isinstance(session, Identified):
        uid = machine.facts.number()
        machine.facts.add(SessionRestore(uid, restore, session.identity, variables, machine.conditions))


def note_initial_values(machine: Machine, restore: int, graph: int, variables: Iterable[int]) -> None:
    """Note that a restore replaces the initial values of variables."""
    machine.facts.add(InitialValues(machine.facts.number(), restore, graph, frozenset(variables), machine.conditions))
