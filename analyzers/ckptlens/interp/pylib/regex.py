"""re, on constants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.pylib.backtracking import is_quick
from ckptlens.interp.pylib.matches import MatchValue
from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostObject, Many, Value, new_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.template import Template

_LARGEST = 1_000_000
"""Characters of a text that substitution may give, as `Limits.text`."""


class PatternValue(HostObject, Struct, frozen=True):
    """A compiled regular expression."""

    pattern: re.Pattern[str]

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in _METHODS:
            return host_function(name, lambda machine, site, *rest, **named: _METHODS[name](machine, site, self.pattern, *rest, **named))
        found: dict[str, Value] = {
            "pattern": self.pattern.pattern,
            "flags": self.pattern.flags,
            "groups": self.pattern.groups,
            "groupindex": DictValue({**self.pattern.groupindex}),
        }
        return found.get(name, MISSING)


def _compiled(site: Site, pattern: Value, flags: Value) -> re.Pattern[str] | None:
    if isinstance(pattern, PatternValue):
        return pattern.pattern
    if not isinstance(pattern, str) or not isinstance(flags, int):
        return None
    try:
        return re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        raise ProgramError("error", str(error), site.location) from None


def _is_quick(machine: Machine, site: Site, pattern: re.Pattern[str], text: str) -> bool:
    if is_quick(pattern.pattern, len(text)):
        return True
    machine.gap(site, "a regular expression that may take too long on this text is not followed")
    return False


def _search(name: str) -> Callable[..., Value]:
    def run(machine: Machine, site: Site, pattern: re.Pattern[str], string: Value, *bounds: Value) -> Value:
        if not isinstance(string, str) or not all(isinstance(b, int) for b in bounds):
            return unknown("match", "a match on a text that is not known", site)
        if not _is_quick(machine, site, pattern, string):
            return unknown("match", "a regular expression that may take too long", site)
        found = getattr(pattern, name)(string, *bounds)
        return MatchValue(found) if found is not None else None

    return run


def _all(name: str) -> Callable[..., Value]:
    def run(machine: Machine, site: Site, pattern: re.Pattern[str], string: Value, maxsplit: Value = 0) -> Value:
        if not isinstance(string, str) or not isinstance(maxsplit, int):
            return Many(unknown("match", "matches in a text that is not known", site))
        if not _is_quick(machine, site, pattern, string):
            return Many(unknown("match", "a regular expression that may take too long", site))
        found: list[Any] = getattr(pattern, name)(string, *((maxsplit,) if name == "split" else ()))
        return new_list(tuple(found)) if name != "finditer" else tuple(MatchValue(m) for m in found)

    return run


def _replaced(machine: Machine, site: Site, pattern: re.Pattern[str], repl: Value, string: Value, count: Value = 0) -> tuple[Value, Value]:
    hole = unknown("text", "a substitution in a text that is not known", site)
    if not isinstance(string, str) or not isinstance(count, int):
        return hole, unknown("count", "a number of substitutions", site)
    size = len(repl) if isinstance(repl, str) else 1
    if not _is_quick(machine, site, pattern, string) or (len(string) + 1) * (size + 1) > _LARGEST:
        return hole, unknown("count", "a number of substitutions", site)
    if isinstance(repl, str):
        try:
            return pattern.subn(repl, string, count)
        except (re.error, IndexError) as error:
            raise ProgramError(type(error).__name__, str(error), site.location) from None
    return _by_function(machine, site, pattern, repl, string, count)


def _by_function(machine: Machine, site: Site, pattern: re.Pattern[str], repl: Value, string: str, count: int) -> tuple[Value, Value]:
    from ckptlens.interp.calls import call
    from ckptlens.interp.strings import concatenate, text_of

    parts: list[str | Template] = []
    position = made = 0
    for match in pattern.finditer(string):
        if count and made == count:
            break
        made += 1
        parts += [string[position : match.start()], text_of(call(machine, repl, Arguments((MatchValue(match),)), site))]
        position = match.end()
    return concatenate([*parts, string[position:]]), made


def _sub(machine: Machine, site: Site, pattern: re.Pattern[str], repl: Value, string: Value, count: Value = 0) -> Value:
    return _replaced(machine, site, pattern, repl, string, count)[0]


def _subn(machine: Machine, site: Site, pattern: re.Pattern[str], repl: Value, string: Value, count: Value = 0) -> Value:
    return _replaced(machine, site, pattern, repl, string, count)


_METHODS: dict[str, Callable[..., Value]] = {
    **{name: _search(name) for name in ("match", "search", "fullmatch")},
    **{name: _all(name) for name in ("findall", "finditer", "split")},
    "sub": _sub,
    "subn": _subn,
}


def _register(name: str) -> None:
    @FUNCTIONS.model(f"re.{name}")
    def run(machine: Machine, site: Site, pattern: Value, *rest: Value, flags: Value = 0, **named: Value) -> Value:
        most = {"sub": 3, "subn": 3, "split": 2}.get(name, 1)
        if len(rest) > most:
            rest, flags = rest[:most], rest[most]
        compiled = _compiled(site, pattern, flags)
        if compiled is None:
            return unknown("match", "a regular expression that is not known", site)
        return _METHODS[name](machine, site, compiled, *rest, **named)


for _name in _METHODS:
    _register(_name)


@FUNCTIONS.model("re.compile")
def _compile(machine: Machine, site: Site, pattern: Value, flags: Value = 0) -> Value:
    compiled = _compiled(site, pattern, flags)
    return unknown("pattern", "a regular expression that is not known", site) if compiled is None else PatternValue(compiled)


@FUNCTIONS.model("re.escape")
def _escape(machine: Machine, site: Site, pattern: Value) -> Value:
    return re.escape(pattern) if isinstance(pattern, str) else pattern


for _flag in ("IGNORECASE", "I", "MULTILINE", "M", "DOTALL", "S", "VERBOSE", "X", "UNICODE", "U", "ASCII", "A"):
    CONSTANTS[f"re.{_flag}"] = int(getattr(re, _flag))
