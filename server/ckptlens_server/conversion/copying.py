"""Data files in a new place: hard-linked, or copied by the kernel, which shares the blocks where the file system can."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from ckptlens_executor.errors import BadInputError

from ckptlens_server.executor.cancelling import nothing_to_check

if TYPE_CHECKING:
    from pathlib import Path

    from ckptlens_server.executor.cancelling import Check

_CHUNK = 8 * 1024 * 1024
_KERNEL_CHUNK = 128 * 1024 * 1024
_UNSUPPORTED = {errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM, errno.EBADF}


def link_file(source: Path, target: Path) -> None:
    """Make `target` another name of the file `source`. Raises BadInputError where that is impossible."""
    try:
        # The file itself and not a symbolic link to it: the link's target could be replaced later.
        os.link(os.path.realpath(source), target)
    except OSError as error:
        why = "they are on different file systems" if error.errno == errno.EXDEV else error.strerror or str(error)
        raise BadInputError(f"{source} cannot be linked to {target.parent.parent}: {why}; leave out --link to copy it") from error


def copy_file(source: Path, target: Path, check: Check = nothing_to_check) -> None:
    """Copy a file in bounded memory. `target` must not exist. `check` is called now and then."""
    with source.open("rb", buffering=0) as reading, target.open("xb", buffering=0) as writing:
        if not _copied_by_kernel(reading.fileno(), writing.fileno(), check):
            while chunk := reading.read(_CHUNK):
                check()
                view = memoryview(chunk)
                while view:
                    view = view[writing.write(view) or 0 :]


def _copied_by_kernel(reading: int, writing: int, check: Check) -> bool:
    """Whether ``copy_file_range`` did it; it fails at the first call or not at all for want of support."""
    if not hasattr(os, "copy_file_range"):
        return False
    left = os.fstat(reading).st_size
    moved = False
    while left > 0:
        check()
        try:
            count = os.copy_file_range(reading, writing, min(left, _KERNEL_CHUNK))
        except OSError as error:
            if moved or error.errno not in _UNSUPPORTED:
                raise
            return False
        if not count:
            return False
        moved, left = True, left - count
    return True
