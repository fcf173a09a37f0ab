"""collections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.builtins.registry import MODELS
from ckptlens.interp.calls import call
from ckptlens.interp.equality import contains
from ckptlens.interp.host import host_function
from ckptlens.interp.items import subscript
from ckptlens.interp.methods.counters import zero
from ckptlens.interp.methods.lookup import method_of
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import Entries
from ckptlens.interp.values import DictValue, HostObject, Many, Value, new_list

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.trail import State


@FUNCTIONS.model("collections.OrderedDict")
def _ordered(machine: Machine, site: Site, *source: Value, **named: Value) -> Value:
    return call(machine, MODELS["dict"], Arguments(source, named), site)


@FUNCTIONS.model("collections.defaultdict")
def _defaultdict(machine: Machine, site: Site, factory: Value = None, *source: Value, **named: Value) -> Value:
    made = call(machine, MODELS["dict"], Arguments(source, named), site)
    if isinstance(made, DictValue):
        made.default = factory
    return made


@FUNCTIONS.model("collections.Counter")
def _counter(machine: Machine, site: Site, iterable: Value = (), **named: Value) -> Value:
    made = DictValue(Entries({**named}), zero())
    call(machine, method_of(made, "update"), Arguments((iterable,)), site)
    return made


@FUNCTIONS.model("collections.deque")
def _deque(machine: Machine, site: Site, iterable: Value = (), maxlen: Value = None) -> Value:
    made = new_list(())
    made.state["maxlen"] = maxlen
    call(machine, method_of(made, "extend"), Arguments((iterable,)), site)
    return made


class ChainValue(HostObject, Struct, frozen=True):
    """``collections.ChainMap``."""

    maps: tuple[Value, ...]

    def attribute(self, machine: Machine, name: str) -> Value:
        if name == "maps":
            return new_list(self.maps)
        if name == "new_child":
            return host_function(name, lambda machine, site, *rest: ChainValue((*(rest or (DictValue({}),)), *self.maps)))
        return method_of(self.merged(), name)

    def merged(self) -> DictValue:
        """All maps as one."""
        known = [m for m in self.maps if isinstance(m, DictValue)]
        state: State = {}
        for one in reversed(known):
            state.update(one.state)
        return DictValue(state, open=len(known) < len(self.maps) or any(m.open for m in known))

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        return subscript(machine, self.merged(), index, site)

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        found = self.merged()
        return None if found.open else tuple(found.state)

    def contains(self, machine: Machine, item: Value, site: Site) -> bool | None:
        return contains(machine, item, self.merged(), site)


@FUNCTIONS.model("collections.ChainMap")
def _chain_map(machine: Machine, site: Site, *maps: Value) -> Value:
    return ChainValue(maps or (DictValue({}),))
