"""Values whose bytes change: TensorFlow computes them one at a time into a data file of their own, and compares them with the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle.model import Header, shard_suffix
from ckptlens.bundle.rewrite import Place, placed_entry
from ckptlens_executor.errors import NotProvenError
from msgspec import Struct
from msgspec.structs import replace

from ckptlens_server.conversion.checking import stored_checksum
from ckptlens_server.executor.client import Request
from ckptlens_server.executor.operations import absolute_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ckptlens_server.conversion.planning import Conversion
    from ckptlens_server.conversion.source import Source
    from ckptlens_server.conversion.value_rules import Recipe
    from ckptlens_server.executor.cancelling import Requests
    from ckptlens_server.executor.operations import OnProgress


class Computing(Struct, frozen=True):
    """The executor at work on one source."""

    client: Requests
    on_progress: OnProgress | None = None

    def write(self, source: Source, recipes: Sequence[Recipe], file: Path) -> list[int]:
        """Write the computed values one after the other to the new `file`; the bytes that each takes."""
        params = {"source": absolute_prefix(source.prefix), "file": str(file), "recipes": [_recipe_json(r) for r in recipes]}
        return self.client.request(Request("compute", params, self.on_progress))

    def write_h5(self, source: Source, recipes: Mapping[str, Recipe], file: str) -> None:
        """Write the new HDF5 `file` with a value under each key, and raise unless it holds what the recipes make of the source."""
        keyed = [{**_recipe_json(r), "key": key} for key, r in recipes.items()]
        self.client.request(
            Request("write_h5", {"source": absolute_prefix(source.prefix), "file": file, "recipes": keyed}, self.on_progress)
        )

    def check(self, source: Source, conversion: Conversion, prefix: str) -> None:
        """Raise unless each value in the checkpoint at `prefix` is what its recipe makes of the source."""
        keys = {copy.source: copy.target for copy in conversion.copies}
        recipes = [{**_recipe_json(r), "key": keys[r.key]} for r in conversion.recipes]
        params = {"source": absolute_prefix(source.prefix), "target": absolute_prefix(prefix), "recipes": recipes}
        self.client.request(Request("check", params, self.on_progress))


def with_computed(source: Source, conversion: Conversion, prefix: Path, computing: Computing) -> Source:
    """The source with one more data file, of the destination `prefix`, in which the computed values stand under their recipes' keys."""
    header = source.bundle.header
    shard = header.num_shards
    file = prefix.with_name(prefix.name + shard_suffix(shard, shard + 1 + bool(conversion.additions)))
    sizes = computing.write(source, conversion.recipes, file)
    if sum(sizes) != file.stat().st_size:
        raise NotProvenError("the computed values were not written as planned; nothing was kept")
    entries, offset = list(source.bundle.entries), 0
    with file.open("rb") as written:
        for recipe, size in zip(conversion.recipes, sizes, strict=True):
            place = Place(shard, offset, size, stored_checksum(written, size))
            entries.append(placed_entry(recipe.key, recipe.dtype, recipe.shape, place))
            offset += size
    bundle = replace(source.bundle, header=Header(shard + 1, header.producer, header.min_consumer), entries=tuple(entries))
    return replace(source, bundle=bundle)


def _recipe_json(recipe: Recipe) -> dict[str, object]:
    parts = [{"key": p.source, "axes": p.axes, "shape": p.shape, "dtype": p.dtype} for p in recipe.parts]
    return {"name": recipe.name, "parts": parts, "axis": recipe.axis, "start": recipe.start, "shape": recipe.shape}
