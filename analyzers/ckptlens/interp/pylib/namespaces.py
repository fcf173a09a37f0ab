"""Objects that are nothing but attributes: ``argparse.Namespace`` and ``types.SimpleNamespace``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostObject, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class NamespaceValue(HostObject, Struct, eq=False):
    """A namespace; one that is open may have more attributes than are known."""

    state: State = field(default_factory=dict[object, object])
    is_open: bool = False

    def attribute(self, machine: Machine, name: str) -> Value:
        if name == "__dict__":
            return DictValue(self.state, open=self.is_open)
        found = self.state.get(name, MISSING)
        if found is MISSING and self.is_open and not name.startswith("__"):
            return unknown(name, "an argument of a command that is not known", None, callable_gap=True)
        return found

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        if name in ("__dict__", "[]"):
            return False
        machine.trail.set(self.state, name, value)
        return True

    def copied(self, state: State) -> NamespaceValue:
        """The same namespace with other attributes."""
        return NamespaceValue(state, self.is_open)

    def contains(self, machine: Machine, item: Value, site: Site) -> bool | None:
        """Whether it has an attribute of this name."""
        return item in self.state if isinstance(item, str) and not self.is_open else None


@FUNCTIONS.model("argparse.Namespace", "types.SimpleNamespace", "threading.local")
def _namespace(machine: Machine, site: Site, **named: Value) -> Value:
    return NamespaceValue({**named})
