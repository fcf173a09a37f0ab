"""System packages: apt is asked only for programs that are missing."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from commands import run, say, step
from problem import SetupError


@dataclass(frozen=True)
class Needed:
    """A program, the Debian package that brings it, and how to see that it is there."""

    program: str
    package: str
    there: Callable[[], bool]


def program(name: str, package: str) -> Needed:
    """A program that is there when its name is on the PATH."""
    return Needed(name, package, lambda: shutil.which(name) is not None)


VENV = Needed("the Python module ensurepip", "python3.11-venv", lambda: importlib.util.find_spec("ensurepip") is not None)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WORKBENCH = (
    program("g++", "build-essential"),
    program("make", "build-essential"),
    program("rg", "ripgrep"),
    Needed("a Chromium browser", "chromium", lambda: "CKPTLENS_CHROMIUM" in os.environ or any(map(shutil.which, BROWSERS))),
)


def ensure(needed: Iterable[Needed]) -> None:
    """Install the packages of the programs that are missing."""
    missing = [each for each in needed if not each.there()]
    if not missing:
        return
    packages = sorted({each.package for each in missing})
    say(f"missing on this machine: {', '.join(each.program for each in missing)}")
    by_hand = f"install {' '.join(packages)} (Debian, Ubuntu: apt-get install {' '.join(packages)}) and run make again."
    if "chromium" in packages:
        by_hand += " Any Chromium or Chrome will do: set CKPTLENS_CHROMIUM to its executable."
    apt = _apt(by_hand)
    with step(f"installing {' '.join(packages)} with apt"):
        options = ["install", "-y", "--no-install-recommends", *packages]
        run([*apt, "update"], by_hand, env={"DEBIAN_FRONTEND": "noninteractive"})
        run([*apt, *options], by_hand, env={"DEBIAN_FRONTEND": "noninteractive"})
    importlib.invalidate_caches()
    still = [each.program for each in missing if not each.there()]
    if still:
        raise SetupError(f"{', '.join(still)} is still missing after apt installed {' '.join(packages)}", by_hand)


def _apt(by_hand: str) -> list[str]:
    """The command that starts apt-get with the needed rights."""
    apt = shutil.which("apt-get")
    if apt is None:
        raise SetupError("this system has no apt-get", by_hand)
    if os.geteuid() == 0:
        return [apt]
    sudo = shutil.which("sudo")
    if sudo is None:
        raise SetupError("installing system packages needs root rights, and there is no sudo", by_hand)
    return [sudo, "-n", "--preserve-env=DEBIAN_FRONTEND", apt]


def node() -> str:
    """The path of Node 20 or later; SetupError when it is missing."""
    found, npm = shutil.which("node"), shutil.which("npm")
    remedy = "install Node 20 with npm, put it on the PATH, and run make again."
    if found is None or npm is None:
        raise SetupError(f"{'node' if found is None else 'npm'} is not on the PATH", remedy)
    version = run([found, "--version"], remedy).strip()
    if not version.startswith("v20."):
        raise SetupError(f"{Path(found)} is Node {version}, but the workbench of the tests needs Node 20", remedy)
    return version
