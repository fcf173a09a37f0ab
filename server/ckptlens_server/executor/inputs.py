"""Checkpoints as users name them: found, looked into, and refused with a remedy when they are something else."""

from __future__ import annotations

import re
from pathlib import Path

from ckptlens.bundle import Bundle, BundleError, read_index
from ckptlens.bundle.model import shard_suffix
from ckptlens.bundle.state import read_checkpoint_state
from ckptlens.bundle.table import MAGIC
from msgspec import Struct

_PART = re.compile(r"\.(?:index|data-\d{5}-of-\d{5}|meta)$")
_LFS = b"version https://git-lfs"
_KINDS = ((b"\x89HDF\r\n\x1a\n", "an HDF5 file (Keras weights)"), (b"PK\x03\x04", "a zip archive (.keras, .npz or PyTorch)"))
_INDEX_LIMIT = 1024 * 1024 * 1024


class InputError(Exception):
    """What the user named is no readable checkpoint; the message names the file and the remedy."""


class CheckpointInput(Struct, frozen=True):
    """A checkpoint that is there. `bundle` is None for the old V1 format, which only TensorFlow reads."""

    prefix: str
    bundle: Bundle | None


def resolve_checkpoint(name: str) -> CheckpointInput:
    """The checkpoint that `name` means: its prefix, one of its files, a SavedModel, or a folder or state file that names the latest."""
    path = Path(name)
    if path.is_dir():
        return resolve_prefix(_latest_in(path))
    if path.name == "checkpoint" and path.is_file():
        return resolve_prefix(_latest_in(path.parent))
    part = _PART.search(name)
    return resolve_prefix(name[: part.start()] if part and not Path(f"{name}.index").is_file() else name)


def resolve_prefix(prefix: str) -> CheckpointInput:
    """The checkpoint whose files begin with `prefix`, after a look at its index and at the length of its data files."""
    index = Path(f"{prefix}.index")
    if not index.is_file():
        return _without_index(prefix)
    try:
        if index.stat().st_size > _INDEX_LIMIT:
            raise InputError(f"{index} is larger than 1 GiB, which no index of a checkpoint is")
        bundle = read_index(index.read_bytes())
    except BundleError as error:
        raise InputError(f"{index} cannot be read: {error}") from error
    except OSError as error:
        raise InputError(f"{index} cannot be read: {error.strerror or error}") from error
    for shard in range(bundle.header.num_shards):
        _check_shard(Path(prefix + shard_suffix(shard, bundle.header.num_shards)), bundle.shard_size(shard))
    return CheckpointInput(prefix, bundle)


def _check_shard(path: Path, needed: int) -> None:
    if not path.is_file():
        raise InputError(f"{path} is missing; the index lists it, so copy it beside the index or fetch the checkpoint again")
    size = path.stat().st_size
    if size < needed and _begins_with(path, _LFS):
        raise InputError(f"{path} is a Git LFS pointer, not the file itself; fetch it with `git lfs pull`")
    if size < needed:
        raise InputError(f"{path} is truncated: {size} of at least {needed} bytes; copy it or fetch the checkpoint again")


def _without_index(prefix: str) -> CheckpointInput:
    path = Path(prefix)
    if path.is_file():
        return _single_file(path)
    parent, base = path.parent, path.name
    siblings = sorted(p.name for p in parent.iterdir() if p.name.startswith(base)) if base and parent.is_dir() else []
    if any(re.fullmatch(r"-\d{5}-of-\d{5}", s.removeprefix(base)) for s in siblings):
        return CheckpointInput(prefix, None)
    if any(s.startswith(f"{base}.data-") for s in siblings):
        raise InputError(f"{prefix}.index is missing, without which the data files beside it cannot be read; copy it there, too")
    offered = [s.removesuffix(".index") for s in siblings if s.endswith(".index")]
    hint = f"; did you mean {parent / offered[0]}?" if offered else "; give the prefix of its files, such as model.ckpt-1000"
    raise InputError(f"there is no checkpoint {prefix} (no {path.name}.index in {parent}){hint}")


def _single_file(path: Path) -> CheckpointInput:
    if _begins_with(path, _LFS):
        raise InputError(f"{path} is a Git LFS pointer, not the file itself; fetch it with `git lfs pull`")
    for start, kind in _KINDS:
        if _begins_with(path, start):
            raise InputError(
                f"{path} is {kind}, not a TensorFlow checkpoint; save a checkpoint with tf.train.Checkpoint in the program first"
            )
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 8))
        if file.read() == MAGIC.to_bytes(8, "little"):
            return CheckpointInput(str(path), None)
    raise InputError(f"{path} is not a TensorFlow checkpoint, or it is truncated")


def _latest_in(folder: Path) -> str:
    if (folder / "saved_model.pb").is_file() or (folder / "saved_model.pbtxt").is_file():
        return str(folder / "variables" / "variables")
    try:
        text = (folder / "checkpoint").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(_no_state(folder)) from None
    state = read_checkpoint_state(text)
    if state is None:
        raise InputError(f"{folder / 'checkpoint'} names no checkpoint; give the prefix itself")
    latest = folder / state.latest
    moved = folder / Path(state.latest.replace("\\", "/")).name
    # A folder that was moved or copied still has absolute paths of its old place in its state file.
    return str(latest if Path(f"{latest}.index").is_file() else moved)


def _no_state(folder: Path) -> str:
    found = sorted(p.name.removesuffix(".index") for p in folder.glob("*.index"))
    hint = f"; give a prefix, such as {folder / found[-1]}" if found else ", nor any .index file: there is no checkpoint in it"
    return f"{folder} is a folder without a readable `checkpoint` file{hint}"


def _begins_with(path: Path, start: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(start)) == start
