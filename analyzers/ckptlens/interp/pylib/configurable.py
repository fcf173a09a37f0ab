"""gin: configurable functions and classes are themselves until a configuration is read, which may change their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import one_argument
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.values import ClassValue, FunctionValue, Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


@FUNCTIONS.model("gin.configurable", "gin.register")
def _configurable(machine: Machine, site: Site, name_or_fn: Value = None, *rest: Value, **named: Value) -> Value:
    if isinstance(name_or_fn, (FunctionValue, ClassValue)):
        return name_or_fn
    return one_argument("gin.configurable()", lambda machine, site, function: function)


@FUNCTIONS.model("gin.external_configurable")
def _external(machine: Machine, site: Site, fn_or_cls: Value, *rest: Value, **named: Value) -> Value:
    return fn_or_cls


@FUNCTIONS.model("gin.constant", "gin.constants_from_enum", "gin.finalize", "gin.clear_config")
def _nothing(machine: Machine, site: Site, value: Value = None, *rest: Value, **named: Value) -> Value:
    return value


@FUNCTIONS.model(
    "gin.parse_config", "gin.parse_config_file", "gin.parse_config_files_and_bindings", "gin.bind_parameter", "gin.unlock_config"
)
def _read(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    machine.gap(site, "a gin configuration is read here, which may change the arguments of configurable functions")
    return None
