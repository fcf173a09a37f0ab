"""Which lines of the program are being run."""

from __future__ import annotations

import os
import sysconfig
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import CodeType, FrameType, TracebackType

ENTRY_FILE = "<entry>"
"""The file of code that was given to be run after the program."""
_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_INSTALLED = tuple({os.path.join(sysconfig.get_path(name), "") for name in ("stdlib", "platstdlib", "purelib", "platlib")})


class Place(NamedTuple):
    """A line, counted from one, of a file of the program."""

    file: str
    line: int


def stack_places(frame: FrameType | None) -> list[Place]:
    """The places that are being run, innermost first, without those in libraries."""
    found: list[Place] = []
    while frame is not None:
        if _is_program(frame.f_code):
            found.append(Place(_file(frame.f_code), frame.f_lineno))
        frame = frame.f_back
    return found


def traceback_places(trace: TracebackType | None) -> list[Place]:
    """The places that an exception passed, innermost first, without those in libraries."""
    found: list[Place] = []
    while trace is not None:
        if _is_program(trace.tb_frame.f_code):
            found.append(Place(_file(trace.tb_frame.f_code), trace.tb_lineno))
        trace = trace.tb_next
    return found[::-1]


def as_json(places: Iterable[Place]) -> list[dict[str, object]]:
    """Places as plain data."""
    return [place._asdict() for place in places]


def _is_program(code: CodeType) -> bool:
    name = code.co_filename
    if name == ENTRY_FILE:
        return True
    if name.startswith("<") or os.path.basename(name).startswith("__autograph_generated_file"):
        return False
    path = os.path.abspath(name)
    installed = path.startswith(_INSTALLED) or f"{os.sep}site-packages{os.sep}" in path
    return not installed and not path.startswith(_OWN + os.sep)


def _file(code: CodeType) -> str:
    return code.co_filename if code.co_filename == ENTRY_FILE else os.path.abspath(code.co_filename)
