"""The executor's operations with typed reports. Paths may be relative to the current folder; the executor's own is elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from typing import NotRequired, TypedDict, cast

from ckptlens_executor.job import Progress
from ckptlens_executor.publishing import staging_name

from ckptlens_server.executor.client import ExecutorClient, Request


class KeyMove(TypedDict):
    """The value of key `source` went to key `target`."""

    source: str
    target: str


class LeftOutKey(TypedDict):
    """A key that was not carried over or compared, and why. `checkpoint` says in which file, where there are two."""

    key: str
    reason: str
    checkpoint: NotRequired[str]


class Conversion(TypedDict):
    """The report of a conversion; `restored` of `total` variables came back with their bits through `restored_with`."""

    source: str
    destination: str
    to: str
    root: str | None
    naming: str
    keys: list[KeyMove]
    added: list[str]
    left_out: list[LeftOutKey]
    notes: list[str]
    restored: int
    total: int
    restored_with: str
    files: list[str]


class Difference(TypedDict):
    """How one key differs: ``only in a``, ``only in b``, ``dtype``, ``shape`` or ``value``."""

    key: str
    kind: str
    detail: str


class Comparison(TypedDict):
    """The report of a comparison: `compared` values of `total` keys."""

    a: str
    b: str
    equal: bool
    compared: int
    total: int
    differences: list[Difference]
    ignored: list[LeftOutKey]


OnProgress = Callable[[Progress], None]


def conversion_request(
    source: str, destination: str, to: str, *, root: str | None = None, on_progress: OnProgress | None = None
) -> Request:
    """The request whose result is a `Conversion`. Nothing is left at the destination unless it succeeds."""
    prefix = absolute_prefix(destination)
    params = {"source": absolute_prefix(source), "destination": prefix, "to": to, "root": root}
    return Request("convert", params, on_progress, when_lost=lambda pid: _remove_staging(prefix, pid))


def convert_checkpoint(client: ExecutorClient, request: Request) -> Conversion:
    """Carry out a `conversion_request` and wait. An interrupt cancels."""
    return cast("Conversion", client.request(request))


def compare_checkpoints(
    client: ExecutorClient, a: str, b: str, *, key_map: Mapping[str, str] | None = None, on_progress: OnProgress | None = None
) -> Comparison:
    """Compare two checkpoints value by value and wait. An interrupt cancels."""
    params = {"a": absolute_prefix(a), "b": absolute_prefix(b), "map": dict(key_map) if key_map else None}
    return cast("Comparison", client.request(Request("verify", params, on_progress)))


def absolute_prefix(path: str) -> str:
    """The path from the root of the file system. A separator at its end is kept: it tells a folder from a prefix."""
    absolute = os.path.abspath(path)
    return absolute + os.sep if path.endswith(("/", os.sep)) else absolute


def _remove_staging(prefix: str, pid: int) -> None:
    """Remove what a killed executor could not."""
    parent, base = os.path.split(prefix)
    shutil.rmtree(staging_name(parent, base, pid), ignore_errors=True)
