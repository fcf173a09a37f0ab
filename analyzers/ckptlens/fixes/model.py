"""What a quick fix is and what it offers."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckptlens.rules.model import Finding, RuleContext
    from ckptlens.text import Span, TextEdit
    from ckptlens.trace import Trace


class Safety(StrEnum):
    """``safe``: no predicted key and no working behaviour changes. ``unsafe``: keys or behaviour change, or it is a choice."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class FileEdits(Struct, frozen=True):
    """Edits of one file, in offsets of the text that was analysed."""

    path: str
    edits: tuple[TextEdit, ...]


class Fix(Struct, frozen=True):
    """One offered edit. `finding` is the finding that it resolves, None for a refactoring offered at `span`.

    `has_blank` says that it leaves a name to fill in: then it is not applied without a look at it.
    """

    id: str
    title: str
    safety: Safety
    edits: tuple[FileEdits, ...]
    finding: Finding | None = None
    preferred: bool = False
    has_blank: bool = False


class FixContext(Struct, frozen=True):
    """What a fix may look at. `text` is the text of the file `path` that the request is about; `span` the selection."""

    rule: RuleContext
    path: str
    text: str
    span: Span
    findings: tuple[Finding, ...]
    checkpoint: str | None = None
    """Prefix of a checkpoint that the user picked (QF05), else None."""
    earlier: tuple[Trace, ...] = ()
    """The runs of an earlier version of the program, whose keys the checkpoints have (QF05); none when there is a `checkpoint`."""


class FixSpec(Struct, frozen=True):
    """A registered fix: its public id, the rules it mends, and the function that offers it."""

    id: str
    rules: tuple[str, ...]
    offer: Callable[[FixContext], Iterator[Fix]]
