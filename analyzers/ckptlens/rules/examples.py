"""Example programs of a rule: its documentation and its tests in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckptlens.rules.model import Severity


@dataclass(frozen=True, slots=True)
class Example:
    """A short complete program and what TensorFlow shows when it runs.

    `raises` is the type of the exception that ends it. `prints` is the last line of its output. An invalid example either raises or
    prints something else than `wanted`, which is what its author meant. `severity` is that of the finding where it differs from the rule's.
    """

    about: str
    source: str
    raises: str | None = None
    prints: str | None = None
    wanted: str | None = None
    severity: Severity | None = None
