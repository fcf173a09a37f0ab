"""Checkpoints that are named by a URL, such as ``gs://bucket/model.ckpt``: TensorFlow brings them here and sends results there."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from ckptlens_server.executor.client import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
"""A scheme of two letters at least: ``C://`` is a drive."""


def is_remote(name: str) -> bool:
    """Whether a checkpoint is named by a URL."""
    return _URL.match(name) is not None


@contextmanager
def fetched(name: str, python: str | None) -> Generator[str]:
    """The name of a checkpoint on this machine: of a copy in a temporary folder for one that is named by a URL."""
    if not is_remote(name):
        yield name
        return
    with TemporaryDirectory(prefix="ckptlens-") as folder:
        prefix = _ask(python, f"Fetching {name}", "fetch", {"source": name, "folder": folder})
        yield str(Path(folder, str(prefix).rpartition("/")[2]))


@contextmanager
def sent(name: str, python: str | None) -> Generator[tuple[str, Callable[[Sequence[str]], list[str]]]]:
    """Where to write what shall be at `name`, and the function that brings the written files there; it gives their places."""
    if not is_remote(name):
        yield name, list
        return
    _ask(python, f"Looking at {name}", "send", {"files": [], "prefix": name})
    with TemporaryDirectory(prefix="ckptlens-") as folder:

        def send(files: Sequence[str]) -> list[str]:
            in_order = sorted(files, key=lambda file: file.endswith(".index"))
            return cast("list[str]", _ask(python, f"Sending {name}", "send", {"files": in_order, "prefix": name}))

        yield str(Path(folder, name.rpartition("/")[2])), send


def _ask(python: str | None, title: str, method: str, params: dict[str, object]) -> object:
    from ckptlens_server.cli.running import executor, progress

    with executor(python) as client, progress(title) as advance:
        return client.request(Request(method, params, advance))
