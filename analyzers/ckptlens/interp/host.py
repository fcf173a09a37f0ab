"""Writing models of Python functions: an ordinary function that takes the machine, the site and its arguments."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostFunction, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site


class Registry(dict[str, HostFunction]):
    """Models by name. Use it as a decorator: ``@BUILTINS.model("len")``."""

    def model(self, *names: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        """Register a model under one or several names."""

        def register(function: Callable[..., Value]) -> Callable[..., Value]:
            for name in names:
                self[name] = host_function(name, function)
            return function

        return register


def host_function(name: str, function: Callable[..., Value]) -> HostFunction:
    """A callable value from a model ``function(machine, site, *arguments)``.

    Arguments that the model does not take, or that are not known whole, give an unknown.
    """
    signature = inspect.signature(function)

    def run(machine: Machine, arguments: Arguments, site: Site) -> Value:
        try:
            bound: Any = signature.bind(machine, site, *arguments.positional, **arguments.keywords)
        except TypeError:
            return unknown(f"{name}()", f"a call of {name} that is not modelled", site)
        return function(*bound.args, **bound.kwargs)

    return HostFunction(name, run)
