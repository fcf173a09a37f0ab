r"""The rules of a ``--map`` file: TOML that says how names change.

    [[rename]]
    pattern = '(.*)/lstm_cell/weights'      # a regular expression for the whole name
    to = '\1/lstm_cell/kernel'              # what it becomes; \1 is the first group

    [[drop]]
    pattern = '.*/Adam(_1)?'

    [[reshape]]
    pattern = '.*/query/kernel'
    shape = ["d0", -1, 64]                  # of as many elements; "d0" is the size of dimension 0, -1 what is left

Rules of a kind apply in their order. A name is dropped if any `drop` matches it; else the first `rename` that matches it applies, and the
first `reshape` that matches the name it had before. With ``all = true`` at the top, a name that no rule matches is an error.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, cast

from ckptlens_executor.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS = {"rename": {"pattern", "to"}, "drop": {"pattern"}, "reshape": {"pattern", "shape"}}
_BYTES_CHANGE = {"transpose", "split", "merge", "cast"}


@dataclass(frozen=True, slots=True)
class Rename:
    """Names that `pattern` matches in whole become `to`."""

    pattern: re.Pattern[str]
    to: str


@dataclass(frozen=True, slots=True)
class Reshape:
    """Values whose names `pattern` matches in whole get `shape`: sizes, -1 for what is left, or a dimension of the old shape."""

    pattern: re.Pattern[str]
    shape: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class MapRules:
    """All rules of a file."""

    renames: tuple[Rename, ...] = ()
    drops: tuple[re.Pattern[str], ...] = ()
    reshapes: tuple[Reshape, ...] = ()
    covers_all: bool = False

    def target(self, name: str) -> str | None:
        """What `name` becomes; None when it is dropped."""
        if any(p.fullmatch(name) for p in self.drops):
            return None
        for rule in self.renames:
            if match := rule.pattern.fullmatch(name):
                return match.expand(rule.to)
        if self.covers_all and not any(rule.pattern.fullmatch(name) for rule in self.reshapes):
            raise BadInputError(f"no rule of the map matches {name!r}, and the map says `all = true`")
        return name

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


def parse_map(text: str, origin: str) -> MapRules:
    """The rules in the text of a map file. Raises BadInputError, which names the file `origin` and the rule."""
    try:
        content = cast("Mapping[str, object]", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(f"{origin} is not TOML: {error}") from error
    for kind in content.keys() - {*_KINDS, "all"}:
        why = "changes bytes, which is not supported yet" if kind in _BYTES_CHANGE else f"is none of {', '.join(_KINDS)}"
        raise BadInputError(f"{origin}: {kind!r} {why}")
    tables = {kind: _tables(content.get(kind, []), kind, origin) for kind in _KINDS}
    return MapRules(
        tuple(Rename(_pattern(t, origin), _replacement(t, origin)) for t in tables["rename"]),
        tuple(_pattern(t, origin) for t in tables["drop"]),
        tuple(Reshape(_pattern(t, origin), _shape(t, origin)) for t in tables["reshape"]),
        content.get("all") is True,
    )


def _tables(value: object, kind: str, origin: str) -> list[Mapping[str, object]]:
    found = cast("list[object]", value) if isinstance(value, list) else [None]
    tables = [cast("Mapping[str, object]", t) for t in found if isinstance(t, dict)]
    if len(tables) < len(found) or any(set(t) != _KINDS[kind] for t in tables):
        raise BadInputError(f"{origin}: each [[{kind}]] needs {' and '.join(sorted(_KINDS[kind]))}, and nothing else")
    return tables


def _pattern(table: Mapping[str, object], origin: str) -> re.Pattern[str]:
    try:
        return re.compile(str(table["pattern"]))
    except re.error as error:
        raise BadInputError(f"{origin}: {table['pattern']!r} is no regular expression: {error}") from error


def _replacement(table: Mapping[str, object], origin: str) -> str:
    to, pattern = str(table["to"]), _pattern(table, origin)
    groups = [int(g) for g in re.findall(r"\\(\d+)", to)]
    if any(g > pattern.groups for g in groups):
        raise BadInputError(f"{origin}: {to!r} refers to a group that {table['pattern']!r} does not have")
    return to


def _shape(table: Mapping[str, object], origin: str) -> tuple[int | str, ...]:
    value = table["shape"]
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    if not all((type(i) is int and i >= -1) or (isinstance(i, str) and re.fullmatch(r"d\d{1,3}", i)) for i in items):
        raise BadInputError(f'{origin}: shape must be a list of sizes, -1 and dimensions such as "d0", not {value!r}')
    return tuple(cast("list[int | str]", items))
