"""``--checkpoint SITE=PREFIX``: which checkpoint a line of a program reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.notes import ToldCheckpoint
from ckptlens.text import LineIndex, Location, Place, Span

from ckptlens_server.cli.problems import InputProblem
from ckptlens_server.files import FileSources, absolute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.ide.analysis import Analysis

Told = tuple[tuple[Location, str], ...]
_SITE = re.compile(r"(?P<file>.+?):(?P<line>\d+)=(?P<prefix>.+)")


def told_checkpoints(given: Iterable[str]) -> Told:
    """The lines and prefixes in the values of the option."""
    return tuple(_told(one) for one in given)


def unread_checkpoints(given: Iterable[str], analyses: Iterable[Analysis]) -> tuple[str, ...]:
    """A message for each value of the option whose line reads no checkpoint in any of the programs."""
    read = {
        (note.site.location.path, note.site.location.span.start, note.prefix)
        for analysis in analyses
        for trace in analysis.traces
        for note in trace.noted(ToldCheckpoint)
    }
    unread = [one for one in given if not any(_is_at(_told(one), *each) for each in read)]
    return tuple(f"--checkpoint {one}: no program reads a checkpoint on that line" for one in unread)


def _is_at(told: tuple[Location, str], path: str, start: int, prefix: str) -> bool:
    line, named = told
    return (line.path, named) == (path, prefix) and line.span.start <= start <= line.span.end


def _told(one: str) -> tuple[Location, str]:
    parts = _SITE.fullmatch(one)
    if parts is None:
        raise InputProblem(f"--checkpoint {one}: write it as FILE:LINE=PREFIX, such as train.py:31=out/model.ckpt-1000")
    prefix = absolute(parts["prefix"].removesuffix(".index"))
    if not Path(f"{prefix}.index").is_file():
        raise InputProblem(f"--checkpoint {one}: there is no file {parts['prefix'].removesuffix('.index')}.index")
    path = absolute(parts["file"])
    text = FileSources().read(path)
    index, number = LineIndex(text or ""), int(parts["line"]) - 1
    if text is None or not 0 <= number < index.line_count:
        raise InputProblem(f"--checkpoint {one}: there is no line {parts['line']} in {parts['file']}")
    start = index.offset(Place(number, 0))
    return Location(path, Span(start, start + len(index.line_text(number)))), prefix
