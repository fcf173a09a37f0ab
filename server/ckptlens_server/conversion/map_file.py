r"""The rules of a ``--map`` file: TOML that says how names change.

    [[rename]]
    pattern = '(.*)/lstm_cell/weights'      # a regular expression for the whole name
    to = '\1/lstm_cell/kernel'              # what it becomes; \1 is the first group

    [[drop]]
    pattern = '.*/Adam(_1)?'

    [[reshape]]
    pattern = '.*/query/kernel'
    shape = ["d0", -1, 64]                  # of as many elements; "d0" is the size of dimension 0, -1 what is left

    [[transpose]]
    pattern = '.*/output_weights'
    axes = [1, 0]

    [[cast]]
    pattern = '.*'
    dtype = "float16"

    [[split]]
    pattern = '(.*)/qkv/kernel'
    axis = -1
    to = ['\1/query/kernel', '\1/key/kernel', '\1/value/kernel']

    [[merge]]
    parts = ['(.*)/query/kernel', '(.*)/key/kernel', '(.*)/value/kernel']
    axis = -1
    to = '\1/qkv/kernel'

Rules of a kind apply in their order. A name is dropped if any `drop` matches it; else the first `rename` that matches it applies, and the
first `reshape` that matches the name it had before; likewise `transpose` and `cast`. A value is transposed, then reshaped, then cast, then
split or merged; what is split or merged has its names from that rule and not from a `rename`.

With ``all = true`` at the top, a name that no rule matches is an error.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, cast

from ckptlens_executor.errors import BadInputError

from ckptlens_server.conversion.map_rules import MapRules, Rename, Reshape
from ckptlens_server.conversion.value_rules import CASTABLE, Cast, Merge, Split, Transpose, ValueRules

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS = {
    "rename": {"pattern", "to"},
    "drop": {"pattern"},
    "reshape": {"pattern", "shape"},
    "transpose": {"pattern", "axes"},
    "cast": {"pattern", "dtype"},
    "split": {"pattern", "axis", "to"},
    "merge": {"parts", "axis", "to"},
}
_OPTIONAL = {"split": {"sizes"}}


def parse_map(text: str, origin: str) -> MapRules:
    """The rules in the text of a map file. Raises BadInputError, which names the file `origin` and the rule."""
    try:
        content = cast("Mapping[str, object]", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(f"{origin} is not TOML: {error}") from error
    for kind in content.keys() - {*_KINDS, "all"}:
        raise BadInputError(f"{origin}: {kind!r} is none of {', '.join(_KINDS)}")
    tables = {kind: _tables(content.get(kind, []), kind, origin) for kind in _KINDS}
    return MapRules(
        tuple(Rename(_pattern(t, origin), _replacement(t, origin)) for t in tables["rename"]),
        tuple(_pattern(t, origin) for t in tables["drop"]),
        tuple(Reshape(_pattern(t, origin), _shape(t, origin)) for t in tables["reshape"]),
        content.get("all") is True,
        _values(tables, origin),
    )


def _values(tables: Mapping[str, list[Mapping[str, object]]], origin: str) -> ValueRules:
    return ValueRules(
        tuple(Transpose(_pattern(t, origin), _axes(t, origin)) for t in tables["transpose"]),
        tuple(Cast(_pattern(t, origin), _dtype(t, origin)) for t in tables["cast"]),
        tuple(Split(_pattern(t, origin), _axis(t, origin), _names(t, "to", origin), _sizes(t, origin)) for t in tables["split"]),
        tuple(_merge(t, origin) for t in tables["merge"]),
    )


def _tables(value: object, kind: str, origin: str) -> list[Mapping[str, object]]:
    found = cast("list[object]", value) if isinstance(value, list) else [None]
    tables = [cast("Mapping[str, object]", t) for t in found if isinstance(t, dict)]
    if len(tables) < len(found) or any(set(t) - _OPTIONAL.get(kind, set()) != _KINDS[kind] for t in tables):
        raise BadInputError(f"{origin}: each [[{kind}]] needs {' and '.join(sorted(_KINDS[kind]))}, and nothing else")
    return tables


def _pattern(table: Mapping[str, object], origin: str) -> re.Pattern[str]:
    return _compiled(str(table["pattern"]), origin)


def _compiled(pattern: str, origin: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise BadInputError(f"{origin}: {pattern!r} is no regular expression: {error}") from error


def _replacement(table: Mapping[str, object], origin: str) -> str:
    return _checked(str(table["to"]), _pattern(table, origin), origin)


def _checked(to: str, pattern: re.Pattern[str], origin: str) -> str:
    groups = [int(g) for g in re.findall(r"\\(\d+)", to)]
    if any(g > pattern.groups for g in groups):
        raise BadInputError(f"{origin}: {to!r} refers to a group that {pattern.pattern!r} does not have")
    return to


def _shape(table: Mapping[str, object], origin: str) -> tuple[int | str, ...]:
    value = table["shape"]
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    if not all((type(i) is int and i >= -1) or (isinstance(i, str) and re.fullmatch(r"d\d{1,3}", i)) for i in items):
        raise BadInputError(f'{origin}: shape must be a list of sizes, -1 and dimensions such as "d0", not {value!r}')
    return tuple(cast("list[int | str]", items))


def _axes(table: Mapping[str, object], origin: str) -> tuple[int, ...]:
    axes = _integers(table["axes"])
    if axes is None or sorted(axes) != list(range(len(axes))):
        raise BadInputError(f"{origin}: axes must name each dimension once, such as [1, 0], not {table['axes']!r}")
    return axes


def _axis(table: Mapping[str, object], origin: str) -> int:
    axis = table["axis"]
    if type(axis) is not int:
        raise BadInputError(f"{origin}: axis must be the number of a dimension, or -1 for the last, not {axis!r}")
    return axis


def _dtype(table: Mapping[str, object], origin: str) -> str:
    dtype = str(table["dtype"])
    if dtype not in CASTABLE:
        raise BadInputError(f"{origin}: dtype must be one of {', '.join(sorted(CASTABLE))}, not {dtype!r}")
    return dtype


def _sizes(table: Mapping[str, object], origin: str) -> tuple[int, ...] | None:
    sizes = _integers(table["sizes"]) if "sizes" in table else None
    if "sizes" in table and (sizes is None or min(sizes, default=0) < 0 or len(sizes) != len(_names(table, "to", origin))):
        raise BadInputError(f"{origin}: sizes must be one number for each name in `to`, not {table['sizes']!r}")
    return sizes


def _integers(value: object) -> tuple[int, ...] | None:
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    return tuple(cast("list[int]", items)) if all(type(i) is int for i in items) else None


def _names(table: Mapping[str, object], field: str, origin: str) -> tuple[str, ...]:
    value = table[field]
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    if not items or not all(isinstance(i, str) and i for i in items):
        raise BadInputError(f"{origin}: {field} must be a list of names, not {value!r}")
    names = tuple(str(i) for i in items)
    return names if field == "parts" else tuple(_checked(name, _pattern(table, origin), origin) for name in names)


def _merge(table: Mapping[str, object], origin: str) -> Merge:
    parts = tuple(_compiled(part, origin) for part in _names(table, "parts", origin))
    for part in parts:
        _checked(str(table["to"]), part, origin)
    return Merge(parts, _axis(table, origin), str(table["to"]))
