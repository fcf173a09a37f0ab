"""Constructors: binding arguments to a layer's parameters, and what all layers share.

Source: ``Layer.__init__`` of Keras 1.15, 2.15 and 3.15.
"""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.machine import ProgramError
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.keras.core import CORE, Core, set_name
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.layer import KerasLayer, new_layer
from ckptlens.tf_api.keras.policy import variable_dtype
from ckptlens.tf_api.keras.signatures import KERAS_2, KERAS_3, TF_1

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.values import InstanceValue, Value
    from ckptlens.tf_api.keras.spec import Spec

_DIFFERENT = {Generation.V1: TF_1, Generation.V2: {}, Generation.V3: KERAS_3}
_BASE = {
    "Layer": "trainable=True name dtype dynamic=False",
    "Model": "inputs outputs name trainable=True",
    "Sequential": "layers name",
    "InputLayer": "input_shape batch_size dtype input_tensor sparse=False name ragged=False type_spec",
    "Wrapper": "layer!",
    "AbstractRNNCell": "trainable=True name dtype dynamic=False",
    "DenseFeatures": "feature_columns trainable=True name",
}
_BASE_3 = {
    "Layer": "activity_regularizer trainable=True dtype autocast=True name",
    "Sequential": "layers trainable=True name",
    "InputLayer": "shape batch_size dtype sparse=False ragged=False batch_shape input_tensor optional=False name",
}


class Parameter(Struct, frozen=True):
    """One parameter of a constructor; `default` is None where none is noted."""

    name: str
    default: object
    required: bool


@cache
def parameters(generation: Generation, name: str) -> tuple[Parameter, ...] | None:
    """The parameters of a constructor in order; None: no such layer there."""
    own = _BASE_3 if generation is Generation.V3 else {}
    text = own.get(name, _BASE.get(name))
    if text is None:
        text = _DIFFERENT[generation].get(name, KERAS_2.get(name))
    if text is None:
        return None
    return tuple(_parameter(part) for part in text.split())


def _parameter(text: str) -> Parameter:
    name, _, default = text.partition("=")
    return Parameter(name.rstrip("!"), ast.literal_eval(default) if default else None, required=name.endswith("!"))


def require_arguments(generation: Generation, name: str, arguments: Arguments, site: Site) -> None:
    """Raises ProgramError where a program calls a constructor without a parameter that has no default."""
    rest = (parameters(generation, name) or ())[len(arguments.positional) :]
    absent = [p.name for p in rest if p.required and p.name not in arguments.keywords]
    if absent and not arguments.open:
        raise ProgramError("TypeError", f"{name}.__init__() misses an argument: '{absent[0]}'", site.location)


def construct(machine: Machine, core: Core, arguments: Arguments, site: Site) -> None:
    """Run the constructor of a built-in class on a core: its options, its name, its dtype, its inner layers."""
    known = parameters(core.generation, core.spec.name) or ()
    named = dict(zip((p.name for p in known), arguments.positional, strict=False))
    if arguments.open or len(arguments.positional) > len(known):
        machine.gap(site, f"arguments of {core.spec.name} that are not known whole")
    given = {**named, **arguments.keywords}
    core.options.update({**{p.name: p.default for p in known}, **given})
    core.options["given"] = tuple(given)
    set_name(machine, core, given.get("name", given.get("_name")))
    machine.trail.set(core.state, "dtype", variable_dtype(machine, core, given.get("dtype")))
    if given.get("trainable") is False:
        machine.trail.set(core.state, "trainable", value=False)
    if core.spec.init is not None:
        core.spec.init(machine, core, site)


def make_layer(machine: Machine, spec: Spec, generation: Generation, arguments: Arguments, site: Site) -> KerasLayer:
    """A layer of a built-in class."""
    made = new_layer(machine, Core(generation, spec.base_name or spec.name, spec))
    construct(machine, made.core, arguments, site)
    return made


def core_for(machine: Machine, instance: InstanceValue, spec: Spec, generation: Generation) -> Core:
    """The core of an object of the program, made when it is first needed."""
    found = instance.foreign.get(CORE)
    if isinstance(found, Core):
        return found
    made = Core(generation, instance.cls.name, spec, owner=instance)
    machine.trail.set(instance.foreign, CORE, made)
    return made


def chosen_dtype(core: Core, own: Value = None) -> str | None:
    """The dtype of a new weight: its own, or the layer's."""
    if own is not None:
        return dtype_name(own)
    found = core.state.get("dtype", "float32")
    return found if isinstance(found, str) else None
