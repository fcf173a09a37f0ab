"""Rules of a map that change the bytes of values, and the recipes that they give for the values of one checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens_executor.errors import BadInputError
from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

_FLOATS = frozenset({"float16", "bfloat16", "float32", "float64"})
_INTEGERS = frozenset({"int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"})
CASTABLE = _FLOATS | _INTEGERS


class Transpose(Struct, frozen=True):
    """Values whose names `pattern` matches get their dimensions in the order `axes`."""

    pattern: re.Pattern[str]
    axes: tuple[int, ...]


class Cast(Struct, frozen=True):
    """Values whose names `pattern` matches get the element type `dtype`."""

    pattern: re.Pattern[str]
    dtype: str


class Split(Struct, frozen=True):
    """Values whose names `pattern` matches are cut along `axis` into `to`, of `sizes` or of equal size."""

    pattern: re.Pattern[str]
    axis: int
    to: tuple[str, ...]
    sizes: tuple[int, ...] | None = None


class Merge(Struct, frozen=True):
    """Values whose names the `parts` match, and which give the same name `to`, are joined along `axis` in the order of the parts."""

    parts: tuple[re.Pattern[str], ...]
    axis: int
    to: str


class Part(Struct, frozen=True):
    """The value of key `source`: transposed if there are `axes`, in the shape `shape`, of type `dtype`."""

    source: str
    axes: tuple[int, ...] | None
    shape: tuple[int, ...]
    dtype: str


class Recipe(Struct, frozen=True):
    """How the value called `name` is computed: its parts joined along `axis`, and of that along `axis` what begins at `start`."""

    name: str
    parts: tuple[Part, ...]
    shape: tuple[int, ...]
    what: str
    axis: int | None = None
    start: int = 0

    @property
    def key(self) -> str:
        """What stands for a key of the source, which it cannot be: records of pieces begin so."""
        return f"\0{self.name}"

    @property
    def dtype(self) -> str:
        """The element type, which all parts have."""
        return self.parts[0].dtype


class ValueRules(Struct, frozen=True):
    """The rules of a map that change bytes."""

    transposes: tuple[Transpose, ...] = ()
    casts: tuple[Cast, ...] = ()
    splits: tuple[Split, ...] = ()
    merges: tuple[Merge, ...] = ()

    def concern(self, name: str) -> bool:
        """Whether any rule is for the value of that name."""
        single = (*self.transposes, *self.casts, *self.splits)
        return any(r.pattern.fullmatch(name) for r in single) or self.merged(name) is not None

    def axes(self, name: str) -> tuple[int, ...] | None:
        """The order of dimensions that the value gets, or None."""
        return next((r.axes for r in self.transposes if r.pattern.fullmatch(name)), None)

    def dtype(self, name: str, before: str) -> str:
        """The element type of the value, which is `before` in the source. Values that have no numbers keep theirs."""
        wanted = next((r.dtype for r in self.casts if r.pattern.fullmatch(name)), before)
        if wanted == before or before not in CASTABLE:
            return before
        if before in _FLOATS and wanted in _INTEGERS:
            raise BadInputError(f"{name} is {before} and is not cast to {wanted}, which cannot hold fractions")
        return wanted

    def split(self, name: str) -> tuple[Split, re.Match[str]] | None:
        """The rule that splits the value, or None."""
        return next(((r, match) for r in self.splits if (match := r.pattern.fullmatch(name))), None)

    def merged(self, name: str) -> tuple[Merge, int, str] | None:
        """The rule that merges the value, which part of it the value is, and the name of the whole; or None."""
        found = ((r, i, match.expand(r.to)) for r in self.merges for i, p in enumerate(r.parts) if (match := p.fullmatch(name)))
        return next(found, None)


def split_recipes(rule: Split, match: re.Match[str], part: Part, what: str) -> list[Recipe]:
    """A recipe for each piece of a value. Raises BadInputError when it cannot be cut so."""
    axis = _dimension(rule.axis, part.shape, match.string)
    total, count = part.shape[axis], len(rule.to)
    sizes = rule.sizes or (total // count,) * count
    if sum(sizes) != total:
        raise BadInputError(
            f"{match.string} has the shape {list(part.shape)} and cannot be split along axis {rule.axis} into {count} parts"
        )
    starts = [sum(sizes[:i]) for i in range(count)]
    return [
        Recipe(
            match.expand(name), (part,), _with_size(part.shape, axis, size), f"{what}[{start}:{start + size}] of axis {axis}", axis, start
        )
        for name, size, start in zip(rule.to, sizes, starts, strict=True)
    ]


def merge_recipe(rule: Merge, name: str, parts: Sequence[Part | None]) -> Recipe:
    """The recipe of a joined value. Raises BadInputError when a part is not there, or does not fit to the others."""
    found = [p for p in parts if p is not None]
    if len(found) < len(rule.parts):
        lacking = ", ".join(p.pattern for p, part in zip(rule.parts, parts, strict=True) if part is None)
        raise BadInputError(f"{name} cannot be merged: nothing matches {lacking}")
    axis = _dimension(rule.axis, found[0].shape, name)
    alike = {(replace(p, source="", axes=None, shape=()), _with_size(p.shape, axis, 0) if len(p.shape) > axis else None) for p in found}
    if len(alike) > 1:
        raise BadInputError(f"{name} cannot be merged: its parts are {', '.join(f'{p.source} {p.dtype} {list(p.shape)}' for p in found)}")
    return Recipe(
        name, tuple(found), _with_size(found[0].shape, axis, sum(p.shape[axis] for p in found)), f"joined along axis {axis}", axis
    )


def _dimension(axis: int, shape: tuple[int, ...], name: str) -> int:
    if not -len(shape) <= axis < len(shape):
        raise BadInputError(f"{name} has the shape {list(shape)}, which has no axis {axis}")
    return axis % len(shape)


def _with_size(shape: tuple[int, ...], axis: int, size: int) -> tuple[int, ...]:
    return (*shape[:axis], size, *shape[axis + 1 :])
