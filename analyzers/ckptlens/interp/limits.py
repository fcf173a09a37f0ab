"""Bounds of one run. A bound that is hit becomes a gap with its place, never silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable


class Limits(Struct, frozen=True):
    """How far a run may go."""

    frames: int = 64
    """Calls inside calls. Real models nest about 40 deep (tensor2tensor's Transformer)."""
    same_function: int = 12
    """Frames of one function at a time. Decorated and recursive layer builders need a few; runaway recursion needs many."""
    steps: int = 500_000
    """Expressions and statements of the module level and what it calls. Models of the corpus need 20,000 at most, but those of
    tensor2tensor 280,000: it registers thousands of things when it is imported. 300,000 took one second of plain code, and six of code
    that is full of undecided branches."""
    function_steps: int = 100_000
    """The same for one function that nothing calls."""
    all_functions_steps: int = 200_000
    """The same for all such functions of a file."""
    loop_turns: int = 1_024
    """Turns of one loop with known values; then the rest of the loop is a gap."""
    quiet_turns: int = 64
    """Turns after which a long loop that has made nothing yet is taken for a training loop: only its last turn is run then."""
    quiet_steps: int = 5_000
    """Steps of a loop that has made nothing in its last turns, before it is taken for a training loop."""
    open_turns: int = 3
    """Turns that make nothing, of a loop that may have ended before under a condition that is not known."""
    long_loop: int = 256
    """Turns from which a loop counts as long. Loops that build models are shorter: the deepest ResNet of the corpus has 101 layers."""
    choice: int = 8
    """Alternatives of one value; more become one unknown."""
    list_items: int = 100_000
    """Items of one list, tuple or range: beyond it values are unknown."""
    text: int = 1_000_000
    """Characters of one text. A file read beside the program may be that long; no name is."""
    number_bits: int = 65_536
    """Bits of one whole number: beyond it a number is unknown."""


class Cancelled(Exception):  # noqa: N818  # not an error: the request is no longer wanted
    """The caller no longer wants the result. The only exception that leaves an interpretation."""


class LimitReached(Exception):  # noqa: N818  # control flow inside the interpreter
    """A bound of `Limits` was hit; the run ends here with a gap."""


class Budget:
    """Counts steps, and asks the caller now and then whether to go on."""

    __slots__ = ("_check", "left", "limits", "steps")

    _CHECK_EVERY = 512

    def __init__(self, limits: Limits, check: Callable[[], None] | None, steps: int | None = None) -> None:
        self.limits = limits
        self.steps = self.left = limits.steps if steps is None else steps
        self._check = check

    def step(self) -> None:
        """Count one step. Raises LimitReached, or Cancelled through the caller's check."""
        self.left -= 1
        if self.left <= 0 or self.left % self._CHECK_EVERY == 0:
            if self._check is not None:
                self._check()
            if self.left <= 0:
                raise LimitReached(f"more than {self.steps:,} steps")
