"""``ckptlens check --fix``: fixes applied until nothing changes, then shown as a diff or written."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.fixes.model import Safety
from ckptlens.ide.actions import edits_for_all
from ckptlens.syntax.parse import parse_module
from ckptlens.text import TextEdit, apply_edits
from msgspec import Struct

from ckptlens_server.files import decode, relative
from ckptlens_server.rewriting import encoded, rewrite, with_line_ends_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ckptlens.fixes.model import FileEdits
    from ckptlens.ide.analysis import Analysis

    from ckptlens_server.cli.programs import Programs

ROUNDS = 20
"""A fix may make room for another one; this many rounds are enough unless two fixes undo each other."""
SAFE = frozenset({Safety.SAFE})
ALL = frozenset(Safety)


class Fixed(Struct, frozen=True):
    """The programs after the fixes, the new texts of the files that change, and how many fixes were applied."""

    programs: Programs
    texts: Mapping[str, str]
    count: int


def fixed(programs: Programs, again: Callable[[Mapping[str, str]], Programs], safeties: frozenset[Safety]) -> Fixed:
    """Apply fixes of these safeties in the files of the programs; `again` analyses them with other texts."""
    texts: dict[str, str] = {}
    count = 0
    for _ in range(ROUNDS):
        edited, applied = _round(programs, safeties)
        if not edited:
            break
        texts |= edited
        count += applied
        programs = again(texts)
    return Fixed(programs, texts, count)


def diff(found: Fixed) -> Iterator[str]:
    """What changes, as a unified diff that ``git apply`` and ``patch -p1`` take."""
    for path, text in sorted(found.texts.items()):
        before, after = _lines(_on_disk(path)[1]), _lines(text)
        name = relative(path)
        for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def write(found: Fixed) -> tuple[str, ...]:
    """Write the files that change; a message for each that could not be written and stays as it was."""
    problems: list[str] = []
    for path, text in sorted(found.texts.items()):
        try:
            rewrite(path, encoded(text, _on_disk(path)[0]))
        except UnicodeEncodeError as error:
            problems.append(f"{relative(path)}: not fixed: its encoding {error.encoding} has no {text[error.start]!r}")
        except OSError as error:
            problems.append(f"{relative(path)}: not fixed: {error.strerror or error}")
    return tuple(problems)


def _round(programs: Programs, safeties: frozenset[Safety]) -> tuple[dict[str, str], int]:
    """The new texts after one fix for each finding that has one, and how many were applied. A file that one program's fixes
    have changed waits for the next round, as the places of other programs' findings have moved."""
    edited: dict[str, str] = {}
    count = 0
    ours = {analysis.path for analysis in programs.analyses}
    for analysis in programs.analyses:
        for path in sorted({f.location.path for f in analysis.findings} & ours - edited.keys()):
            found, applied = edits_for_all(analysis, programs.sources, path, safeties)
            texts = {file.path: _edited(programs, analysis, file) for file in found}
            if texts and texts.keys() <= ours - edited.keys() and all(_is_sound(programs, p, t) for p, t in texts.items()):
                edited |= texts
                count += applied
    return edited, count


def _edited(programs: Programs, analysis: Analysis, file: FileEdits) -> str:
    before = analysis.text if file.path == analysis.path else programs.sources.read(file.path) or ""
    return apply_edits(before, (TextEdit(edit.span, with_line_ends_of(edit.text, before)) for edit in file.edits))


def _is_sound(programs: Programs, path: str, text: str) -> bool:
    """Whether the text differs and can be read as Python."""
    return text != programs.sources.read(path) and not parse_module(text).problems


def _on_disk(path: str) -> tuple[bytes, str]:
    data = Path(path).read_bytes()
    text = decode(data)
    return data, text if isinstance(text, str) else ""


def _lines(text: str) -> list[str]:
    """The lines as ``diff`` counts them: a line feed ends one, nothing else does."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [last for last in (text.rpartition("\n")[2],) if last]
