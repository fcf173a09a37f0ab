"""Methods of text, also of text with holes as far as the literal parts decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import Registry
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.methods.constants import constant_method
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Many, Text, Unknown, Value, is_tuple, new_list
from ckptlens.template import Hole, Template, template

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.site import Site

METHODS = Registry()
OF_HOLES = Registry()
"""Methods of text with holes alone."""


@METHODS.model("join")
def _join(machine: Machine, site: Site, separator: Text, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return unknown("joined", "text joined from an unknown number of parts", site)
    parts: list[Text] = []
    for item in items:
        if not isinstance(item, (str, Template, Unknown)) and (item is None or isinstance(item, (int, float, tuple))):
            raise ProgramError("TypeError", "sequence item: expected str instance", site.location)
        parts += [text_of(item)] if not parts else [separator, text_of(item)]
    return concatenate(parts)


def _by_part(name: str) -> None:
    """A method that changes each character by itself."""

    @OF_HOLES.model(name)
    def run(machine: Machine, site: Site, value: Template) -> Value:
        change: Callable[[str], str] = getattr(str, name)
        return template(change(p) if isinstance(p, str) else Hole(f"{p.name}.{name}()", p.reason, p.origin, p.bound) for p in value.parts)


for _name in ("lower", "upper"):
    _by_part(_name)


@OF_HOLES.model("replace")
def _replace(machine: Machine, site: Site, value: Template, old: Value, new: Value, count: Value = -1) -> Value:
    if not isinstance(old, str) or not isinstance(new, str) or len(old) != 1 or count != -1:
        return unknown("text.replace()", "a replacement in a text with holes", site)
    return template(
        p.replace(old, new) if isinstance(p, str) else Hole(f"{p.name}.replace()", p.reason, p.origin, p.bound) for p in value.parts
    )


@OF_HOLES.model("startswith")
def _startswith(machine: Machine, site: Site, value: Template, prefix: Value, *rest: Value) -> Value:
    return _at_end(site, value.parts[0], prefix, starts=True, plain=not rest)


@OF_HOLES.model("endswith")
def _endswith(machine: Machine, site: Site, value: Template, suffix: Value, *rest: Value) -> Value:
    return _at_end(site, value.parts[-1], suffix, starts=False, plain=not rest)


def _at_end(site: Site, part: str | Hole, wanted: Value, *, starts: bool, plain: bool) -> Value:
    held: list[bool | None] = []
    for one in wanted if is_tuple(wanted) else (wanted,):
        if not isinstance(one, str) or not isinstance(part, str) or not plain:
            held.append(True if one == "" else None)
            continue
        whole = part.startswith(one) if starts else part.endswith(one)
        overlap = min(len(part), len(one))
        fits = part[:overlap] == one[:overlap] if starts else part[len(part) - overlap :] == one[len(one) - overlap :]
        held.append(True if whole else None if fits and len(one) > len(part) else False)
    if True in held or None not in held:
        return True in held
    return unknown("condition", "how a text with holes begins or ends", site)


def _stripped(name: str, *, left: bool, right: bool) -> None:
    @OF_HOLES.model(name)
    def run(machine: Machine, site: Site, value: Template, chars: Value = None) -> Value:
        parts = list(value.parts)
        for place, method in ((0, "lstrip"), (-1, "rstrip")):
            part = parts[place]
            if not (left if place == 0 else right):
                continue
            cut = constant_method(part, method) if isinstance(part, str) else None
            found = getattr(part, method)(chars) if cut is not None and (chars is None or isinstance(chars, str)) else ""
            if not found:
                return unknown(f"text.{name}()", "the ends of a text with holes", site)
            parts[place] = found
        return template(parts)


_stripped("strip", left=True, right=True)
_stripped("lstrip", left=True, right=False)
_stripped("rstrip", left=False, right=True)


@OF_HOLES.model("split", "rsplit")
def _split(machine: Machine, site: Site, value: Template, sep: Value = None, maxsplit: Value = -1) -> Value:
    # A colon ends the name of an op; no name holds one, so that no hole does.
    if sep != ":" or maxsplit != -1:
        return Many(unknown("text.split()", "a part of a text with holes", site))
    found: list[list[str | Hole]] = [[]]
    for part in value.parts:
        if isinstance(part, Hole):
            found[-1].append(part)
            continue
        first, *rest = part.split(":")
        found[-1].append(first)
        for piece in rest:
            found.append([piece])
    return new_list(tuple(concatenate([template(pieces)]) for pieces in found))


def sliced(value: Template, lower: Value, upper: Value) -> Text | None:
    """``value[lower:upper]`` where both bounds lie in the literal ends; None where they do not."""
    parts = list(value.parts)
    first, last = parts[0], parts[-1]
    if upper is not None:
        if not isinstance(upper, int) or upper >= 0 or not isinstance(last, str) or len(last) < -upper:
            return None
        parts[-1] = last[:upper]
    if lower is not None and lower != 0:
        if not isinstance(lower, int) or lower < 0 or not isinstance(first, str) or len(first) < lower:
            return None
        parts[0] = first[lower:]
    return concatenate([template(parts)])
