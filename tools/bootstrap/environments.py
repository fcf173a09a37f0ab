"""Virtual environments, made from the exact versions in tools/requirements/."""

import shutil
import sys
from pathlib import Path

import system
from commands import run, step
from places import CACHE, REQUIREMENTS, ROOT, environment_python
from problem import SetupError
from stamps import fingerprint, forget, is_done, mark_done

PIP = ("-m", "pip", "--disable-pip-version-check")
REMEDY = "check that pip can reach its package index (pip config list shows which), then run make again."


def development() -> None:
    """The environment with the project itself, editable, and the tools that check it."""
    packages = fingerprint([REQUIREMENTS / "dev.txt"], sys.version)
    project = fingerprint([ROOT / "pyproject.toml"], packages, str(ROOT))
    if not _is_ready("dev", packages):
        forget("project")
        _install("dev", "the development environment")
        mark_done("dev", packages)
    if is_done("project", project):
        return
    with step("installing ckptlens itself"):
        run([environment_python("dev"), *PIP, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT], REMEDY)
    mark_done("project", project)


def tensorflow(name: str, about: str) -> None:
    """An environment with TensorFlow, which needs Python 3.11: TensorFlow 2.15 knows no later one."""
    if sys.version_info[:2] != (3, 11):
        raise SetupError(
            f"this is Python {sys.version_info[0]}.{sys.version_info[1]}, for which TensorFlow 2.15 has no package",
            "install Python 3.11 and run make again, or name it: make PYTHON=/path/to/python3.11",
        )
    wanted = fingerprint([REQUIREMENTS / f"{name}.txt"], sys.version)
    if not _is_ready(name, wanted):
        _install(name, about)
        mark_done(name, wanted)


def _is_ready(name: str, wanted: str) -> bool:
    return is_done(name, wanted) and environment_python(name).exists()


def _install(name: str, about: str) -> None:
    system.ensure([system.VENV])
    forget(name)
    folder, pins = CACHE / name, REQUIREMENTS / f"{name}.txt"
    with step(f"{about}: {_count(pins)} packages into {_shown(folder)}"):
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "venv", folder], f"see the lines above; delete {_shown(folder)} and run make again.")
        run([environment_python(name), *PIP, "install", "--quiet", "--no-deps", "--requirement", pins], REMEDY)


def _count(pins: Path) -> int:
    return sum("==" in line for line in pins.read_text(encoding="utf-8").split("\n"))


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()
