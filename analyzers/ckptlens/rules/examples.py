"""Example programs of a rule: its documentation and its tests in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.stacks import Stack

if TYPE_CHECKING:
    from ckptlens.rules.model import Severity

TF2 = (Stack.TF215_KERAS2, Stack.TF221_KERAS2, Stack.TF221_KERAS3)
KERAS2 = (Stack.TF215_KERAS2, Stack.TF221_KERAS2)
KERAS3 = (Stack.TF221_KERAS3,)


class Example(Struct, frozen=True):
    """A short complete program and what TensorFlow shows when it runs.

    `raises` is the type of the exception that ends it. `prints` is the last line of its output. An invalid example either raises or
    prints something else than `wanted`, which is what its author meant. `severity` is that of the finding where it differs from the rule's.
    `stacks` are those on which all of this holds. `files` lie beside the program, by path.
    """

    about: str
    source: str
    raises: str | None = None
    prints: str | None = None
    wanted: str | None = None
    severity: Severity | None = None
    stacks: tuple[Stack, ...] = TF2
    files: tuple[tuple[str, bytes], ...] = ()
