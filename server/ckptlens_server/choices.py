"""What a project chooses to see: its pyproject.toml, with the lines of what means nothing in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from ckptlens.ide.choices import Choices, Complaint, choices_of
from ckptlens.ide.manifests import own_settings

_HEADER = re.compile(r"\s*\[+\s*([A-Za-z][^=]*)\]\s*(?:#.*)?$")


def project_choices(root: str) -> Choices:
    """The choices of the project at `root`; each complaint begins with the file and the line it is about."""
    file = Path(root) / "pyproject.toml"
    try:
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return choices_of({}, root)
    found = choices_of(own_settings(text), root)
    return replace(found, complaints=tuple(replace(c, message=f"{file.name}:{_line(text, c)}: {c.message}") for c in found.complaints))


def _line(text: str, complaint: Complaint) -> int:
    """The line, from one, that holds the word in the project's tables of ckptlens."""
    word = re.compile(rf"(?<!\w){re.escape(complaint.word or complaint.name.partition('.')[0])}(?!\w)")
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        inside = header[1].startswith("tool.ckptlens") if header else inside
        if inside and word.search(line.partition(" #")[0]):
            return number
    return 1
