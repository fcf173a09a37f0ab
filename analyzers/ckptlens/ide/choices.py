"""What users choose to see, as ``[tool.ckptlens]`` and the editor's settings write it: `select`, `ignore` and `severity`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec import Struct

from ckptlens.rules.codes import unknown_code
from ckptlens.rules.model import Severity
from ckptlens.rules.selection import EVERYTHING, OFF, Loudness, Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.ide.manifests import Table

SEVERITIES = (*(severity.value for severity in Severity), OFF)


class Complaint(Struct, frozen=True):
    """Something written in the settings that means nothing: under which name it stands, its own text, and what is wrong."""

    name: str
    word: str
    message: str


class Choices(Struct, frozen=True):
    """The selection that settings ask for, and what in them means nothing."""

    selection: Selection = EVERYTHING
    complaints: tuple[Complaint, ...] = ()

    def over(self, other: Choices) -> Choices:
        """These choices before those of `other`: a list that is given replaces the other's, severities are added to the other's."""
        mine, base = self.selection, other.selection
        both = Selection(mine.select or base.select, mine.ignore or base.ignore, (*base.loudness, *mine.loudness), base.folder)
        return Choices(both, (*other.complaints, *self.complaints))


def choices_of(given: Table, folder: str) -> Choices:
    """The choices in a table of settings; paths in them are relative to `folder`. What means nothing has no effect."""
    complaints: list[Complaint] = []
    select, ignore = (_codes(given.get(name), name, complaints) for name in ("select", "ignore"))
    loudness = tuple(_loudness(given.get("severity"), complaints))
    return Choices(Selection(select, ignore, loudness, folder), tuple(complaints))


def _codes(value: object, name: str, complaints: list[Complaint]) -> tuple[str, ...]:
    if value is None:
        return ()
    listed = cast("list[object]", value) if isinstance(value, list) else []
    texts = [code for code in listed if isinstance(code, str)]
    if not isinstance(value, list) or len(texts) < len(listed):
        complaints.append(Complaint(name, "", f"{name} must be a list of codes"))
    return tuple(code for code in texts if _known(code, name, complaints))


def _loudness(value: object, complaints: list[Complaint]) -> Iterator[Loudness]:
    if not isinstance(value, dict):
        if value is not None:
            complaints.append(Complaint("severity", "", "severity must be a table of codes and their severities"))
        return
    for key, given in cast("Table", value).items():
        if isinstance(given, dict):
            for code, level in cast("Table", given).items():
                yield from _one(code, level, key, complaints)
        else:
            yield from _one(key, given, "**", complaints)


def _one(code: str, level: object, paths: str, complaints: list[Complaint]) -> Iterator[Loudness]:
    name = "severity" if paths == "**" else f'severity."{paths}"'
    if not _known(code, name, complaints):
        return
    if level in SEVERITIES:
        yield Loudness(code, None if level == OFF else Severity(level), paths)
    else:
        complaints.append(Complaint(name, code, f"{name}.{code} must be one of {', '.join(SEVERITIES)}"))


def _known(code: str, name: str, complaints: list[Complaint]) -> bool:
    wrong = unknown_code(code)
    if wrong is not None:
        complaints.append(Complaint(name, code, f"{name}: {wrong}"))
    return wrong is None
