"""What the rules of a ``--map`` say of a name; `map_file` reads them."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from ckptlens_executor.errors import BadInputError
from msgspec import Struct, field

from ckptlens_server.conversion.value_rules import ValueRules

if TYPE_CHECKING:
    import re


class Rename(Struct, frozen=True):
    """Names that `pattern` matches in whole become `to`."""

    pattern: re.Pattern[str]
    to: str


class Reshape(Struct, frozen=True):
    """Values whose names `pattern` matches in whole get `shape`: sizes, -1 for what is left, or a dimension of the old shape."""

    pattern: re.Pattern[str]
    shape: tuple[int | str, ...]


class MapRules(Struct, frozen=True):
    """All rules of a file."""

    renames: tuple[Rename, ...] = ()
    drops: tuple[re.Pattern[str], ...] = ()
    reshapes: tuple[Reshape, ...] = ()
    covers_all: bool = False
    values: ValueRules = field(default_factory=ValueRules)

    def target(self, name: str) -> str | None:
        """What `name` becomes; None when it is dropped."""
        if any(p.fullmatch(name) for p in self.drops):
            return None
        for rule in self.renames:
            if match := rule.pattern.fullmatch(name):
                return match.expand(rule.to)
        if self.covers_all and not self._has_value_rule(name):
            raise BadInputError(f"no rule of the map matches {name!r}, and the map says `all = true`")
        return name

    def _has_value_rule(self, name: str) -> bool:
        return self.values.concern(name) or any(rule.pattern.fullmatch(name) for rule in self.reshapes)

    def shape(self, name: str, before: tuple[int, ...]) -> tuple[int, ...] | None:
        """The new shape of the value called `name`, or None. Raises BadInputError when it has not as many elements as `before`."""
        wanted = next((rule.shape for rule in self.reshapes if rule.pattern.fullmatch(name)), None)
        if wanted is None:
            return None
        sizes = [_size(item, before) for item in wanted]
        known = prod(size for size in sizes if size >= 0)
        shape = tuple(prod(before) // known if size < 0 < known else size for size in sizes)
        if sizes.count(-1) > 1 or min(shape, default=0) < 0 or prod(shape) != prod(before):
            raise BadInputError(f"{name} has the shape {list(before)} and cannot be given the shape {list(wanted)}")
        return shape


def _size(item: int | str, before: tuple[int, ...]) -> int:
    """The size that an item of a rule's shape stands for; -2 for a dimension that is not there."""
    if isinstance(item, int):
        return item
    place = int(item.removeprefix("d"))
    return before[place] if place < len(before) else -2
