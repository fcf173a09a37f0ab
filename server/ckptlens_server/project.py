"""What a project says of its TensorFlow stack: reads its manifests and what is installed beside it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ckptlens.ide.manifests import own_settings, table
from ckptlens.ide.stack import StackChoice, detect_stack

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
"""A folder that holds one of these is a project's root."""

MANIFESTS = (
    "requirements*.txt",
    "constraints*.txt",
    "pyproject.toml",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "Pipfile",
    "Pipfile.lock",
    "setup.cfg",
    "setup.py",
    "environment.yml",
    "environment.yaml",
    ".env",
)
ENVIRONMENTS = (".venv/lib/python*/site-packages", "venv/lib/python*/site-packages", ".venv/Lib/site-packages", "venv/Lib/site-packages")
"""Where a project's own environment keeps its distributions, which are read and never imported."""
INSTALLED = "tensorflow*-[0-9]*.dist-info/METADATA"


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
        files = sorted(file for pattern in MANIFESTS for file in folder.glob(pattern) if file.is_file())
        files += sorted(file for pattern in ENVIRONMENTS for file in folder.glob(f"{pattern}/{INSTALLED}"))
    except OSError:
        files = []
    return detect_stack({_name(file): text for file in files if (text := _text(file)) is not None}, sources)


def project_entries(root: str) -> tuple[str, ...]:
    """The entries that ``[tool.ckptlens] entries`` of a project names."""
    listed = own_settings(_text(Path(root) / "pyproject.toml") or "").get("entries")
    return tuple(e for e in cast("list[object]", listed) if isinstance(e, str)) if isinstance(listed, list) else ()


def project_assumptions(root: str) -> tuple[tuple[str, str], ...]:
    """The holes that ``[tool.ckptlens.assume]`` of a project gives values for, each with a Python literal."""
    given = table(own_settings(_text(Path(root) / "pyproject.toml") or "").get("assume"))
    return tuple((name, _literal(value)) for name, value in given.items())


def _literal(value: object) -> str:
    """A text is the literal itself when it is one (``"(1, 16)"``, ``"None"``), else a text."""
    if not isinstance(value, str):
        return repr(value)
    try:
        ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return repr(value)
    return value


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}" if file.name == "METADATA" else file.name


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return None
