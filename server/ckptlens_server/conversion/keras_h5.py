"""Conversions into a ``.weights.h5`` file, which h5py writes in TensorFlow's Python, one value at a time."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ckptlens_executor.errors import BadInputError
from ckptlens_executor.publishing import check_destination, publish, staging_folder

from ckptlens_server.conversion.value_rules import CASTABLE, Part, Recipe

if TYPE_CHECKING:
    from ckptlens.bundle.rewrite import Copy

    from ckptlens_server.conversion.how import How
    from ckptlens_server.conversion.planning import Conversion
    from ckptlens_server.conversion.source import Source

SUFFIX = ".weights.h5"
_STORED = (CASTABLE | {"bool"}) - {"bfloat16"}


def check_h5(source: Source, conversion: Conversion, destination: str) -> dict[str, Recipe]:
    """What to write under each key. Raises BadInputError for a name that Keras does not load, and for values that HDF5 has no type for."""
    if not destination.endswith(SUFFIX):
        raise BadInputError(f"{destination} must end in {SUFFIX}, or Keras will not load it")
    recipes = _recipes(source, conversion)
    odd = next((r for r in recipes.values() if r.dtype not in _STORED), None)
    if odd:
        raise BadInputError(f"{odd.parts[0].source} is {odd.dtype}, which HDF5 has no type for; drop it or cast it to float32 with --map")
    return recipes


def write_h5(source: Source, conversion: Conversion, destination: str, how: How) -> list[str]:
    """Write the file, compare each value in it with the source's, and move it to its place. Raises RequestError; then nothing is left."""
    recipes = check_h5(source, conversion, destination)
    target = check_destination(destination)
    parent, base = os.path.split(target)
    assert how.computing is not None
    with staging_folder(target) as folder:
        how.computing.write_h5(source, recipes, os.path.join(folder, base))
        how.check()
        return publish(folder, [base], parent)


def _recipes(source: Source, conversion: Conversion) -> dict[str, Recipe]:
    """Every value as something to compute, by its key in the file."""
    changed = {r.key: r for r in conversion.recipes}
    return {c.target: changed.get(c.source) or _as_recipe(source, c) for c in conversion.copies}


def _as_recipe(source: Source, copy: Copy) -> Recipe:
    entry = source.entries[copy.source]
    shape = entry.shape or () if copy.shape is None else copy.shape
    return Recipe(copy.target, (Part(copy.source, None, shape, entry.dtype),), shape, "")
