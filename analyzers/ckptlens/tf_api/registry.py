"""The table of modelled APIs.

A model is a function with the parameters of the API it stands for, after the call itself, and is tagged with the API's public
name. Names under ``tf.compat.v1`` are those of TF1; on a TF1 stack ``tf.x`` is ``tf.compat.v1.x``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.signatures import Signature, signature_of
from ckptlens.interp.values import Value

if TYPE_CHECKING:
    import inspect

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site


class Call(Struct, frozen=True):
    """A call of an API: the run, where it stands, under which public name, and what was given."""

    machine: Machine
    site: Site
    api: str
    arguments: Arguments


Model = Callable[..., Value]
MODELS: dict[str, Model] = {}
CONSTANTS: dict[str, Value] = {}
"""Public names that stand for a value."""


def api(*names: str) -> Callable[[Model], Model]:
    """Register the model of an API under its public names."""

    def register(function: Model) -> Model:
        for name in names:
            MODELS[name] = function
        return function

    return register


@cache
def _signature(name: str) -> Signature:
    return signature_of(MODELS[name])


def signature(name: str) -> inspect.Signature:
    """The signature of a model, the call included."""
    return _signature(name).parameters


def set_for_all(call: Call, key: str, value: object, what: str) -> None:
    """Set what holds for all code that follows; a gap where it is not known whether it is set."""
    if call.machine.conditions:
        call.machine.gap(call.site, f"whether {what} here depends on a condition that is not known")
    call.machine.trail.set(call.machine.world, key, value)


def run_model(call: Call, name: str) -> Value:
    """Run the model of an API. Raises TypeError when the arguments do not fit its parameters."""
    positional, keywords = _signature(name).bind((call,), call.arguments.positional, call.arguments.keywords)
    return MODELS[name](*positional, **keywords)
