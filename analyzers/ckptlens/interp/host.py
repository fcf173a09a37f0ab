"""Writing models of Python functions: an ordinary function that takes the machine, the site and its arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate

from ckptlens.interp.machine import ProgramError
from ckptlens.interp.merge import on_each
from ckptlens.interp.signatures import Signature, signature_of
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Choice, HostFunction, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site

Model = Callable[Concatenate["Machine", "Site", ...], Value]
"""A model of a Python function: it takes the machine, the site of the call, and what the program passes."""


class Registry(dict[str, HostFunction]):
    """Models by name. Use it as a decorator: ``@BUILTINS.model("len")``."""

    def model(self, *names: str, each: bool = False) -> Callable[[Model], Model]:
        """Register a model under one or several names; `each` as in `host_function`."""

        def register(function: Model) -> Model:
            for name in names:
                self[name] = host_function(name, function, each=each)
            return function

        return register


def host_function(name: str, function: Model, *, each: bool = False) -> HostFunction:
    """A callable value from a model ``function(machine, site, *arguments)``.

    Arguments that the model does not take, or that are not known whole, give an unknown. `each`: the function has no effects, and is
    called once for each alternative of its positional arguments.
    """
    signature = _signature(function)

    def run(machine: Machine, arguments: Arguments, site: Site) -> Value:
        try:
            positional, keywords = signature.bind((machine, site), arguments.positional, arguments.keywords)
        except TypeError as error:
            if not arguments.positional and not arguments.keywords and not arguments.open:
                raise ProgramError("TypeError", f"{name}(): {error}", site.location) from None
            return unknown(f"{name}()", f"a call of {name} that is not modelled", site)
        if each and any(isinstance(value, Choice) for value in positional):
            return on_each(machine, positional[2:], lambda *values: function(machine, site, *values, **keywords))
        return function(*positional, **keywords)

    return HostFunction(name, run)


def one_argument(name: str, function: Callable[[Machine, Site, Value], Value]) -> HostFunction:
    """`host_function` for a model of one argument: a lambda given here has typed parameters."""
    return host_function(name, function)


_SIGNATURES: dict[object, Signature] = {}


def _signature(function: Callable[..., Value]) -> Signature:
    """The signature of a model. Models made for each object share their code, so one look is enough for all of them."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    key = (code, inspect.ismethod(function))
    if code is None or key not in _SIGNATURES:
        _SIGNATURES[key] = signature_of(function)
    return _SIGNATURES[key]
