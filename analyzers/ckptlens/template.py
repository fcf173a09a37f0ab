"""Text that may hold holes: the value of a name that is known only in part.

``model/h{layer}/w`` is a `Template` of three parts. In written form a hole stands as ``{name}`` and literal
braces are doubled, as in a format string.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.text import Location


@dataclass(frozen=True, slots=True)
class Hole:
    """An unknown with a name, the reason it is unknown, a bound if one is known, and the place it comes from."""

    name: str
    reason: str
    origin: Location | None = None
    bound: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
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


def template(parts: Iterable[str | Hole]) -> Template:
    """A template with neighbouring literals joined."""
    joined: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return Template(tuple(joined))
