"""Changes modules just after they are imported, before anyone can take a function out of them."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class AfterImport(MetaPathFinder):
    """Finds the modules that it is told of as the other finders do, and calls the function of each when it has been run."""

    def __init__(self, changes: Mapping[str, Callable[[ModuleType], None]]) -> None:
        self._changes = changes

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of one of its modules, None for all others."""
        change = self._changes.get(fullname)
        if change is None:
            return None
        found = (finder.find_spec(fullname, path, target) for finder in sys.meta_path if finder is not self)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None and spec.loader is not None:
            _run_after(spec.loader, change)
        return spec


def _run_after(loader: Any, change: Callable[[ModuleType], None]) -> None:  # noqa: ANN401 - assigns to a method
    original = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        original(module)
        change(module)

    # A loader is made for each module, so that this concerns no other.
    loader.exec_module = exec_module
