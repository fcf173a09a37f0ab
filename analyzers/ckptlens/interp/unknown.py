"""Making unknowns: values with a name, a reason and a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Site
from ckptlens.interp.values import Choice, Unknown, Value
from ckptlens.template import Hole

if TYPE_CHECKING:
    from ckptlens.text import Location

INDEX = "#index"
"""Name of a hole that counts loop turns; it takes the name of the loop's variable when that is bound."""


_LONGEST = 80
"""Characters of a name: one that is computed from another in every turn of a loop would double in each."""


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def unknown(name: str, reason: str, site: Site | Location | None, *, callable_gap: bool = False) -> Unknown:
    """A fresh unknown."""
    origin = site.location if isinstance(site, Site) else site
    return Unknown(Hole(_short(name), reason, origin), callable_gap=callable_gap)


def derived(value: Value, suffix: str, reason: str, site: Site | None) -> Unknown:
    """An unknown that follows from another one: ``hparams`` gives ``hparams.n_layer``."""
    if isinstance(value, Unknown):
        hole = Hole(_short(value.hole.name + suffix), reason, value.hole.origin or (site.location if site is not None else None))
        return Unknown(hole, callable_gap=value.callable_gap, pure=value.pure)
    return unknown("value" + suffix, reason, site)


def is_unknown(value: Value) -> bool:
    """Whether nothing definite is known of the value itself."""
    return isinstance(value, (Unknown, Choice))
