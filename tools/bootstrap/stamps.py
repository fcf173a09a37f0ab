"""Stamps: a target is done when its stamp holds the fingerprint of everything that it was made from."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from places import STAMPS


def fingerprint(inputs: Iterable[Path], *facts: str) -> str:
    """A text that changes when a file's content or a fact changes."""
    digest = hashlib.sha256("\n".join(facts).encode())
    for path in inputs:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_done(name: str, wanted: str) -> bool:
    """Whether the target was made from just this."""
    path = STAMPS / name
    return path.is_file() and path.read_text(encoding="utf-8") == wanted


def mark_done(name: str, made_from: str) -> None:
    """Write the stamp; the last thing that making a target does."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(made_from, encoding="utf-8")


def forget(name: str) -> None:
    """Remove the stamp before a target is changed, so that an interrupted run is seen."""
    (STAMPS / name).unlink(missing_ok=True)
