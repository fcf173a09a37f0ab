"""Whether the arguments of a call fit the Python function that models what is called."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckptlens.interp.values import Value

_Arguments = tuple[tuple[Any, ...], "Mapping[str, Any]"]
_ANY = float("inf")
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Signature(Struct, frozen=True):
    """The parameters of a function. `least` and `most` bound how many positional arguments it takes alone."""

    parameters: inspect.Signature
    least: float
    most: float

    def bind(self, first: tuple[object, ...], positional: tuple[Value, ...], keywords: Mapping[str, Value]) -> _Arguments:
        """Arguments for ``function(*first, *positional, **keywords)``: those by position and by name. Raises TypeError."""
        given = (*first, *positional)
        if not keywords and self.least <= len(given) <= self.most:
            return given, keywords
        found = self.parameters.bind(*given, **keywords)
        return found.args, found.kwargs


def signature_of(function: Callable[..., Value]) -> Signature:
    """The signature of a model. Most calls pass positional arguments alone, and counting them is enough."""
    found = inspect.signature(function)
    parameters = found.parameters.values()
    required = [p for p in parameters if p.default is p.empty and p.kind in (*_POSITIONAL, p.KEYWORD_ONLY)]
    least = len(required) if all(p.kind in _POSITIONAL for p in required) else _ANY
    most = sum(p.kind in _POSITIONAL for p in parameters)
    return Signature(found, least, _ANY if any(p.kind is p.VAR_POSITIONAL for p in parameters) else most)
