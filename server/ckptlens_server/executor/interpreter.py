"""Which Python runs the executor, and why that one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TENSORFLOW_NAMES = (
    "tensorflow",
    "tensorflow_cpu",
    "tensorflow_gpu",
    "tensorflow_intel",
    "tensorflow_macos",
    "tensorflow_rocm",
    "tf_nightly",
)
"""Distributions that bring the module `tensorflow`, as their ``dist-info`` folders spell them."""


class NoInterpreterError(Exception):
    """There is no Python with TensorFlow to run; the message says where it was looked for and what to do."""


class Interpreter(Struct, frozen=True):
    """A Python executable, and the reason for choosing it in words for the user."""

    path: Path
    reason: str


def choose_interpreter(
    explicit: str | None, project: Path, environment: Mapping[str, str], *, selected: str | None = None, named: str = "it was named"
) -> Interpreter:
    """The first of: the one that the user names; with TensorFlow, the one `selected` in the editor, an environment of the project, and
    the one running now.

    Environments are looked at without starting them: ``VIRTUAL_ENV``, ``CONDA_PREFIX``, then ``.venv`` and ``venv`` in the project.
    `named` is the reason of a named one: where it was named.
    """
    if explicit:
        return Interpreter(_named(explicit), named)
    looked_at: list[str] = []
    for folder, reason in _environments(project, environment, selected):
        python = environment_python(folder)
        if python and has_tensorflow(site_packages(folder)):
            return Interpreter(python, reason)
        looked_at.append(f"{folder} ({'no TensorFlow' if python else 'no Python'})")
    if has_tensorflow([Path(p) for p in sys.path if p]):
        return Interpreter(Path(sys.executable), "ckptlens is installed beside TensorFlow")
    looked_at.append(f"{sys.executable} (no TensorFlow)")
    raise NoInterpreterError(
        "no Python with TensorFlow was found; looked at " + ", ".join(looked_at) + ". Name one with --python (in an editor: the setting "
        "for the executor's interpreter), or install TensorFlow beside ckptlens: pip install 'ckptlens[tensorflow]'"
    )


def _environments(project: Path, environment: Mapping[str, str], selected: str | None) -> Iterator[tuple[Path, str]]:
    if selected:
        yield _environment_of(Path(selected)), "it is selected in the editor, and has TensorFlow"
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if environment.get(variable):
            yield Path(environment[variable]), f"{variable} points to its environment, which has TensorFlow"
    for name in (".venv", "venv"):
        if (project / name).is_dir():
            yield project / name, f"the project's {name} has TensorFlow"


def _environment_of(python: Path) -> Path:
    """The environment's folder: above ``bin`` or ``Scripts``, or, of Conda on Windows, the one that holds the executable."""
    folder = python.parent
    return folder.parent if folder.name.lower() in {"bin", "scripts"} else folder


def _named(name: str) -> Path:
    path = Path(name).expanduser()
    if path.is_dir():
        inside = environment_python(path)
        if inside:
            return inside
    found = str(path) if path.is_file() else shutil.which(name)
    if found is None or not os.access(found, os.X_OK):
        raise NoInterpreterError(
            f"{name} is not a Python interpreter that can be run; name the executable, or the folder of its environment"
        )
    # Not resolved: the link inside an environment is what makes Python use that environment.
    return Path(found).absolute()


def environment_python(folder: Path) -> Path | None:
    """The Python of a virtual or conda environment on any platform, or None."""
    places = (folder / "bin" / "python", folder / "bin" / "python3", folder / "Scripts" / "python.exe", folder / "python.exe")
    return next((p.absolute() for p in places if p.is_file()), None)


def site_packages(folder: Path) -> list[Path]:
    """Where an environment keeps its packages."""
    return [*sorted(folder.glob("lib/python3*/site-packages")), *(p for p in [folder / "Lib" / "site-packages"] if p.is_dir())]


def has_tensorflow(folders: list[Path]) -> bool:
    """Whether one of the folders has TensorFlow installed, told by its ``dist-info``."""
    return any(next(folder.glob(f"{name}-*.dist-info"), None) for folder in folders for name in TENSORFLOW_NAMES)
