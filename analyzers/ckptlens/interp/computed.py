"""Running Python's own functions on constants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.interp.machine import ProgramError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Value

_RAISED = (ArithmeticError, LookupError, TypeError, ValueError, re.error)


def computed(site: Site, function: Callable[..., object], *values: Value) -> Value:
    """``function(*values)``. What Python raises, the program raises: ProgramError."""
    try:
        return function(*values)
    except _RAISED as error:
        raise ProgramError(type(error).__name__, str(error), site.location) from None
