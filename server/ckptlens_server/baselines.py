"""Baseline files on disk."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.ide.manifests import own_settings
from ckptlens.rules.baseline import read

from ckptlens_server.files import absolute

if TYPE_CHECKING:
    from ckptlens.rules.baseline import Baseline


def baseline_at(path: str) -> Baseline | str:
    """The baseline in a file, or what is wrong with the file."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return f"{path}: the baseline cannot be read; --write-baseline {path} makes one"
    found = read(text, posixpath.dirname(absolute(path)))
    return f"{path}: is no baseline of this version; --write-baseline {path} makes one" if found is None else found


def project_baseline(root: str) -> Baseline | str | None:
    """The baseline that ``[tool.ckptlens] baseline`` of a project names, what is wrong with it, or None."""
    try:
        text = (Path(root) / "pyproject.toml").read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return None
    named = own_settings(text).get("baseline")
    return baseline_at(posixpath.join(root, named)) if isinstance(named, str) and named else None
