"""Files on disk, with the editor's open buffers laid over them."""

from __future__ import annotations

import io
import os
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SKIPPED_FOLDERS = frozenset({"__pycache__", "node_modules", "site-packages", "build", "dist"})
"""Folders without code of the user's own; so are those whose name begins with a dot."""


class Undecodable(Struct, frozen=True):
    """A file that is not Python text, and why."""

    message: str


def decode(data: bytes) -> str | Undecodable:
    """The text of a Python file as Python itself decodes it: UTF-8, or what its coding line names (PEP 263).

    Line ends stay as they are, so that offsets count what is in the file. Another encoding is never guessed.
    """
    if b"\0" in data:
        return Undecodable("is not text: it holds NUL bytes")
    try:
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        except SyntaxError:  # also raised when the first lines are not UTF-8
            data.decode()
            return Undecodable("names an encoding that Python does not know; correct the coding line at its top")
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        return Undecodable(f"is not {error.encoding} text (byte {error.start}); add a coding line or save it as UTF-8")


class FileSources(Struct, frozen=True, eq=False):
    """Source provider over absolute, ``/``-separated paths. `buffers` holds the texts of open documents by path.

    A file is read once: one provider shows one state of the disk.
    """

    buffers: Mapping[str, str] = field(default_factory=dict[str, str])
    _texts: dict[str, str | None] = field(default_factory=dict[str, "str | None"])

    def read(self, path: str) -> str | None:
        """The text of the open document, else of the file on disk."""
        if path in self.buffers:
            return self.buffers[path]
        if path not in self._texts:
            data = self.read_bytes(path)
            text = None if data is None else decode(data)
            self._texts[path] = text if isinstance(text, str) else None
        return self._texts[path]

    def is_dir(self, path: str) -> bool:
        """Whether there is a folder on disk."""
        return os.path.isdir(path)

    def read_bytes(self, path: str) -> bytes | None:
        """The bytes on disk."""
        try:
            return Path(path).read_bytes() if os.path.isfile(path) else None
        except (OSError, ValueError):
            return None

    def read_range(self, path: str, offset: int, size: int) -> bytes | None:
        """The bytes on disk from `offset`."""
        try:
            with Path(path).open("rb") as file:
                file.seek(offset)
                data = file.read(size)
        except (OSError, ValueError):
            return None
        return data if len(data) == size else None


def absolute(path: str) -> str:
    """The path from the root, ``/``-separated, symbolic links kept."""
    return os.path.abspath(path).replace(os.sep, "/")


def relative(path: str) -> str:
    """The path from the working directory, ``/``-separated; outside of it the path stays absolute."""
    try:
        found = os.path.relpath(path).replace(os.sep, "/")
    except ValueError:
        return path
    return path if found == ".." or found.startswith("../") else found


def python_files(folder: str) -> Iterator[str]:
    """The Python files below a folder in sorted order, those of virtual environments and caches left out."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in SKIPPED_FOLDERS and not _is_venv(parent, n))
        yield from (absolute(os.path.join(parent, name)) for name in sorted(names) if name.endswith(".py"))


def _is_venv(parent: str, name: str) -> bool:
    return os.path.isfile(os.path.join(parent, name, "pyvenv.cfg"))
