"""Methods of builtin values."""

from __future__ import annotations

from importlib import import_module

# It adds to the methods of dicts.
import_module("ckptlens.interp.methods.counters")
