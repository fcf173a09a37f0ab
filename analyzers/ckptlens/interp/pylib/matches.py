"""Match objects of regular expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.computed import computed
from ckptlens.interp.host import host_function
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostObject, Value

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

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
                return host_function(name, lambda machine, site, *groups: _asked(site, found.group, groups))
            case "groups":
                return host_function(name, lambda machine, site: found.groups())
            case "groupdict":
                return host_function(name, lambda machine, site: DictValue({**found.groupdict()}))
            case "start" | "end" | "span":
                return host_function(name, lambda machine, site, *groups: _asked(site, getattr(found, name), groups))
            case _:
                return MISSING

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        return computed(site, self.match.group, index) if isinstance(index, (int, str)) else MISSING


def _asked(site: Site, method: Callable[..., object], groups: tuple[Value, ...]) -> Value:
    if not all(isinstance(g, (int, str)) for g in groups):
        return unknown("group", "a group that is not known", site)
    return computed(site, method, *groups)
