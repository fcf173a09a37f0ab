"""Text that may hold holes: the value of a name that is known only in part.

``model/h{layer}/w`` is a `Template` of three parts. In written form a hole stands as ``{name}`` and literal
braces are doubled, as in a format string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.text import Location


class Hole(Struct, frozen=True):
    """An unknown with a name, the reason it is unknown, a bound if one is known, and the place it comes from."""

    name: str
    reason: str
    origin: Location | None = None
    bound: str | None = None


class Template(Struct, frozen=True):
    """Literal parts and holes in order. No empty and no neighbouring literal parts: use `template`."""

    parts: tuple[str | Hole, ...]

    @property
    def literal(self) -> str | None:
        """The whole text when there is no hole, else None."""
        if not self.parts:
            return ""
        only = self.parts[0]
        return only if len(self.parts) == 1 and isinstance(only, str) else None

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The holes in order; one that occurs twice is given twice."""
        return tuple(p for p in self.parts if isinstance(p, Hole))

    def __add__(self, other: Template | str) -> Template:
        return template([*self.parts, *(other.parts if isinstance(other, Template) else (other,))])

    def __str__(self) -> str:
        return "".join("{" + p.name + "}" if isinstance(p, Hole) else p.replace("{", "{{").replace("}", "}}") for p in self.parts)


def may_be_equal(left: Template | str, right: Template | str) -> bool:
    """Whether two texts can be the same when their holes are filled: neither what they start nor what they end with excludes it."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    starts, ends = (_literal_at(left, 0), _literal_at(right, 0)), (_literal_at(left, -1), _literal_at(right, -1))
    return _fit(starts[0], starts[1]) and _fit(ends[0][::-1], ends[1][::-1])


def _literal_at(text: Template | str, place: int) -> str:
    part = text if isinstance(text, str) else text.parts[place] if text.parts else ""
    return part if isinstance(part, str) else ""


def _fit(left: str, right: str) -> bool:
    return left.startswith(right) or right.startswith(left)


def template(parts: Iterable[str | Hole]) -> Template:
    """A template with neighbouring literals joined."""
    joined: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return Template(tuple(joined))
