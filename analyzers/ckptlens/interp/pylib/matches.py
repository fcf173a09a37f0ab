"""Match objects of regular expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import DictValue, HostObject, Value

if TYPE_CHECKING:
    import re

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class MatchValue(HostObject):
    """A match of constants."""

    __slots__ = ("match",)

    def __init__(self, match: re.Match[str]) -> None:
        self.match = match

    def attribute(self, machine: Machine, name: str) -> Value:
        found = self.match
        match name:
            case "group":
                return host_function(name, lambda machine, site, *groups: found.group(*(g for g in groups if isinstance(g, (int, str)))))
            case "groups":
                return host_function(name, lambda machine, site: found.groups())
            case "groupdict":
                return host_function(name, lambda machine, site: DictValue({**found.groupdict()}))
            case "start" | "end" | "span":
                return host_function(name, lambda machine, site, *group: getattr(found, name)(*group))
            case _:
                return MISSING

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        return self.match[index] if isinstance(index, (int, str)) else MISSING
