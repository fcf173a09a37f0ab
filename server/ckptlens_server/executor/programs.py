"""Runs of a program in the executor, up to its first saves."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from ckptlens.stacks import Stack
from ckptlens_executor.recording.program import folder_prefix
from msgspec import Struct

from ckptlens_server.executor.client import Request

if TYPE_CHECKING:
    from ckptlens_server.executor.operations import OnProgress

LEGACY_KERAS = "TF_USE_LEGACY_KERAS"


class RecordedPlace(TypedDict):
    """A line, counted from one."""

    file: str
    line: int


class RecordedKey(TypedDict):
    """A key in a file that was written."""

    key: str
    dtype: str
    shape: list[int]


class RecordedSave(TypedDict):
    """A save that was made; `stack` has the program's lines, innermost first."""

    api: str
    stack: list[RecordedPlace]
    keys: list[RecordedKey]
    problem: str | None


class RecordedException(TypedDict):
    """What the program raised; `stack` as in a save."""

    type: str
    message: str
    stack: list[RecordedPlace]
    traceback: str


class Recording(TypedDict):
    """What became of a run. `ended` is saved, finished, raised, died or memory; `exit` the status of the process."""

    ended: str
    exit: int
    exception: RecordedException | None
    saves: list[RecordedSave]
    versions: dict[str, str | None]
    legacy_keras: bool
    output: str


class RunOptions(Struct, frozen=True):
    """How to run a program: `saves` to wait for (None: until its end), seconds and MiB that it may take, the folder to run it in."""

    entries: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    saves: int | None = 1
    timeout: float | None = None
    memory: int | None = None
    cwd: str | None = None


def keras_environment(stack: Stack | None) -> tuple[tuple[str, str], ...]:
    """What gives a program the Keras of a stack that was asked for."""
    chosen = {Stack.TF221_KERAS2: "1", Stack.TF221_KERAS3: "0"}.get(stack) if stack else None
    return () if chosen is None else ((LEGACY_KERAS, chosen),)


def run_request(path: str, options: RunOptions, on_progress: OnProgress | None = None) -> Request:
    """The request whose result is a `Recording`."""
    params = {
        "file": os.path.abspath(path),
        "entries": list(options.entries),
        "arguments": list(options.arguments),
        "roots": [os.path.abspath(root) for root in options.roots],
        "environment": dict(options.environment),
        "limit": options.saves,
        "memory": options.memory,
        "cwd": None if options.cwd is None else os.path.abspath(options.cwd),
    }
    return Request("run", params, on_progress, options.timeout, when_lost=_remove_folders)


def _remove_folders(pid: int) -> None:
    """Remove what a killed executor could not."""
    for folder in Path(tempfile.gettempdir()).glob(folder_prefix(pid) + "*"):
        shutil.rmtree(folder, ignore_errors=True)
