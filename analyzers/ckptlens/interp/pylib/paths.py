"""os and sys."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ckptlens.interp.computed import computed
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.unknown import unknown

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Text, Value

CONSTANTS.update(
    {
        "os.sep": "/",
        "os.linesep": "\n",
        "sys.version_info": (3, 11, 0, "final", 0),
    }
)
CONSTANTS.update({"six.PY2": False, "six.PY3": True, "typing.TYPE_CHECKING": False, "sys.platform": "linux", "sys.maxsize": 2**63 - 1})


@FUNCTIONS.model("os.path.join", "posixpath.join")
def _join(machine: Machine, site: Site, *parts: Value) -> Value:
    texts = [text_of(p) for p in parts]
    if all(isinstance(t, str) for t in texts):
        return computed(site, posixpath.join, *texts)
    joined: list[Text] = []
    for text in texts:
        joined += [text] if not joined else ["/", text]
    return concatenate(joined)


def _of_path(name: str) -> None:
    function = getattr(posixpath, name)

    @FUNCTIONS.model(f"os.path.{name}")
    def run(machine: Machine, site: Site, path: Value) -> Value:
        return function(path) if isinstance(path, str) else unknown(name, f"{name} of a path that is not known", site)


for _name in ("basename", "dirname", "splitext", "split", "normpath", "isabs"):
    _of_path(_name)


@FUNCTIONS.model("os.path.abspath", "os.path.expanduser", "os.path.realpath", "os.path.expandvars", "os.fspath")
def _same(machine: Machine, site: Site, path: Value) -> Value:
    return path


@FUNCTIONS.model("sys.exit", "os._exit", "os.abort")
def _exit(machine: Machine, site: Site, *code: Value) -> Value:
    raise ProgramError("SystemExit", "", site.location)


@FUNCTIONS.model("os.getenv")
def _getenv(machine: Machine, site: Site, name: Value, default: Value = None) -> Value:
    return unknown(f"env[{name}]" if isinstance(name, str) else "env", "an environment variable", site)


@FUNCTIONS.model(
    "os.makedirs",
    "os.mkdir",
    "os.remove",
    "os.chdir",
    "random.seed",
    "numpy.random.seed",
    "logging.info",
    "logging.warning",
    "time.sleep",
    "warnings.warn",
)
def _nothing(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    return None
