"""Checkpoints in places that TensorFlow's file systems open (``tf.io.gfile``, 2.15 to 2.21): brought here whole, and sent there."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ckptlens_executor.errors import BadInputError
from ckptlens_executor.runtime import tensorflow

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from ckptlens_executor.job import Job

CHUNK = 8 * 1024 * 1024
"""Bytes that are in memory at a time."""


def fetch(source: str, folder: str, job: Job) -> str:
    """Copy the files of the checkpoint that `source` names to the local `folder`; its prefix there. Raises BadInputError."""
    with _readable(source):
        prefix = _prefix(source)
        files = _files(prefix)
        if not files:
            raise BadInputError(f"there is no checkpoint {prefix} (no {prefix}.index)")
        job.expect(sum(_chunks(file) for file in files))
        for file in files:
            _copy(file, os.path.join(folder, _base(file)), job)
    return prefix


def send(files: Sequence[str], prefix: str, job: Job) -> list[str]:
    """Move local files to where `prefix` is, in this order; their places there. All or none, and over nothing.

    Without files this only looks whether the place is free. Raises BadInputError.
    """
    parent = prefix.rpartition("/")[0]
    with _readable(prefix):
        taken = _files(prefix)
        if taken:
            raise BadInputError(f"{taken[0]} exists already and is never overwritten; choose another destination or move it away")
        if not files:
            return []
        _gfile().makedirs(parent)
        job.expect(sum(_chunks(file) for file in files))
        return _send_all(files, parent, job)


def _send_all(files: Sequence[str], parent: str, job: Job) -> list[str]:
    sent: list[str] = []
    try:
        for file in files:
            target = f"{parent}/{_base(file)}"
            sent.append(target)
            _copy(file, target, job)
    except BaseException:
        for target in sent:
            if _gfile().exists(target):
                _gfile().remove(target)
        raise
    return sent


@contextmanager
def _readable(place: str) -> Generator[None]:
    tf = tensorflow()
    try:
        yield
    except tf.errors.UnimplementedError as error:
        remedy = "install the package that brings it, such as tensorflow-io, or copy the files here"
        raise BadInputError(f"this TensorFlow has no file system for {place}; {remedy} ({error.message})") from error
    except (tf.errors.OpError, OSError) as error:
        raise BadInputError(f"{place} cannot be opened: {getattr(error, 'message', error)}") from error


def _gfile() -> Any:  # noqa: ANN401 - TensorFlow has no types
    return tensorflow().io.gfile


def _prefix(source: str) -> str:
    """The checkpoint that a place means: itself, one of its files, a SavedModel, or a folder that names the latest."""
    place = source.rstrip("/")
    if _gfile().isdir(place):
        if _gfile().exists(f"{place}/saved_model.pb"):
            return f"{place}/variables/variables"
        latest = tensorflow().train.latest_checkpoint(place)
        if latest is None:
            raise BadInputError(f"{source} is a folder without a readable `checkpoint` file; give a prefix inside it")
        return str(latest)
    start = place.removesuffix(".index").partition(".data-")[0]
    return start if start != place and _gfile().exists(f"{start}.index") else place


def _files(prefix: str) -> list[str]:
    """The files of a checkpoint, the index last; those of the old V1 format too."""
    data = _gfile().glob(f"{prefix}.data-?????-of-?????") + _gfile().glob(f"{prefix}-?????-of-?????")
    return sorted(data) + [file for file in (prefix, f"{prefix}.index") if _gfile().exists(file) and not _gfile().isdir(file)]


def _base(file: str) -> str:
    return os.path.basename(file.replace("\\", "/"))


def _chunks(file: str) -> int:
    return max(1, -(-_gfile().stat(file).length // CHUNK))


def _copy(source: str, target: str, job: Job) -> None:
    with _gfile().GFile(source, "rb") as reader, _gfile().GFile(target, "wb") as writer:
        for _ in range(_chunks(source)):
            job.step(f"copying {_base(source)}")
            writer.write(reader.read(CHUNK))
