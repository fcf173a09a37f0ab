"""The keys of what a save wrote, in whichever format."""

from __future__ import annotations

import importlib
import io
import os
import zipfile
from typing import Any, NamedTuple


class Key(NamedTuple):
    """A key with the dtype and the shape of its value."""

    key: str
    dtype: str
    shape: list[int]


def list_keys(path: str) -> list[Key]:
    """The keys of a checkpoint's prefix, a SavedModel's folder, an HDF5 or a .keras file, sorted."""
    if os.path.isdir(path):
        variables = os.path.join(path, "variables", "variables")
        return _checkpoint(variables) if os.path.exists(variables + ".index") else []
    if not os.path.isfile(path) or not path.endswith((".h5", ".hdf5", ".keras")):
        return _checkpoint(path)
    if not zipfile.is_zipfile(path):
        return _hdf5(path)
    with zipfile.ZipFile(path) as archive:
        return _hdf5(io.BytesIO(archive.read("model.weights.h5")))


def _checkpoint(prefix: str) -> list[Key]:
    reader: Any = importlib.import_module("tensorflow.python.training.py_checkpoint_reader").NewCheckpointReader(prefix)
    as_dtype: Any = importlib.import_module("tensorflow.python.framework.dtypes").as_dtype
    shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    return [Key(key, as_dtype(dtypes[key]).name, [int(size) for size in shapes[key]]) for key in sorted(shapes)]


def _hdf5(file: str | io.BytesIO) -> list[Key]:
    h5py: Any = importlib.import_module("h5py")
    found: list[Key] = []

    def visit(name: str, item: Any) -> None:  # noqa: ANN401 - h5py has no types
        if isinstance(item, h5py.Dataset):
            found.append(Key(name, str(item.dtype), [int(size) for size in item.shape]))

    with h5py.File(file, "r") as handle:
        handle.visititems(visit)
    return sorted(found)
