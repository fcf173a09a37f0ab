"""How a conversion is carried out: with which tools, and who may stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ckptlens_executor.proof import Proof
from msgspec import Struct

from ckptlens_server.conversion.planning import Conversion
from ckptlens_server.executor.cancelling import Check, nothing_to_check

if TYPE_CHECKING:
    from ckptlens_server.conversion.computing import Computing

Prove = Callable[[str, Conversion], list[Proof]]
"""Restores the checkpoint at a prefix with the APIs that it is for."""


class How(Struct, frozen=True):
    """How to carry a conversion out. Without `prove`, values are compared by checksum and nothing is restored."""

    link: bool = False
    prove: Prove | None = None
    computing: Computing | None = None
    check: Check = nothing_to_check
