"""os, sys and regular expressions."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ckptlens.interp.computed import computed
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, Text, Value, new_list
from ckptlens.template import Template

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

CONSTANTS.update(
    {
        "os.sep": "/",
        "os.linesep": "\n",
        "os.environ": DictValue({}, open=True),
        "sys.argv": new_list(("program",)),
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


@FUNCTIONS.model("re.sub")
def _sub(machine: Machine, site: Site, pattern: Value, replacement: Value, text: Value, count: Value = 0, flags: Value = 0) -> Value:
    if not all(isinstance(v, str) for v in (pattern, replacement, text)):
        return unknown("text", "re.sub of a text that is not known", site) if not isinstance(text, Template) else text
    try:
        return re.sub(str(pattern), str(replacement), str(text))
    except re.error:
        return unknown("text", "a regular expression that Python does not accept", site)


def _match(name: str) -> None:
    function = getattr(re, name)

    @FUNCTIONS.model(f"re.{name}")
    def run(machine: Machine, site: Site, pattern: Value, text: Value, flags: Value = 0) -> Value:
        from ckptlens.interp.pylib.matches import MatchValue

        if not isinstance(pattern, str) or not isinstance(text, str):
            return unknown("match", "a match on a text that is not known", site)
        try:
            found = function(pattern, text)
        except re.error:
            return unknown("match", "a regular expression that Python does not accept", site)
        return MatchValue(found) if found is not None else None


def _all_matches(name: str) -> None:
    function = getattr(re, name)

    @FUNCTIONS.model(f"re.{name}")
    def run(machine: Machine, site: Site, pattern: Value, text: Value, *rest: Value) -> Value:
        if not isinstance(pattern, str) or not isinstance(text, str):
            return unknown("matches", "matches in a text that is not known", site)
        try:
            return new_list(tuple(function(pattern, text)))
        except re.error:
            return unknown("matches", "a regular expression that Python does not accept", site)


for _name in ("match", "search", "fullmatch"):
    _match(_name)
for _name in ("findall", "split"):
    _all_matches(_name)


@FUNCTIONS.model("re.escape")
def _escape(machine: Machine, site: Site, text: Value) -> Value:
    return re.escape(text) if isinstance(text, str) else text
