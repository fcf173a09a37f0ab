"""How often Python looks for garbage."""

from __future__ import annotations

import gc

_OBJECTS = 200_000


def collect_rarely() -> None:
    """Look for garbage after 200,000 new objects instead of 700: an analysis makes millions that stay, and few cycles.

    Measured on the largest model of the corpus: a fifth less CPU, 4 MB more memory.
    """
    gc.set_threshold(_OBJECTS, 10, 10)
