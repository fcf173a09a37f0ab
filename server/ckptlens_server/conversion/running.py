"""A conversion from its plan to the files in their place, and its report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens_executor.publishing import check_destination, publish, staging_folder
from msgspec import Struct

from ckptlens_server.conversion.computing import with_computed
from ckptlens_server.conversion.keras_h5 import write_h5
from ckptlens_server.conversion.writing import file_names, read_back, write_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckptlens.bundle.rewrite import Copy
    from ckptlens_executor.proof import Proof

    from ckptlens_server.conversion.how import How
    from ckptlens_server.conversion.planning import Conversion, Wish
    from ckptlens_server.conversion.source import Source
    from ckptlens_server.conversion.value_rules import Recipe


class Done(Struct, frozen=True):
    """What was done: values compared by checksum, proofs by TensorFlow, files written."""

    compared: int
    proofs: tuple[Proof, ...]
    files: tuple[str, ...]


def run_conversion(source: Source, conversion: Conversion, destination: str, how: How) -> Done:
    """Write the checkpoint and put it in its place when every value was compared. Raises RequestError; then nothing is left behind."""
    if conversion.is_h5:
        return Done(len(conversion.named), (), tuple(write_h5(source, conversion, destination, how)))
    target = check_destination(destination)
    parent, base = os.path.split(target)
    with staging_folder(target) as folder:
        staged = Path(folder, base)
        whole = with_computed(source, conversion, staged, how.computing) if how.computing and conversion.recipes else source
        new = write_files(source, whole.bundle, conversion, staged, how)
        read_back(whole, new, staged, how.check)
        if how.computing and conversion.recipes:
            how.computing.check(source, conversion, str(staged))
        proofs = how.prove(str(staged), conversion) if how.prove else []
        how.check()
        files = publish(folder, file_names(base, new.num_shards), parent)
    return Done(len(conversion.named), tuple(proofs), tuple(files))


def plan_json(source: Source, conversion: Conversion, destination: str, wish: Wish) -> dict[str, object]:
    """The plan, as ``--dry-run`` shows it."""
    recipes = {r.key: r for r in conversion.recipes}
    return {
        "source": source.prefix,
        "destination": destination,
        "to": wish.to,
        "root": conversion.root,
        "optimizer": conversion.optimizer,
        "naming": conversion.naming,
        "keys": [_copy_json(c, recipes) for c in conversion.copies],
        "added": [t.key for t in conversion.additions if not t.key.startswith("_")],
        "left_out": [item._asdict() for item in conversion.left_out],
        "notes": list(conversion.notes),
    }


def report_json(plan: Mapping[str, object], done: Done, how: How) -> dict[str, object]:
    """The plan and what came of it."""
    proofs = [p._asdict() for p in done.proofs]
    return {
        **plan,
        "data": "written" if plan["to"] == "keras-h5" else "linked" if how.link else "copied",
        "compared": done.compared,
        "restored": min((p.restored for p in done.proofs), default=0),
        "total": max((p.total for p in done.proofs), default=done.compared),
        "restored_with": " and ".join(p.api for p in done.proofs) or None,
        "proofs": proofs,
        "files": list(done.files),
    }


def _copy_json(copy: Copy, recipes: Mapping[str, Recipe]) -> dict[str, object]:
    recipe = recipes.get(copy.source)
    if recipe:
        sources = [p.source for p in recipe.parts]
        return {"source": sources[0], "sources": sources, "target": copy.target, "shape": list(recipe.shape), "change": recipe.what}
    shape: dict[str, object] = {} if copy.shape is None else {"shape": list(copy.shape)}
    return {"source": copy.source, "target": copy.target, **shape}
