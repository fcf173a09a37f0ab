"""What ``iter`` gives for a collection, and rows of several iterables, of which some may be one and the same iterator."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec import Struct, field

from ckptlens.interp.host import host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.values import HostObject, Many, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class ItemsIterator(HostObject, Struct, eq=False):
    """An iterator over known items: ``state["rest"]`` holds those that were not taken yet."""

    state: State = field(default_factory=dict[object, object])

    @property
    def rest(self) -> tuple[Value, ...]:
        """The items that were not taken yet."""
        return cast("tuple[Value, ...]", self.state["rest"])

    def next_item(self, machine: Machine) -> Value:
        """The next item, MISSING at the end."""
        if not self.rest:
            return MISSING
        item, *rest = self.rest
        machine.trail.set(self.state, "rest", tuple(rest))
        return item

    def attribute(self, machine: Machine, name: str) -> Value:
        return host_function(name, self._next) if name in ("__next__", "next") else MISSING

    def _next(self, machine: Machine, site: Site) -> Value:
        item = self.next_item(machine)
        if item is MISSING:
            raise ProgramError("StopIteration", "", site.location)
        return item

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        items = self.rest
        machine.trail.set(self.state, "rest", ())
        return items

    def truth(self) -> bool | None:
        return True


def items_iterator(items: tuple[Value, ...]) -> ItemsIterator:
    """An iterator over these items."""
    return ItemsIterator({"rest": items})


def columns_of(machine: Machine, iterables: tuple[Value, ...], site: Site) -> list[tuple[Value, ...] | Many]:
    """The items of each iterable; an iterator that is given several times deals its items out in turn."""
    shared = {id(i): i for i in iterables if isinstance(i, ItemsIterator) and sum(i is other for other in iterables) > 1}
    dealt = {key: (iterator.rest, sum(iterator is other for other in iterables)) for key, iterator in shared.items()}
    turns = dict.fromkeys(shared, 0)
    columns: list[tuple[Value, ...] | Many] = []
    for iterable in iterables:
        if id(iterable) not in shared:
            columns.append(iterate(machine, iterable, site))
            continue
        items, count = dealt[id(iterable)]
        columns.append(items[turns[id(iterable)] :: count])
        turns[id(iterable)] += 1
    for iterator in shared.values():
        machine.trail.set(iterator.state, "rest", ())
    return columns
