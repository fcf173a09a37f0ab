"""Checkpoints that the user names for lines of the program: what a restore there reads, or what is the newest file there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import ToldCheckpoint

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Value


def told_path(machine: Machine, site: Site, path: Value) -> Value:
    """The prefix that the user named for the line of a call, else its own path."""
    at = site.location
    for line, prefix in machine.program.checkpoints:
        if line.path == at.path and line.span.start <= at.span.start <= line.span.end:
            machine.facts.add(ToldCheckpoint(machine.facts.number(), site.call_site(), prefix))
            return prefix
    return path


def is_told(machine: Machine, path: str) -> bool:
    """Whether the user named the checkpoint: it is there when the program starts."""
    return any(prefix == path for _, prefix in machine.program.checkpoints)
