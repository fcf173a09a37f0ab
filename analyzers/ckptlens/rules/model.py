"""What a rule is and what it reports."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckptlens.predict.keys import Prediction
    from ckptlens.program.sources import SourceProvider
    from ckptlens.stacks import Stack
    from ckptlens.text import Location
    from ckptlens.trace import Trace


class Severity(StrEnum):
    """How loud a finding is, most severe first."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


class Certainty(StrEnum):
    """``will``: the facts behind the finding are complete. ``may``: something on the way could not be followed."""

    WILL = "will"
    MAY = "may"


class Related(Struct, frozen=True):
    """A second place that explains a finding."""

    location: Location
    message: str


class Finding(Struct, frozen=True):
    """One diagnostic. `subject` is the uid of the trace fact (maker, save, restore, variable) that it is about."""

    code: str
    name: str
    severity: Severity
    certainty: Certainty
    location: Location
    message: str
    keys: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    subject: int | None = None


class RuleContext(Struct, frozen=True):
    """What a rule may look at: the facts of one run, the keys predicted from them, and files through the provider."""

    trace: Trace
    prediction: Prediction
    stack: Stack
    sources: SourceProvider


class Rule(Struct, frozen=True):
    """A rule: its public code and name, its usual severity, and the function that applies it.

    The module's docstring is the rule's page: What it does / Why it breaks a checkpoint / Example / Use instead /
    Fix safety / References. `VALID` and `INVALID` in the module hold the examples that are its tests.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[[RuleContext], Iterator[Finding]]
    fixes: tuple[str, ...] = ()
    is_last_resort: bool = False
    """Whether its findings are for calls of which no other rule has one."""
