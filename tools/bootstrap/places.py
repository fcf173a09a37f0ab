"""Where things are: the project, its cache, and what the cache holds."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = (ROOT / os.environ.get("CKPTLENS_CACHE", ".cache")).resolve()
REQUIREMENTS = ROOT / "tools" / "requirements"
EXTENSION = ROOT / "vscode-extension"
SOURCES = CACHE / "sources"
STAMPS = CACHE / "stamps"


def environment_python(name: str) -> Path:
    """The interpreter of one of the project's virtual environments."""
    return CACHE / name / "bin" / "python"
