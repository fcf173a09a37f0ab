"""Models of Python's own modules and of libraries that make no variables."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS, KNOWN_MODULES, SHARED
from ckptlens.interp.values import ApiValue, Unknown, Value
from ckptlens.template import Hole

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site

_MODULES = (
    "functional",
    "context_managers",
    "decorators",
    "operator_functions",
    "containers",
    "numbers",
    "paths",
    "dataclass",
    "enums",
    "named_tuples",
    "namespaces",
    "arguments",
    "flags",
    "hparams",
    "copying",
    "files",
    "regex",
    "array_functions",
    "iterators",
    "spaces",
    "system",
    "versions",
    "configurable",
    "wrapped",
)
for _module in _MODULES:
    import_module(f"ckptlens.interp.pylib.{_module}")

_SAME = {
    "contextlib2": "contextlib",
    "importlib_metadata": "importlib.metadata",
    "enum34": "enum",
    "pathlib2": "pathlib",
    "mock": "unittest.mock",
}
"""Packages that bring a module of Python to its older versions."""


def import_python(name: str) -> Value | None:
    """A module that is known to make no variables, None when it is not."""
    name = _SAME.get(name, name)
    return ApiValue(name) if name.partition(".")[0] in KNOWN_MODULES else None


def python_attribute(machine: Machine, api: ApiValue, name: str) -> Value:
    """``module.name``."""
    full = f"{api.name}.{name}"
    if full in SHARED:
        return SHARED[full](machine)
    if full in CONSTANTS:
        return CONSTANTS[full]
    return FUNCTIONS.get(full, ApiValue(full))


def call_python(machine: Machine, api: ApiValue, arguments: Arguments, site: Site) -> Value:
    """A call of a function that is not modelled: it makes no variables, and its result is not known."""
    return Unknown(Hole(f"{api.name}()", f"the result of {api.name}", site.location), pure=True)
