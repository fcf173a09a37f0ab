"""Published packages whose source code is analysed: fetched with pip, unpacked, never installed nor imported."""

import json
import shutil
import tempfile
from collections.abc import Iterable
from email.parser import HeaderParser
from pathlib import Path

from archives import unpack
from commands import run, step
from environments import PIP, REMEDY
from places import ROOT, SOURCES, environment_python
from problem import SetupError

MODELS = ROOT / "tests" / "corpus" / "models"
DEMO = ("gpt-2-simple==0.8.1",)


def corpus() -> list[str]:
    """The distributions that the corpus needs, each pinned."""
    return sorted({json.loads(path.read_text(encoding="utf-8"))["pypi"] for path in MODELS.glob("*.json")})


def fetch(requirements: Iterable[str]) -> None:
    """The sources of each `name==version` in SOURCES/name."""
    for requirement in requirements:
        name, _, version = requirement.partition("==")
        if _version(SOURCES / name) != version:
            with step(f"the source code of {requirement}"):
                _fetch(name, version, SOURCES / name)


def _fetch(name: str, version: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    SOURCES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SOURCES) as scratch:
        options = ["download", "--quiet", "--no-deps", "--ignore-requires-python", "--dest", scratch, f"{name}=={version}"]
        run([environment_python("dev"), *PIP, *options], REMEDY)
        # Unpacked beside the final place: an interrupted run leaves no half-filled folder that looks complete.
        part = Path(scratch) / "unpacked"
        unpack(next(path for path in Path(scratch).iterdir()), part)
        if _version(part) != version:
            raise SetupError(f"pip brought version {_version(part)} of {name}, not {version}", REMEDY)
        part.rename(folder)


def _version(folder: Path) -> str | None:
    for metadata in [*folder.glob("*.dist-info/METADATA"), *folder.glob("PKG-INFO")]:
        return HeaderParser().parsestr(metadata.read_text(encoding="utf-8", errors="replace")).get("Version")
    return None
