"""Which findings a user wants, and how loud: codes selected and ignored, severities everywhere and for some paths."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.rules.model import Finding, Severity

OFF = "off"
"""In the place of a severity: such findings are not reported."""


class Loudness(Struct, frozen=True):
    """A severity for the findings whose code is or begins with `code`, in the files that `paths` matches; None silences them."""

    code: str
    severity: Severity | None
    paths: str = "**"


class Selection(Struct, frozen=True):
    """What is reported: the codes `select` (all when empty) less those in `ignore`, both whole or the beginnings of codes.

    The last of `loudness` that fits decides on a finding's severity. Its paths are relative to `folder`.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    loudness: tuple[Loudness, ...] = ()
    folder: str = ""


EVERYTHING = Selection()


def selected(findings: Iterable[Finding], selection: Selection) -> tuple[Finding, ...]:
    """The findings that are wanted, each with the severity that is wanted."""
    if selection == EVERYTHING:
        return tuple(findings)
    kept = (_with_severity(finding, selection) for finding in findings if _is_wanted(finding.code, selection))
    return tuple(finding for finding in kept if finding is not None)


def matches(pattern: str, path: str) -> bool:
    """Whether the ``/``-separated `path`, or a folder that holds it, matches: ``*`` stays in a folder, ``**`` crosses them."""
    return _regex(pattern.strip("/")).fullmatch(path) is not None


def _is_wanted(code: str, selection: Selection) -> bool:
    """The longer beginning of a code wins: ``select = ["CK207"]`` brings back what ``ignore = ["CK2"]`` took."""
    chosen = max((len(c) for c in selection.select if code.startswith(c)), default=-1 if selection.select else 0)
    refused = max((len(c) for c in selection.ignore if code.startswith(c)), default=-1)
    return chosen > refused


def _with_severity(finding: Finding, selection: Selection) -> Finding | None:
    path = finding.location.path.removeprefix(selection.folder.rstrip("/") + "/")
    for loudness in reversed(selection.loudness):
        if finding.code.startswith(loudness.code) and matches(loudness.paths, path):
            return None if loudness.severity is None else replace(finding, severity=loudness.severity)
    return finding


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    parts = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    written = (parts.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*\*|\*|\?)", pattern))
    return re.compile("".join(written) + "(?:/.*)?", re.DOTALL)
