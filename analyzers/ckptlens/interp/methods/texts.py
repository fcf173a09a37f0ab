"""Methods of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import Registry
from ckptlens.interp.iteration import iterate
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Many, Text, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

METHODS = Registry()


@METHODS.model("join")
def _join(machine: Machine, site: Site, separator: Text, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return unknown("joined", "text joined from an unknown number of parts", site)
    parts: list[Text] = []
    for item in items:
        parts += [text_of(item)] if not parts else [separator, text_of(item)]
    return concatenate(parts)
