"""What a project chooses to see: its pyproject.toml, with the places of what means nothing in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.ide.choices import Choices, Complaint, choices_of
from ckptlens.ide.manifests import own_settings
from ckptlens.text import LineIndex, Place, Span
from msgspec import Struct

from ckptlens_server.baselines import project_baseline

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = "pyproject.toml"
_HEADER = re.compile(r"\s*\[+\s*([A-Za-z][^=]*)\]\s*(?:#.*)?$")


class ManifestComplaints(Struct, frozen=True):
    """The text of a pyproject.toml, and what in it means nothing: where, and why."""

    text: str = ""
    found: tuple[tuple[Span, str], ...] = ()


def project_choices(root: str) -> Choices:
    """The choices of the project at `root`."""
    return choices_of(own_settings(_text(root)), root)


def project_complaints(root: str) -> ManifestComplaints:
    """What in the pyproject.toml of the project at `root` means nothing: codes, severities, a baseline that is none."""
    text = _text(root)
    return ManifestComplaints(text, tuple((_span(text, complaint), complaint.message) for complaint in _complaints(text, root)))


def _complaints(text: str, root: str) -> Iterator[Complaint]:
    yield from choices_of(own_settings(text), root).complaints
    wrong = project_baseline(root)
    if isinstance(wrong, str):
        yield Complaint("baseline", str(own_settings(text).get("baseline")), wrong)


def _text(root: str) -> str:
    try:
        # From bytes: places are told in the text, so no line end may be translated.
        return (Path(root) / MANIFEST).read_bytes().decode("utf-8-sig", errors="replace")
    except OSError:
        return ""


def _span(text: str, complaint: Complaint) -> Span:
    """Where the word stands in the project's tables of ckptlens."""
    word = re.compile(rf"(?<!\w){re.escape(complaint.word or complaint.name.partition('.')[0])}(?!\w)")
    inside, index = False, LineIndex(text)
    for number in range(index.line_count):
        line = index.line_text(number)
        header = _HEADER.match(line)
        inside = header[1].startswith("tool.ckptlens") if header else inside
        found = word.search(line.partition(" #")[0]) if inside else None
        if found:
            return Span(index.offset(Place(number, found.start())), index.offset(Place(number, found.end())))
    return Span(0, 0)
