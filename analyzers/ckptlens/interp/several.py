"""Iterating over one of several values: over each on a path of its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.branching import Alternative, one_of
from ckptlens.interp.iteration import can_have_items
from ckptlens.interp.unknown import unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Flow, Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Choice, Value


def over_each(machine: Machine, iterables: Choice, run: Callable[[Value], Flow], site: Site) -> Flow:
    """Run a loop over each of the values that can be iterated: the others are those of paths that do not come here."""
    possible = [(v, when) for v, when in iterables.alternatives if can_have_items(v)]
    if not possible:
        return run(unknown("value", "a value that cannot be iterated", site))
    if len(possible) == 1:
        return run(possible[0][0])
    numbered = enumerate(possible, start=1)
    return one_of(machine, [Alternative(when, f"value {n} is looped over", partial(run, value)) for n, (value, when) in numbered])
