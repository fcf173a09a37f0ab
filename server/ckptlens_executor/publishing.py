"""Where a checkpoint is written until it is proven, and how it gets to its place: whole, last of all, and over nothing."""

from __future__ import annotations

import errno
import glob
import os
import platform
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ckptlens_executor.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EMLINK, errno.EACCES, errno.EINVAL}


def check_destination(prefix: str) -> str:
    """The destination as an absolute prefix. Raises BadInputError when it cannot be one, or when something is there already.

    What a killed conversion left there is removed.
    """
    path = os.path.abspath(prefix)
    base = os.path.basename(path)
    if prefix.endswith(("/", os.sep)) or os.path.isdir(path):
        raise BadInputError(f"{prefix} is a folder; give a prefix inside it, such as {os.path.join(prefix, 'model.ckpt')}")
    if base.endswith(".index") or ".data-" in base:
        raise BadInputError(f"{prefix} is the name of a checkpoint's file; give the prefix, without .index or .data-...")
    clear_remains(path)
    present = [p for p in (path, f"{path}.index", *glob.glob(f"{glob.escape(path)}.data-*")) if os.path.lexists(p)]
    if present:
        raise BadInputError(f"{present[0]} exists already and is never overwritten; choose another destination or move it away")
    return path


@contextmanager
def staging_folder(prefix: str) -> Generator[str]:
    """A folder beside the destination that is gone afterwards, whatever happens; so are parents that were made for it in vain."""
    parent, base = os.path.split(prefix)
    made = _make_parents(parent)
    folder = staging_name(parent, base, os.getpid())
    try:
        os.mkdir(folder)
        yield folder
    except OSError as error:
        raise BadInputError(f"cannot write to {parent}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _remove_empty(made)


def staging_name(parent: str, base: str, pid: int) -> str:
    """The folder that the process `pid` writes `base` in; a client that had to kill the process removes it by this name."""
    return f"{_staging_start(parent, base)}{pid}"


def _staging_start(parent: str, base: str) -> str:
    host = re.sub(r"\W", "_", platform.node())
    return os.path.join(parent, f".{base}.ckptlens-{host}-")


def clear_remains(prefix: str) -> None:
    """Remove what conversions to this prefix left that were killed on this machine: their folders, and data files without an index.

    A data file is theirs if it is another name of one in the folder, which it is until the conversion is done.
    """
    start = _staging_start(*os.path.split(prefix))
    for folder in glob.glob(f"{glob.escape(start)}*"):
        number = folder[len(start) :]
        if not number.isdigit() or _is_running(int(number)):
            continue
        for name in [] if os.path.lexists(f"{prefix}.index") else [n for n in os.listdir(folder) if ".data-" in n]:
            moved = os.path.join(os.path.dirname(prefix), name)
            if os.path.lexists(moved) and os.path.samefile(moved, os.path.join(folder, name)):
                os.unlink(moved)
        shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    """Whether there is a process of that id; always on Windows, where asking would end it."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def publish(folder: str, names: list[str], parent: str) -> list[str]:
    """Move the files from `folder` to `parent` in the given order; the paths there. All or none: a failure takes back what was moved."""
    done: list[str] = []
    try:
        for name in names:
            target = os.path.join(parent, name)
            _move_to_free_place(os.path.join(folder, name), target)
            done.append(target)
    except BaseException:
        for path in reversed(done):
            os.unlink(path)
        raise
    return done


def _move_to_free_place(source: str, target: str, link: Callable[[str, str], None] = os.link) -> None:
    """Move a file. A hard link fails if the target came into being meanwhile, where a rename would replace it silently."""
    try:
        link(source, target)
    except FileExistsError:
        raise BadInputError(f"{target} came into being during the conversion; nothing was written") from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise BadInputError(f"{target} came into being during the conversion; nothing was written") from None
        os.rename(source, target)


def _make_parents(parent: str) -> list[str]:
    missing: list[str] = []
    while not os.path.isdir(parent):
        missing.append(parent)
        parent = os.path.dirname(parent)
    try:
        for folder in reversed(missing):
            os.mkdir(folder)
    except OSError as error:
        _remove_empty(missing)
        raise BadInputError(f"cannot make the folder {missing[0]}: {error.strerror or error}") from error
    return missing


def _remove_empty(folders: list[str]) -> None:
    for folder in folders:
        try:
            os.rmdir(folder)
        except OSError:
            return
