"""The ``checkpoint`` state file of a folder: which checkpoint is the latest, and which others there are."""

from __future__ import annotations

import re

from msgspec import Struct

_LINE = re.compile(r'^\s*(model_checkpoint_path|all_model_checkpoint_paths)\s*:\s*"((?:[^"\\]|\\.)*)"\s*$', re.MULTILINE)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))", re.DOTALL)
_LETTERS = {b"n": b"\n", b"t": b"\t", b"r": b"\r"}


class CheckpointState(Struct, frozen=True):
    """Prefixes as written in the file: absolute, or relative to its folder."""

    latest: str
    all: tuple[str, ...]


def read_checkpoint_state(text: str) -> CheckpointState | None:
    """The state in the text of a ``checkpoint`` file, or None when it names no checkpoint."""
    found = [(name, _unquoted(value)) for name, value in _LINE.findall(text)]
    latest = [value for name, value in found if name == "model_checkpoint_path" and value]
    if not latest:
        return None
    return CheckpointState(latest[-1], tuple(value for name, value in found if name == "all_model_checkpoint_paths"))


def _unquoted(value: str) -> str:
    """The string behind its text-format spelling, where bytes outside ASCII stand as octal escapes of their UTF-8."""
    return _ESCAPE.sub(_unescaped, value.encode()).decode(errors="replace")


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, hexadecimal, letter = match.groups()
    if octal:
        return bytes([int(octal, 8) & 255])
    return bytes([int(hexadecimal, 16)]) if hexadecimal else _LETTERS.get(letter, letter)
