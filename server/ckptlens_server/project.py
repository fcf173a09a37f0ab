"""What a project says of its TensorFlow stack: reads its requirement files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.ide.stack import StackChoice, detect_stack

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
"""A folder that holds one of these is a project's root."""


def project_root(path: str) -> str:
    """The nearest folder at or above `path` that looks like a project's root, else the folder of `path` itself."""
    start = Path(path) if Path(path).is_dir() else Path(path).parent
    for folder in (start, *start.parents):
        if any((folder / mark).exists() for mark in MARKS) or any(folder.glob("requirements*.txt")):
            return folder.as_posix()
    return start.as_posix()


def project_stack(root: str, sources: Iterable[str]) -> StackChoice:
    """The stack of the project at `root` whose code includes the texts `sources`."""
    folder = Path(root)
    try:
        files = sorted([*folder.glob("requirements*.txt"), *folder.glob("pyproject.toml")])
    except OSError:
        files = []
    return detect_stack({file.name: text for file in files if (text := _text(file)) is not None}, sources)


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return None
