"""Writes the HDF5 files that Keras's ``load_weights`` reads, from the values of a checkpoint, one at a time."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ckptlens_executor.checkpoint import open_checkpoint
from ckptlens_executor.compute import check_found, computed_value
from ckptlens_executor.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckptlens_executor.job import Job


def write_h5(source: str, path: str, recipes: Sequence[Mapping[str, Any]], job: Job) -> None:
    """Write each recipe's value under its ``key`` to the new file `path`, and read it back. Raises NotProvenError where it differs."""
    tensors = open_checkpoint(source).tensors
    job.expect(2 * len(recipes))
    try:
        with h5py().File(path, "x") as file:
            for recipe in recipes:
                job.step(f"writing {recipe['key']}")
                file.create_dataset(recipe["key"], data=computed_value(source, tensors, recipe).numpy())
            # Keras 2 opens the model's own group, even if the model has no variables of its own.
            file.require_group("vars")
        with h5py().File(path, "r") as file:
            for recipe in recipes:
                job.step(f"comparing {recipe['key']}")
                check_found(source, tensors, recipe, file[recipe["key"]][()])
    except OSError as error:
        raise BadInputError(f"{path} cannot be written: {error}") from error


def h5py() -> Any:  # noqa: ANN401 - h5py has no types
    """The module `h5py`, which comes with TensorFlow. Raises BadInputError when this interpreter has none."""
    try:
        return importlib.import_module("h5py")
    except ImportError as error:
        raise BadInputError(f"h5py cannot be imported here ({error}); install it, or choose another interpreter") from error
