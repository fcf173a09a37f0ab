"""How ckptlens reaches files: only through a provider that the caller passes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping


class SourceProvider(Protocol):
    """Read access to files. Paths are ``/``-separated; how they are rooted is the provider's business.

    No method raises for a file that is missing or unreadable.
    """

    def read(self, path: str) -> str | None:
        """The decoded text of a file, or None."""
        ...

    def is_dir(self, path: str) -> bool:
        """Whether there is a folder at this path."""
        ...

    def read_bytes(self, path: str) -> bytes | None:
        """The content of a file such as a checkpoint index, or None."""
        ...

    def read_range(self, path: str, offset: int, size: int) -> bytes | None:
        """A part of a file that may be large, such as the data of a checkpoint; None when it is not all there."""
        ...


class MemorySources(Struct, frozen=True):
    """Files held in memory, for tests and for unsaved editor buffers."""

    files: Mapping[str, str]
    binaries: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    def read(self, path: str) -> str | None:
        """The text of a file that is held, or None."""
        return self.files.get(path)

    def is_dir(self, path: str) -> bool:
        """Whether a file that is held lies below this path."""
        prefix = path.rstrip("/") + "/"
        return any(name.startswith(prefix) for name in (*self.files, *self.binaries))

    def read_bytes(self, path: str) -> bytes | None:
        """The content of a file that is held, a text in UTF-8, or None."""
        found = self.files.get(path)
        return self.binaries.get(path) if found is None else found.encode()

    def read_range(self, path: str, offset: int, size: int) -> bytes | None:
        """A part of a file that is held, or None."""
        data = self.read_bytes(path)
        return data[offset : offset + size] if data is not None and offset + size <= len(data) else None
