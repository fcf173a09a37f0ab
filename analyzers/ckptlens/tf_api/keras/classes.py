"""The classes that Keras exports, as constructors and as base classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.machine import ProgramError
from ckptlens.tf_api.keras.construct import make_layer, parameters, require_arguments
from ckptlens.tf_api.keras.generation import Generation, generation_of, keras_api, short_name
from ckptlens.tf_api.keras.models import MODEL, SEQUENTIAL
from ckptlens.tf_api.keras.names import clear
from ckptlens.tf_api.keras.spec import Spec
from ckptlens.tf_api.keras.subclass import register_base

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.values import Value
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.tf_api.registry import Call


def export(spec: Spec, *shorts: str) -> Spec:
    """Register a class under its public names."""
    names = shorts or (f"layers.{spec.name}",)

    @keras_api(*names)
    def construct(call: Call, *positional: Value, **named: Value) -> Value:
        generation = generation_of(call.machine, call.api)
        if parameters(generation, spec.name) is None:
            message = f"module 'keras' has no attribute '{short_name(call.api).rpartition('.')[2]}'"
            raise ProgramError("AttributeError", message, call.site.location)
        require_arguments(generation, spec.name, call.arguments, call.site)
        return make_layer(call.machine, _of(spec, generation), generation, call.arguments, call.site)

    for name in names:
        register_base(name, spec)
    del construct
    return spec


def _of(spec: Spec, generation: Generation) -> Spec:
    return spec


def _no_weights(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """A layer of the program's own makes its weights itself."""


def _same(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    return arguments.get(0, "inputs")


LAYER = export(Spec("Layer", _no_weights, _same), "layers.Layer", "Layer", "engine.base_layer.Layer")
export(MODEL, "Model", "models.Model", "engine.training.Model")
export(SEQUENTIAL, "Sequential", "models.Sequential")


@keras_api("backend.clear_session", "utils.clear_session")
def clear_session(call: Call, free_memory: Value = True) -> Value:
    """Automatic names start anew."""
    clear(call.machine)
    return None
