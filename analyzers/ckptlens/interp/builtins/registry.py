"""The table of modelled builtin functions."""

from __future__ import annotations

from ckptlens.interp.host import Registry

MODELS = Registry()
NUMBERS = (int, float, bool)
"""The types of known numbers."""
