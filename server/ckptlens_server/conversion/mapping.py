"""What a map makes of the values of a checkpoint: copies under other names and shapes, recipes for values whose bytes change, and drops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle.rewrite import Copy
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.plan import LeftOut
from msgspec import Struct, field

from ckptlens_server.conversion.value_rules import CASTABLE, Merge, Part, Recipe, merge_recipe, split_recipes

if TYPE_CHECKING:
    from ckptlens.bundle import Entry
    from ckptlens_executor.plan import Plan

    from ckptlens_server.conversion.map_rules import MapRules
    from ckptlens_server.conversion.source import Source


class Mapped(Struct):
    """The values under their new names; copies of recipes have the recipe's key as their source."""

    copies: list[Copy] = field(default_factory=list[Copy])
    recipes: list[Recipe] = field(default_factory=list[Recipe])
    dropped: list[LeftOut] = field(default_factory=list[LeftOut])


def map_values(source: Source, plan: Plan, rules: MapRules) -> Mapped:
    """What becomes of each value of the plan. Raises BadInputError when a rule does not fit to a value."""
    entries, mapped = source.entries, Mapped()
    merges: dict[tuple[int, str], tuple[Merge, list[Part | None]]] = {}
    for move in plan.moves:
        target = rules.target(move.target)
        if target is None:
            mapped.dropped.append(LeftOut(move.source, "is dropped by the map"))
        elif not target:
            raise BadInputError(f"the map gives {move.target!r} an empty name")
        elif merged := rules.values.merged(move.target):
            rule, place, whole = merged
            _, parts = merges.setdefault((id(rule), whole), (rule, [None] * len(rule.parts)))
            if parts[place] is not None:
                raise BadInputError(f"{whole} cannot be merged: {move.target} and another value are both its part {place + 1}")
            parts[place] = _part(entries[move.source], move.target, rules)
        else:
            _add_single(mapped, entries[move.source], move.target, target, rules)
    for (_, whole), (rule, parts) in merges.items():
        _add(mapped, merge_recipe(rule, whole, parts))
    return mapped


def _add_single(mapped: Mapped, entry: Entry, name: str, target: str, rules: MapRules) -> None:
    """A value that is not merged: its pieces, itself with other bytes, or a copy."""
    part, split = _part(entry, name, rules), rules.values.split(name)
    if split:
        for recipe in split_recipes(*split, part, _changes(entry, part)):
            _add(mapped, recipe)
    elif part.axes or part.dtype != entry.dtype:
        _add(mapped, Recipe(target, (part,), part.shape, _changes(entry, part).rstrip(", ")))
    else:
        mapped.copies.append(Copy(entry.key, target, _new_shape(entry, rules.shape(name, entry.shape or ()))))


def _new_shape(entry: Entry, shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
    if shape is not None and (entry.slices or entry.shape is None):
        raise BadInputError(f"{entry.key} is stored in slices, or without a fixed shape, and cannot be given another shape")
    return shape


def _add(mapped: Mapped, recipe: Recipe) -> None:
    mapped.recipes.append(recipe)
    mapped.copies.append(Copy(recipe.key, recipe.name))


def _part(entry: Entry, name: str, rules: MapRules) -> Part:
    """The value as the rules for single values make it."""
    before, axes = entry.shape or (), rules.values.axes(name)
    if axes is not None and len(axes) != len(before):
        raise BadInputError(f"{name} has the shape {list(before)} and cannot be transposed to {list(axes)}")
    if rules.values.concern(name) and (entry.shape is None or entry.dtype not in {*CASTABLE, "bool"}):
        axes = None if entry.shape is None else axes
        if axes or rules.values.split(name) or rules.values.merged(name):
            raise BadInputError(f"{name} has the type {entry.dtype}, whose values cannot be taken apart")
    turned = tuple(before[a] for a in axes) if axes else before
    return Part(entry.key, axes, rules.shape(name, turned) or turned, rules.values.dtype(name, entry.dtype))


def _changes(entry: Entry, part: Part) -> str:
    """What happens to a single value, in words, to go before what happens next."""
    turned = tuple((entry.shape or ())[a] for a in part.axes) if part.axes else entry.shape
    steps = [
        f"transposed to {list(part.axes)}" if part.axes else "",
        f"reshaped to {list(part.shape)}" if part.shape != turned else "",
        f"cast to {part.dtype}" if part.dtype != entry.dtype else "",
    ]
    return "".join(f"{step}, " for step in steps if step)
