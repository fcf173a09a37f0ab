"""What the extension and its tests in a real VS Code workbench need."""

import subprocess

import system
from commands import run, step
from places import CACHE, EXTENSION, ROOT
from problem import SetupError
from stamps import fingerprint, forget, is_done, mark_done

REMEDY = "check that npm can reach its registry (npm config get registry shows which), then run make again."


def extension() -> None:
    """The Node packages of the extension, exactly as its lock file says."""
    wanted = fingerprint([EXTENSION / "package-lock.json"], system.node())
    if is_done("extension", wanted) and (EXTENSION / "node_modules").is_dir():
        return
    forget("extension")
    with step("the Node packages of the extension"):
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], REMEDY, cwd=EXTENSION)
    mark_done("extension", wanted)


def workbench() -> None:
    """VS Code in a browser, and the browser. The installer shows its own progress and keeps its own stamp."""
    system.node()
    system.ensure(system.WORKBENCH)
    CACHE.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["node", "tools/workbench/install.mjs"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SetupError("the workbench could not be installed", f"see the lines above; {REMEDY}")
