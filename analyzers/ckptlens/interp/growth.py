"""Lists and tuples that grow, within the limits of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.values import ListValue, Many, Value, put_items

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_TOO_LONG = "a list too long to follow"


def grow(machine: Machine, target: ListValue, items: tuple[Value, ...], site: Site) -> None:
    """Give a list these items. One that gets too long keeps the first and is open; the place is a gap."""
    if len(items) > machine.limits.list_items:
        machine.gap(site, _TOO_LONG)
        machine.trail.set(target.state, "open", value=True)
        items = items[: machine.limits.choice]
    longest = target.state.get("maxlen")
    if isinstance(longest, int):
        items = items[max(0, len(items) - longest) :]
    put_items(machine, target, items)


def bounded(machine: Machine, items: tuple[Value, ...], site: Site) -> Value:
    """A tuple of these items, `Many` and a gap when there are too many."""
    if len(items) <= machine.limits.list_items:
        return items
    machine.gap(site, _TOO_LONG)
    return Many(items[0])
