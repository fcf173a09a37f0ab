"""The optimizer classes that Keras exports, and getting an optimizer by its name.

Source: ``keras/optimizers.py`` (1.15), ``keras/src/optimizers/__init__.py`` (2.15, 3.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, Text, Value
from ckptlens.tf_api.graph import current_graph, entered_scope
from ckptlens.tf_api.keras.generation import Generation, generation_of, keras_api
from ckptlens.tf_api.keras.names import snake_case, unique_object_name
from ckptlens.tf_api.keras.optimizer_specs import NAMES, SPECS, Family, OptimizerSpec
from ckptlens.tf_api.keras.optimizer_variables import construct_variables
from ckptlens.tf_api.keras.optimizers import KerasOptimizer
from ckptlens.tf_api.registry import api

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.registry import Call

_DEFAULTS: dict[str, Value] = {"momentum": 0.0, "centered": False, "amsgrad": False, "use_ema": False, "gradient_accumulation_steps": None}
_OLD_ARGUMENTS = {
    Family.LEGACY: ("clipnorm", "clipvalue", "global_clipnorm", "lr", "decay"),
    Family.NEW: ("lr", "is_legacy_optimizer"),
    Family.V3: ("decay",),
}


def family_of(machine: Machine, api_name: str) -> Family:
    """Which implementation a public name stands for."""
    if ".legacy." in api_name:
        return Family.LEGACY
    generation = generation_of(machine, api_name)
    if generation is Generation.V3:
        return Family.V3
    if generation is Generation.V1 or api_name.startswith("tf.compat.v1."):
        return Family.LEGACY
    return Family.NEW


def _absent(api_name: str, site: Site) -> ProgramError:
    module, _, name = api_name.rpartition(".")
    return ProgramError("AttributeError", f"module '{module}' has no attribute '{name}'", site.location)


def _construct(call: Call, *positional: Value, **named: Value) -> Value:
    machine = call.machine
    name = call.api.rpartition(".")[2]
    family = family_of(machine, call.api)
    if ".legacy." in call.api and generation_of(machine, call.api) is Generation.V3:
        raise ProgramError("ImportError", "`keras.optimizers.legacy` is not supported in Keras 3.", call.site.location)
    if ".experimental." in call.api and (family is not Family.NEW or name == "Lion"):
        raise _absent(call.api, call.site)
    spec = SPECS[family].get(name)
    if spec is None:
        raise _absent(call.api, call.site)
    return new_optimizer(machine, spec, family, call.arguments, call.site)


for _name in NAMES:
    keras_api(f"optimizers.{_name}", f"optimizers.legacy.{_name}", f"optimizers.experimental.{_name}")(_construct)
    api(f"tf.compat.v1.keras.optimizers.{_name}")(_construct)


def new_optimizer(
    machine: Machine, spec: OptimizerSpec, family: Family, arguments: Arguments, site: Site, *, cls: str | None = None
) -> KerasOptimizer:
    """An optimizer of a class, with the variables that its constructor makes; `cls` is the program's class that derives from it."""
    if arguments.open:
        machine.gap(site, f"arguments of {spec.name} that are not known whole")
    given = {**dict(zip(spec.parameters, arguments.positional, strict=False)), **arguments.keywords}
    _refuse_others(spec, family, given, site)
    if "lr" in given:
        given["learning_rate"] = given.pop("lr")
    options = {**{k: v for k, v in _DEFAULTS.items() if k in spec.parameters}, **dict(spec.defaults), **given}
    made = KerasOptimizer(spec, family, _named(machine, spec, family, given.get("name"), cls or spec.name), options)
    construct_variables(machine, made, site)
    return made


def _refuse_others(spec: OptimizerSpec, family: Family, given: dict[str, Value], site: Site) -> None:
    if family is Family.NEW and "decay" in given:
        message = "decay is deprecated in the new Keras optimizer, please check the docstring for valid arguments"
        raise ProgramError("ValueError", message, site.location)
    other = next((k for k in given if k not in spec.parameters and k not in _OLD_ARGUMENTS[family]), None)
    if other is not None:
        kind = "ValueError" if family is Family.V3 else "TypeError"
        raise ProgramError(kind, f"Unexpected keyword argument passed to optimizer: {other}", site.location)


def _named(machine: Machine, spec: OptimizerSpec, family: Family, given: Value, cls: str) -> Text:
    text = entered_scope(given)
    if text:
        return text
    if family is not Family.V3:
        return spec.name
    return unique_object_name(machine, snake_case(cls, Generation.V3), Generation.V3)


_BY_NAME = {name.lower(): name for name in NAMES}


def optimizer_by_name(machine: Machine, name: str, generation: Generation, site: Site) -> KerasOptimizer | None:
    """``optimizers.get("adam")``: the class with its defaults; None for a name that is not known. Keras 2 takes the legacy classes
    while TF2 behaviour is off."""
    family = {Generation.V1: Family.LEGACY, Generation.V2: Family.NEW, Generation.V3: Family.V3}[generation]
    if family is Family.NEW and current_graph(machine).number:
        family = Family.LEGACY
    spec = SPECS[family].get(_BY_NAME.get(name.lower(), ""))
    return new_optimizer(machine, spec, family, Arguments(), site) if spec is not None else None


def optimizer_from_config(machine: Machine, description: DictValue, generation: Generation, site: Site) -> Value:
    """``optimizers.get({"class_name": ..., "config": {...}})``; an unknown with a gap for what is not known whole."""
    cls, config = description.state.get("class_name"), description.state.get("config")
    family = {Generation.V1: Family.LEGACY, Generation.V2: Family.NEW, Generation.V3: Family.V3}[generation]
    spec = SPECS[family].get(_BY_NAME.get(cls.lower(), "")) if isinstance(cls, str) else None
    if spec is None or description.open or not isinstance(config, DictValue) or config.open:
        machine.gap(site, "an optimizer from a description that is not known whole")
        return unknown("optimizer", "an optimizer from a description that is not known whole", site, callable_gap=True)
    named = {k: v for k, v in config.state.items() if isinstance(k, str)}
    return new_optimizer(machine, spec, family, Arguments((), named), site)


@keras_api("optimizers.get", "optimizers.deserialize")
def get(call: Call, identifier: Value, *rest: Value, **named: Value) -> Value:
    """An optimizer by its name, by its description, or itself."""
    generation = generation_of(call.machine, call.api)
    if isinstance(identifier, KerasOptimizer):
        return identifier
    if isinstance(identifier, DictValue):
        return optimizer_from_config(call.machine, identifier, generation, call.site)
    if isinstance(identifier, str):
        found = optimizer_by_name(call.machine, identifier, generation, call.site)
        if found is not None:
            return found
        raise ProgramError("ValueError", f"Could not interpret optimizer identifier: {identifier}", call.site.location)
    call.machine.gap(call.site, "an optimizer that is not known")
    return unknown("optimizer", "an optimizer by a name that is not known", call.site, callable_gap=True)
