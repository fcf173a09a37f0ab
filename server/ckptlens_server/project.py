"""What a project says of its TensorFlow stack: reads its manifests and what is installed beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from ckptlens.ide.manifests import own_settings
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


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}" if file.name == "METADATA" else file.name


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return None
